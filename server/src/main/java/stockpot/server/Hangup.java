package stockpot.server;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

/**
 * The signal HUP, which would end the JVM otherwise: operators' tools send it as "read your files
 * anew". The JDK has no public way to hear of a signal; its {@code sun.misc.Signal} is reached by
 * name, since the compiler warns of it and no warning is let pass.
 */
final class Hangup {
    private Hangup() {}

    /** Runs this at each HUP from now on; does nothing where there is no such signal. */
    static void hear(Runnable action) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object ours =
                    Proxy.newProxyInstance(
                            Hangup.class.getClassLoader(),
                            new Class<?>[] {handler},
                            (proxy, method, arguments) -> answer(proxy, method, action));
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance("HUP"), ours);
        } catch (InvocationTargetException e) {
            // started under nohup: the JVM leaves the signal alone, and so do we
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("This Java has no sun.misc.Signal", e);
        }
    }

    private static Object answer(Object proxy, Method method, Runnable action) {
        return switch (method.getName()) {
            case "handle" -> {
                action.run();
                yield proxy; // what a method without a result returns is passed over
            }
            case "hashCode" -> System.identityHashCode(proxy);
            case "equals" -> false;
            default -> "Hangup";
        };
    }
}
