package stockpot.cook.operator;

import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import stockpot.cook.certificates.Renewal;

/** Renews the certificate if it is time, or now. */
@Command(
        name = "renew",
        description = "Have a certificate or renew it, if it is time or by force.",
        footer = {
            "",
            "Ends with 0 if a good certificate is in use and nothing is due, with 1 if not; then it"
                    + " says why, and when it is tried again.",
            "--force does not wait for the own back-off. When the certificate authority itself said"
                    + " when to come again, that holds."
        },
        exitCodeOnInvalidInput = 1)
public final class RenewCommand implements Callable<Integer> {
    private final Supplier<Renewal> renewal;

    @Option(
            names = "--force",
            description = "Renew now, though it is not time; for instance when a key was seen.")
    private boolean force;

    @SuppressWarnings("UnusedVariable") // Picocli acts on it
    @Option(names = "--help", usageHelp = true, description = "Show this help.")
    private boolean help;

    /** The command; the settings are read when it runs. */
    public RenewCommand(Supplier<Renewal> renewal) {
        this.renewal = renewal;
    }

    @Override
    public Integer call() {
        Renewal.Outcome outcome = renewal.get().tend(force);
        if (outcome.good()) {
            outcome.lines().forEach(System.out::println);
            if (outcome.lines().isEmpty()) {
                System.out.println("Nothing is due.");
            }
            return 0;
        }
        outcome.lines().forEach(line -> System.err.println("cook: " + line));
        return 1;
    }
}
