package stockpot.server.ports.jvm;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import stockpot.server.ports.Lanes;

/** Platform threads that do not keep the program alive. */
public final class JvmLanes implements Lanes {
    private static final Logger log = System.getLogger(JvmLanes.class.getName());

    @Override
    public Thread start(String name, Runnable body) {
        return Thread.ofPlatform()
                .name(name)
                .daemon(true)
                .uncaughtExceptionHandler((thread, failure) ->
                        log.log(Level.ERROR, "thread " + thread.getName(), failure))
                .start(body);
    }
}
