package stockpot.server.ports.jvm;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.ThreadFactory;
import stockpot.server.ports.Threads;

/** Virtual threads on the JDK's own scheduler. */
public final class JvmThreads implements Threads {
    private static final Logger log = System.getLogger(JvmThreads.class.getName());

    @Override
    public Thread start(String name, Runnable body) {
        return builder(name).start(body);
    }

    @Override
    public ThreadFactory factory(String name) {
        return builder(name).factory();
    }

    private static Thread.Builder.OfVirtual builder(String name) {
        return Thread.ofVirtual()
                .name(name)
                .uncaughtExceptionHandler((thread, failure) ->
                        log.log(Level.ERROR, "thread " + thread.getName(), failure));
    }
}
