package stockpot.server.mail;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import stockpot.server.matrix.error.MatrixException;
import stockpot.server.ports.Ports;

/** Tells the operator before the disk is full. */
public final class DiskWatch implements AutoCloseable {
    private static final Duration EVERY = Duration.ofMinutes(5);
    private static final String CONDITION = "disk";

    /** Less than this part of the disk free is a trouble; it is over at twice that. */
    private static final double LOW = 0.05;

    private static final Logger log = System.getLogger(DiskWatch.class.getName());

    private final Alerts alerts;
    private final Ports ports;
    private final Free free;
    private @Nullable Thread watcher;

    /** How much of the disk is free. */
    @FunctionalInterface
    public interface Free {
        /** A part, from 0 to 1. */
        double part() throws IOException;
    }

    /** Watches by that measure. */
    public DiskWatch(Alerts alerts, Ports ports, Free free) {
        this.alerts = alerts;
        this.ports = ports;
        this.free = free;
    }

    /** The part of the disk under a folder that is free. */
    public static Free of(Path folder) {
        return () -> {
            FileStore store = Files.getFileStore(folder);
            return (double) store.getUsableSpace() / Math.max(1, store.getTotalSpace());
        };
    }

    /** Begins to watch. */
    public void start() {
        watcher = ports.threads().start("disk watch", this::run);
    }

    private void run() {
        try {
            while (true) {
                look();
                ports.waiting().sleep(EVERY);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Looks once. */
    void look() {
        try {
            double part = free.part();
            String percent = Math.round(part * 100) + " % of the disk with the data is free.";
            if (part < LOW) {
                alerts.begin(CONDITION, percent + " Make room, or the server stops writing.");
            } else if (part >= 2 * LOW) {
                alerts.end(CONDITION, percent);
            }
        } catch (IOException | MatrixException e) {
            log.log(Level.WARNING, "the disk cannot be watched: {0}", e.getMessage());
        }
    }

    @Override
    public void close() {
        Thread running = watcher;
        if (running != null) {
            running.interrupt();
        }
    }
}
