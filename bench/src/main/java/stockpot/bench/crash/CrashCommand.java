package stockpot.bench.crash;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import stockpot.bench.Folders;
import stockpot.bench.MatrixClient;
import stockpot.bench.subject.Pause;
import stockpot.bench.subject.PostgresCluster;
import stockpot.bench.subject.Stockpot;
import stockpot.bench.subject.Subject;

/** {@code bench crash}: fault F01. */
@Command(
        name = "crash",
        description =
                "Kills Stockpot (SIGKILL) under load, restarts it, and looks for what was acknowledged.",
        mixinStandardHelpOptions = true)
public final class CrashCommand implements Callable<Integer> {
    private static final int ROOMS = 3;
    private static final int AUDIT_EVERY = 10;

    @Option(
            names = "--stockpot",
            description = "The launcher (default: ${DEFAULT-VALUE}).",
            defaultValue = "bin/stockpot")
    Path stockpot = Path.of("bin/stockpot");

    @Option(
            names = "--rounds",
            description = "Kills (default: ${DEFAULT-VALUE}).",
            defaultValue = "100")
    int rounds = 100;

    @Option(
            names = "--senders",
            description = "Senders (default: ${DEFAULT-VALUE}).",
            defaultValue = "6")
    int senders = 6;

    @Option(
            names = "--longest",
            description = "Longest time before a kill, ms (default: ${DEFAULT-VALUE}).",
            defaultValue = "2000")
    int longestMillis = 2000;

    @Option(
            names = "--least",
            description =
                    "Acknowledgements without which the run proves nothing (default: ${DEFAULT-VALUE}).",
            defaultValue = "5000")
    int least = 5000;

    @Option(
            names = "--seed",
            description = "Of the times of the kills (default: 1).",
            defaultValue = "1")
    long seed = 1;

    @Option(
            names = "--postgres",
            description = "On a PostgreSQL started for it, with fsync on; SQLite otherwise.")
    boolean postgres;

    private final Violations violations = new Violations();

    @Override
    public Integer call() throws IOException {
        Path folder = Files.createTempDirectory("stockpot-crash");
        long begin = System.nanoTime();
        try (PostgresCluster cluster = postgres ? PostgresCluster.start() : null) {
            String database = cluster == null ? "" : cluster.configuration();
            try (Subject subject =
                    Subject.start(
                            new Stockpot(stockpot.toAbsolutePath(), List.of()),
                            folder,
                            new Subject.Options(true, database))) {
                int acknowledged = drive(subject);
                double seconds = (System.nanoTime() - begin) / 1e9;
                System.out.printf(
                        "F01 %s: seed %d, %.0f s, %d kills, %d acknowledged, %d violations%n",
                        cluster == null ? "SQLite" : "PostgreSQL",
                        seed,
                        seconds,
                        rounds,
                        acknowledged,
                        violations.count());
                boolean proven = violations.count() == 0 && acknowledged >= least;
                if (acknowledged < least) {
                    System.out.println(
                            "too few acknowledgements to prove anything: wanted " + least);
                }
                return proven ? 0 : 3;
            }
        } finally {
            if (violations.count() == 0) {
                Folders.delete(folder);
            } else {
                System.err.println("the data are kept in " + folder);
            }
        }
    }

    private int drive(Subject subject) {
        HttpClient http = client();
        List<Sender> all = people(http, subject);
        Watcher watcher = watcher(http, subject, all);
        Random random = new Random(seed);
        String key = signingKey(subject);
        for (int round = 1; round <= rounds; round++) {
            load(subject, all, watcher, 100 + random.nextInt(longestMillis - 100));
            subject.restart();
            afterRestart(subject, all, key);
            if (round % AUDIT_EVERY == 0 || round == rounds) {
                watcher.catchUp(violations);
                Audit.run(all, watcher, violations);
                System.err.printf(
                        "round %d: %d acknowledged, %d violations%n",
                        round, total(all), violations.count());
            }
        }
        all.forEach(sender -> sender.ledger().close());
        return total(all);
    }

    private static HttpClient client() {
        return HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    }

    private List<Sender> people(HttpClient http, Subject subject) {
        List<String> rooms = new ArrayList<>();
        List<Sender> all = new ArrayList<>();
        for (int i = 0; i < senders; i++) {
            String name = "sender" + i;
            MatrixClient client = MatrixClient.register(http, subject.base(), name);
            if (rooms.size() < ROOMS) {
                rooms.add(client.createRoom("room " + i));
            }
            String room = rooms.get(i % rooms.size());
            client.join(room);
            Ledger ledger = new Ledger(subject.folder().resolve("ledger-" + i));
            all.add(new Sender(client, room, name, ledger, violations));
        }
        return all;
    }

    private static Watcher watcher(HttpClient http, Subject subject, List<Sender> all) {
        MatrixClient client = MatrixClient.register(http, subject.base(), "watcher");
        all.stream().map(Sender::roomId).distinct().forEach(client::join);
        return new Watcher(client);
    }

    /** Lets all send and kills the server in the midst of it. */
    private void load(Subject subject, List<Sender> all, Watcher watcher, int millis) {
        List<Thread> threads = new ArrayList<>();
        all.forEach(sender -> threads.add(Thread.startVirtualThread(sender::run)));
        threads.add(Thread.startVirtualThread(() -> watcher.run(violations)));
        Pause.millis(millis);
        subject.kill();
        all.forEach(Sender::stop);
        watcher.stop();
        threads.forEach(CrashCommand::join);
    }

    private void afterRestart(Subject subject, List<Sender> all, String key) {
        if (!signingKey(subject).equals(key)) {
            violations.add("the signing key is another one after the restart");
        }
        for (Sender sender : all) {
            try {
                sender.client().call("GET", "/account/whoami", null);
                sender.repeatLast();
            } catch (MatrixClient.Refused refused) {
                violations.add(
                        sender.name()
                                + " is locked out after the restart: "
                                + refused.getMessage());
            }
        }
    }

    private static String signingKey(Subject subject) {
        try {
            return Files.readString(subject.folder().resolve("signing.key"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int total(List<Sender> all) {
        return all.stream().mapToInt(sender -> sender.ledger().ids().size()).sum();
    }

    private static void join(@Nullable Thread thread) {
        try {
            if (thread != null) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
