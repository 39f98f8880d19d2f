package stockpot.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import stockpot.bench.scenario.BigRoom;
import stockpot.bench.scenario.FanOut;
import stockpot.bench.scenario.Figures;
import stockpot.bench.scenario.Growth;
import stockpot.bench.scenario.Idle;
import stockpot.bench.scenario.InitialSync;
import stockpot.bench.scenario.RegisterAndLogin;
import stockpot.bench.scenario.Scenario;
import stockpot.bench.scenario.Send;
import stockpot.bench.scenario.StartUp;
import stockpot.bench.scenario.Steady;
import stockpot.bench.subject.Installation;
import stockpot.bench.subject.Stockpot;
import stockpot.bench.subject.Subject;
import stockpot.bench.subject.Synapse;

/** {@code bench run}: scenarios against Stockpot and, beside it, against Synapse. */
@Command(
        name = "run",
        description = "Runs scenarios and prints one table for each, in Markdown.",
        mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {
    private static final List<Scenario> ALL =
            List.of(
                    new StartUp(),
                    new Idle(),
                    new RegisterAndLogin(),
                    new Send(),
                    new FanOut(),
                    new InitialSync(100),
                    new InitialSync(200),
                    new BigRoom(),
                    new Growth(),
                    new Steady());

    @Option(
            names = "--stockpot",
            description = "The launcher (default: ${DEFAULT-VALUE}).",
            defaultValue = "bin/stockpot")
    Path stockpot = Path.of("bin/stockpot");

    @Option(
            names = "--synapse",
            description = "A Python that has matrix-synapse; without it only Stockpot is measured.")
    @Nullable Path synapse;

    @Option(
            names = "--size",
            description = "Multiplies all counts (default: 1).",
            defaultValue = "1")
    double size = 1;

    @Option(
            names = "--seed",
            description = "Of everything random (default: 1).",
            defaultValue = "1")
    long seed = 1;

    @Option(
            names = "--rounds",
            description = "Runs each so often, in turn, and prints medians (default: 1).",
            defaultValue = "1")
    int rounds = 1;

    @Parameters(arity = "0..*", paramLabel = "SCENARIO", description = "Which ones; none for all.")
    List<String> names = List.of();

    @Override
    public Integer call() {
        List<Scenario> chosen = choose();
        if (chosen.isEmpty()) {
            System.err.println(
                    "no such scenario; there are: "
                            + String.join(", ", ALL.stream().map(Scenario::name).toList()));
            return 1;
        }
        long errors = 0;
        for (Scenario scenario : chosen) {
            errors += table(scenario);
        }
        return errors == 0 ? 0 : 3;
    }

    private List<Scenario> choose() {
        if (!ALL.stream().map(Scenario::name).toList().containsAll(names)) {
            return List.of();
        }
        return ALL.stream().filter(s -> names.isEmpty() || names.contains(s.name())).toList();
    }

    /** Prints the table of one scenario; the subjects take turns. */
    private long table(Scenario scenario) {
        Map<String, List<Figures>> results = new LinkedHashMap<>();
        for (int round = 0; round < rounds; round++) {
            for (Installation installation : installations()) {
                System.err.printf(
                        "%s: %s, round %d%n", scenario.name(), installation.name(), round + 1);
                results.computeIfAbsent(installation.name(), n -> new ArrayList<>())
                        .add(measure(scenario, installation, round));
            }
        }
        System.out.print(Report.markdown(scenario.name(), results));
        return results.getOrDefault("Stockpot", List.of()).stream()
                .mapToLong(Figures::errors)
                .sum();
    }

    private List<Installation> installations() {
        List<Installation> all = new ArrayList<>();
        all.add(new Stockpot(stockpot.toAbsolutePath(), List.of()));
        if (synapse != null) {
            all.add(new Synapse(synapse.toAbsolutePath()));
        }
        return all;
    }

    private Figures measure(Scenario scenario, Installation installation, int round) {
        Path folder = temporary();
        try (Subject subject = Subject.start(installation, folder, scenario.options())) {
            return scenario.run(subject, new Scenario.Size(size, seed + round));
        } finally {
            Folders.delete(folder);
        }
    }

    private static Path temporary() {
        try {
            return Files.createTempDirectory("stockpot-bench");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
