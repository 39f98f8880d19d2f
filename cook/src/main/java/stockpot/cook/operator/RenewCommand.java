package stockpot.cook.operator;

import java.time.Clock;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import stockpot.cook.env.Inputs;
import stockpot.cook.env.Reading;
import stockpot.cook.host.Host;
import stockpot.cook.host.HostException;
import stockpot.cook.plan.Plan;
import stockpot.cook.services.Tending;

/** Has the certificates looked after now. */
@Command(
        name = "renew",
        description = "Look after the certificates now, without waiting for the next round.",
        exitCodeOnInvalidInput = 1,
        exitCodeOnExecutionException = 1)
public final class RenewCommand implements Callable<Integer> {
    /** The duty that does it. */
    static final String DUTY = "certificates";

    private final Kitchen kitchen;

    @Mixin private final Where where = new Where();

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
        if (plan.duties().stream().noneMatch(duty -> duty.name().equals(DUTY))) {
            throw new HostException(
                    "There are no certificates to renew here: TLS is off (NOSSL), or the"
                            + " certificate is your own.");
        }
        Tending tending = new Tending(host, reading.settings().place(), Clock.systemUTC());
        Tending.Round round = tending.force(DUTY, plan.duties());
        round.lines().forEach(Speech.ofProcess(kitchen.environment())::say);
        return round.failed() ? 1 : 0;
    }
}
