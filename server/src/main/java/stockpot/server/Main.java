package stockpot.server;

import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import stockpot.server.cli.LogOutput;
import stockpot.server.cli.SigningKeyFile;
import stockpot.server.cli.StockpotCommand;
import stockpot.server.config.Config;
import stockpot.server.config.DatabaseConfig;
import stockpot.server.config.ProcessEnvironment;
import stockpot.server.config.StartupRefusal;
import stockpot.server.mail.MailTrial;
import stockpot.server.matrix.signing.SigningKey;
import stockpot.server.ports.Ports;
import stockpot.server.ports.jvm.JvmChance;
import stockpot.server.ports.jvm.JvmClock;
import stockpot.server.ports.jvm.JvmLanes;
import stockpot.server.ports.jvm.JvmOutgoing;
import stockpot.server.ports.jvm.JvmThreads;
import stockpot.server.ports.jvm.JvmWaiting;
import stockpot.server.store.Database;
import stockpot.server.store.Databases;
import stockpot.server.store.Rooms;
import stockpot.server.store.StoragePorts;
import stockpot.server.store.StorageSteps;
import stockpot.server.store.StoreException;

/** Starts and stops the homeserver. */
public final class Main {
    private Main() {}

    /** Runs until the process is told to stop. */
    public static void main(String[] args) {
        LogOutput.prepare();
        StockpotCommand command =
                new StockpotCommand(
                        Main::serve,
                        new DataTools(),
                        Main::tryMail,
                        ports(),
                        ProcessEnvironment.variables());
        System.exit(command.run(args));
    }

    private static Ports ports() {
        return new Ports(
                new JvmClock(),
                new JvmWaiting(),
                new JvmThreads(),
                new JvmLanes(),
                new JvmChance(),
                new JvmOutgoing());
    }

    /** The letter of {@code --mail-test}. */
    private static int tryMail(Config config, String address, PrintStream out) {
        Ports ports = ports();
        return new MailTrial(config, ports.clock(), ports.chance(), ports.outgoing())
                .run(address, out);
    }

    private static int serve(Config config) {
        Hangup.hear(Main::hungUp); // before anybody knows of us: at any moment it would end the JVM
        Ports ports = ports();
        SigningKey key = signingKey(config, ports);
        CountDownLatch stop = new CountDownLatch(1);
        CountDownLatch stopped = new CountDownLatch(1);
        AtomicInteger status = new AtomicInteger(1); // until it has started
        Runtime.getRuntime()
                .addShutdownHook(
                        Thread.ofPlatform()
                                .unstarted(() -> {
                                    stop.countDown();
                                    awaitQuietly(stopped);
                                    // An orderly stop is a success, not "ended by a signal".
                                    Runtime.getRuntime().halt(status.get());
                                }));
        try (Wiring _ = wired(config, ports, key)) {
            System.getLogger(Main.class.getName())
                    .log(System.Logger.Level.INFO, "ready as {0}", config.server().name());
            status.set(0);
            awaitQuietly(stop);
        } finally {
            stopped.countDown();
        }
        return 0;
    }

    private static void hungUp() {
        System.getLogger(Main.class.getName())
                .log(
                        System.Logger.Level.INFO,
                        "signal HUP: a new certificate is taken by itself; other settings count"
                                + " from the next start");
    }

    private static Wiring wired(Config config, Ports ports, SigningKey key) {
        try {
            return new Wiring(config, ports, key);
        } catch (StoreException e) {
            throw new StartupRefusal(String.valueOf(e.getMessage()), e);
        }
    }

    /** The key of the file, or a new one where nothing can have been signed yet (threat K12). */
    static SigningKey signingKey(Config config, Ports ports) {
        Path file = config.server().signingKeyPath();
        boolean data = !Files.exists(file) && holdsData(config.database(), ports);
        return SigningKey.parse(SigningKeyFile.loadOrCreate(file, data, ports.chance()));
    }

    private static boolean holdsData(DatabaseConfig config, Ports ports) {
        if (config instanceof DatabaseConfig.Sqlite sqlite) {
            return Files.exists(sqlite.file());
        }
        StoragePorts storage =
                new StoragePorts(
                        ports.clock(),
                        ports.waiting(),
                        ports.threads(),
                        ports.lanes(),
                        StorageSteps.NONE);
        try (Database database = Databases.open(config, storage)) {
            return database.read(Rooms::anyExists);
        } catch (StoreException e) {
            throw new StartupRefusal(String.valueOf(e.getMessage()), e);
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
