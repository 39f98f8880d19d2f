package stockpot.cook.operator;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import stockpot.cook.certificates.Renewal;
import stockpot.cook.env.Inputs;
import stockpot.cook.env.Reading;
import stockpot.cook.host.Host;
import stockpot.cook.host.HostException;
import stockpot.cook.plan.Plan;
import stockpot.cook.services.Duty;

/** Has the certificates looked after now. */
@Command(
        name = "renew",
        description = "Look after the certificates now, without waiting for the next round.",
        exitCodeOnInvalidInput = 1,
        exitCodeOnExecutionException = 1)
public final class RenewCommand implements Callable<Integer> {
    private final Kitchen kitchen;

    @Mixin private final Where where = new Where();

    @Option(
            names = "--force",
            description =
                    "Renew now, though it is not time. When the certificate authority itself said"
                            + " when to come again, that holds nevertheless.")
    private boolean force;

    /** The command. */
    public RenewCommand(Kitchen kitchen) {
        this.kitchen = kitchen;
    }

    @Override
    public Integer call() {
        Inputs inputs = where.inputs(kitchen);
        Reading reading = Kitchen.read(inputs);
        Host host = kitchen.host(reading);
        Plan plan = kitchen.plan(reading, inputs, host);
        Speech speech = Speech.ofProcess(kitchen.environment());
        for (Duty duty : plan.duties()) {
            if (duty instanceof Renewal renewal) {
                Renewal.Outcome outcome = renewal.tend(force);
                outcome.lines().forEach(speech::say);
                if (outcome.good() && outcome.lines().isEmpty()) {
                    speech.say("Nothing is due.");
                }
                return outcome.good() ? 0 : 1;
            }
        }
        throw new HostException("There are no certificates to renew here: TLS is off (NOSSL).");
    }
}
