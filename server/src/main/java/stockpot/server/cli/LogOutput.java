package stockpot.server.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.concurrent.locks.ReentrantLock;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import stockpot.server.config.LoggingConfig;

/** Sends every log line of the process to standard output. */
public final class LogOutput extends Handler {
    /**
     * Tells of every socket it opens; held here, since the JDK forgets levels of unused loggers.
     */
    private final Logger library = Logger.getLogger("io.helidon");

    private final ReentrantLock lock = new ReentrantLock();
    private final OutputStream out;
    private final Formatter line;

    private LogOutput(OutputStream out, ZoneId zone) {
        this.out = out;
        this.line = new LogLine(zone);
    }

    /** A log manager whose handlers outlive the beginning of the shutdown, so its lines appear. */
    public static final class Manager extends LogManager {
        /** Called by the JDK, by name. */
        public Manager() {}

        @Override
        public void reset() {
            // the JDK calls this first of all when the process is told to stop
        }
    }

    /** To be called before anything is logged. */
    public static void prepare() {
        System.setProperty("java.util.logging.manager", Manager.class.getName());
    }

    /** For tools that say everything themselves. */
    static void silence() {
        LogManager.getLogManager().getLogger("").setLevel(Level.OFF);
    }

    /** Begins to log as configured. */
    static void begin(LoggingConfig config) {
        Logger root = LogManager.getLogManager().getLogger("");
        for (Handler handler : root.getHandlers()) {
            root.removeHandler(handler);
        }
        root.setLevel(level(config.level()));
        LogOutput output =
                new LogOutput(new FileOutputStream(FileDescriptor.out), ZoneId.systemDefault());
        if (config.level().equals("info")) {
            output.library.setLevel(Level.WARNING);
        }
        root.addHandler(output);
    }

    private static Level level(String name) {
        return switch (name) {
            case "error" -> Level.SEVERE;
            case "warning" -> Level.WARNING;
            case "debug" -> Level.FINE;
            case "trace" -> Level.ALL;
            default -> Level.INFO;
        };
    }

    @Override
    public void publish(@Nullable LogRecord entry) {
        if (entry == null) {
            return;
        }
        byte[] bytes = line.format(entry).getBytes(StandardCharsets.UTF_8);
        lock.lock();
        try {
            out.write(bytes);
        } catch (IOException e) {
            // Nobody reads the log any more; the server goes on.
            return;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void flush() {
        // written at once
    }

    @Override
    public void close() {
        // standard output stays open
    }
}
