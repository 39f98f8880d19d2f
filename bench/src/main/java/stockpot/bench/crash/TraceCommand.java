package stockpot.bench.crash;

import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import stockpot.bench.Folders;
import stockpot.bench.MatrixClient;
import stockpot.bench.subject.Stockpot;
import stockpot.bench.subject.Subject;

/** {@code bench trace}: shows by the server's system calls that an answer follows its fsync. */
@Command(
        name = "trace",
        description =
                "Runs Stockpot on SQLite under strace and checks that each answered send was fsynced before.",
        mixinStandardHelpOptions = true)
public final class TraceCommand implements Callable<Integer> {
    private static final int SENDS = 50;

    @Option(
            names = "--stockpot",
            description = "The launcher (default: ${DEFAULT-VALUE}).",
            defaultValue = "bin/stockpot")
    Path stockpot = Path.of("bin/stockpot");

    @Override
    public Integer call() throws IOException {
        Path folder = Files.createTempDirectory("stockpot-trace");
        Path log = folder.resolve("calls");
        List<String> strace =
                List.of(
                        "strace",
                        "-D",
                        "-f",
                        "-qq",
                        "-s",
                        "64",
                        "-o",
                        log.toString(),
                        "-e",
                        "trace=read,recvfrom,fsync,fdatasync,write,sendto,writev");
        try {
            try (Subject subject =
                    Subject.start(
                            new Stockpot(stockpot.toAbsolutePath(), strace),
                            folder,
                            Subject.Options.CHEAP)) {
                send(subject);
            }
            FsyncTrace trace = FsyncTrace.of(Files.readAllLines(log, StandardCharsets.ISO_8859_1));
            System.out.printf(
                    "%d sends answered, %d of them without an fsync before the answer%n",
                    trace.answers(), trace.withoutFsync());
            return trace.answers() == SENDS && trace.withoutFsync() == 0 ? 0 : 3;
        } finally {
            Folders.delete(folder);
        }
    }

    private static void send(Subject subject) {
        HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        MatrixClient alice = MatrixClient.register(http, subject.base(), "alice");
        String room = alice.createRoom("traced");
        for (int i = 0; i < SENDS; i++) {
            alice.send(room, "t" + i, "text " + i);
        }
    }
}
