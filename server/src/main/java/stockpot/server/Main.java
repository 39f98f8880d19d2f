package stockpot.server;

import java.nio.file.Files;
import java.util.concurrent.CountDownLatch;
import stockpot.server.cli.LogOutput;
import stockpot.server.cli.SigningKeyFile;
import stockpot.server.cli.StockpotCommand;
import stockpot.server.config.Config;
import stockpot.server.config.DatabaseConfig;
import stockpot.server.config.ProcessEnvironment;
import stockpot.server.matrix.signing.SigningKey;
import stockpot.server.ports.Ports;
import stockpot.server.ports.jvm.JvmChance;
import stockpot.server.ports.jvm.JvmClock;
import stockpot.server.ports.jvm.JvmLanes;
import stockpot.server.ports.jvm.JvmThreads;
import stockpot.server.ports.jvm.JvmWaiting;

/** Starts and stops the homeserver. */
public final class Main {
    private Main() {}

    /** Runs until the process is told to stop. */
    public static void main(String[] args) {
        LogOutput.prepare();
        StockpotCommand command =
                new StockpotCommand(Main::serve, new JvmChance(), ProcessEnvironment.variables());
        System.exit(command.run(args));
    }

    private static int serve(Config config) {
        Ports ports =
                new Ports(
                        new JvmClock(),
                        new JvmWaiting(),
                        new JvmThreads(),
                        new JvmLanes(),
                        new JvmChance());
        boolean data =
                config.database() instanceof DatabaseConfig.Sqlite sqlite
                        && Files.exists(sqlite.file());
        SigningKey key =
                SigningKey.parse(
                        SigningKeyFile.loadOrCreate(
                                config.server().signingKeyPath(), data, ports.chance()));
        CountDownLatch stop = new CountDownLatch(1);
        CountDownLatch stopped = new CountDownLatch(1);
        Runtime.getRuntime()
                .addShutdownHook(
                        Thread.ofPlatform()
                                .unstarted(
                                        () -> {
                                            stop.countDown();
                                            awaitQuietly(stopped);
                                            // An orderly stop is a success, not "ended by a signal".
                                            Runtime.getRuntime().halt(0);
                                        }));
        try (Wiring _ = new Wiring(config, ports, key)) {
            System.getLogger(Main.class.getName())
                    .log(System.Logger.Level.INFO, "ready as {0}", config.server().name());
            awaitQuietly(stop);
        } finally {
            stopped.countDown();
        }
        return 0;
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
