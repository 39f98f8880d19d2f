package stockpot.server;

import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.jspecify.annotations.Nullable;

/** Every record of all loggers of this JVM from a level on, until closed. */
final class CapturedLog extends Handler implements AutoCloseable {
    private final ConcurrentLinkedQueue<LogRecord> records = new ConcurrentLinkedQueue<>();
    private final Logger root = Logger.getLogger("");
    private final @Nullable Level before = root.getLevel();

    private CapturedLog() {}

    static CapturedLog begin(Level level) {
        CapturedLog log = new CapturedLog();
        log.setLevel(level);
        log.root.setLevel(level);
        log.root.addHandler(log);
        return log;
    }

    /** Their texts, with what was thrown. */
    List<String> atLeast(Level level) {
        SimpleFormatter text = new SimpleFormatter();
        return records.stream()
                .filter(one -> one.getLevel().intValue() >= level.intValue())
                .map(text::format)
                .toList();
    }

    @Override
    public void publish(@Nullable LogRecord entry) {
        if (entry != null) {
            records.add(entry);
        }
    }

    @Override
    public void flush() {
        // nothing waits
    }

    @Override
    public void close() {
        root.removeHandler(this);
        root.setLevel(before);
    }
}
