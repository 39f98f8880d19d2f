package stockpot.cook.operator;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Clock;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import stockpot.cook.env.Inputs;
import stockpot.cook.env.Reading;
import stockpot.cook.host.Host;
import stockpot.cook.host.Mode;
import stockpot.cook.host.Owner;
import stockpot.cook.plan.Plan;
import stockpot.cook.services.Tending;

/** One round over the periodic duties; the front or cron(8) calls it. */
@Command(
        name = "tend",
        description =
                "Do the periodic duties that are due (renewal, alerts, registration) and end; the"
                        + " front or cron(8) calls it.",
        exitCodeOnInvalidInput = 1,
        exitCodeOnExecutionException = 1)
public final class TendCommand implements Callable<Integer> {
    private final Kitchen kitchen;

    @Mixin private final Where where = new Where();

    /** The command. */
    public TendCommand(Kitchen kitchen) {
        this.kitchen = kitchen;
    }

    @Override
    public Integer call() {
        Inputs inputs = where.inputs(kitchen);
        Reading reading = Kitchen.read(inputs);
        Host host = kitchen.host(reading);
        Plan plan = kitchen.plan(reading, inputs, host);
        Tending tending = new Tending(host, reading.settings().place(), Clock.systemUTC());
        Tending.Round round = tending.round(plan.duties());
        Speech speech = Speech.ofProcess(kitchen.environment());
        round.lines().forEach(speech::say);
        if (plan.front().runs(host)) {
            byte[] seconds = (round.next().toSeconds() + "\n").getBytes(UTF_8);
            host.write(plan.front().next(), seconds, Mode.PUBLIC, Owner.ROOT);
        }
        return round.failed() ? 1 : 0;
    }
}
