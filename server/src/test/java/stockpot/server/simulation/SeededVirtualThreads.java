package stockpot.server.simulation;

import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.util.concurrent.Executor;

/**
 * Virtual threads on a scheduler of our choice. The JDK has no public way to ask for that; this is
 * the only class that goes through its private one, and needs {@code --add-opens
 * java.base/java.lang=ALL-UNNAMED}.
 */
final class SeededVirtualThreads {
    private static final Constructor<?> BUILDER = builder();
    private static final Field CONTINUATION = continuation();

    private SeededVirtualThreads() {}

    /** A thread that has not started; every stretch of it is handed to {@code scheduler}. */
    static Thread unstarted(Executor scheduler, String name, Runnable body) {
        try {
            Thread.Builder.OfVirtual builder =
                    (Thread.Builder.OfVirtual) BUILDER.newInstance(scheduler);
            return builder.name(name).unstarted(body);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The task by which the scheduler knows the thread. */
    static Object taskOf(Thread thread) {
        try {
            return CONTINUATION.get(thread);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Constructor<?> builder() {
        try {
            Constructor<?> found =
                    Class.forName("java.lang.ThreadBuilders$VirtualThreadBuilder")
                            .getDeclaredConstructor(Executor.class);
            found.setAccessible(true);
            return found;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Field continuation() {
        try {
            Field found =
                    Class.forName("java.lang.VirtualThread").getDeclaredField("runContinuation");
            found.setAccessible(true);
            return found;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
