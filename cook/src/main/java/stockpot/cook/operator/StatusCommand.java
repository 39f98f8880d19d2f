package stockpot.cook.operator;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import stockpot.cook.env.Inputs;
import stockpot.cook.env.Place;
import stockpot.cook.env.Reading;
import stockpot.cook.host.Host;
import stockpot.cook.plan.Plan;
import stockpot.cook.services.Health;
import stockpot.cook.services.Service;

/** Says what runs. */
@Command(
        name = "status",
        description = "Say what runs, and whether the server answers.",
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {"0:all runs", "1:something does not"},
        exitCodeOnInvalidInput = 1,
        exitCodeOnExecutionException = 1)
public final class StatusCommand implements Callable<Integer> {
    private final Kitchen kitchen;

    @Mixin private final Where where = new Where();

    /** The command. */
    public StatusCommand(Kitchen kitchen) {
        this.kitchen = kitchen;
    }

    @Override
    public Integer call() {
        Inputs inputs = where.inputs(kitchen);
        Reading reading = Kitchen.read(inputs);
        Place place = reading.settings().place();
        Host host = kitchen.host(reading);
        Plan plan = kitchen.plan(reading, inputs, host);
        Map<String, String> states = new LinkedHashMap<>();
        boolean good = true;
        for (Service service : plan.services()) {
            long process = Health.process(host, service, place.run());
            good &= process > 0;
            states.put(service.name(), process > 0 ? "runs as process " + process : "does not run");
        }
        String trouble = Health.trouble(place.ports().client());
        good &= trouble == null;
        states.put("health", trouble == null ? "the server answers" : trouble);
        Speech speech = Speech.ofProcess(kitchen.environment());
        if (where.json()) {
            speech.json(states);
        } else {
            states.forEach((name, state) -> speech.say(name + ": " + state));
        }
        return good ? 0 : 1;
    }
}
