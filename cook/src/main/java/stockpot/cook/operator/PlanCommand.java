package stockpot.cook.operator;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import stockpot.cook.env.Inputs;
import stockpot.cook.env.Reading;
import stockpot.cook.host.Host;
import stockpot.cook.plan.Plan;

/** Prints what {@code cook up} would change, and touches nothing. */
@Command(
        name = "plan",
        description = "Print what cook up would change, secrets masked; touch nothing.",
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {"0:nothing to do", "1:something is wrong", "2:there are changes"},
        exitCodeOnInvalidInput = 1,
        exitCodeOnExecutionException = 1)
public final class PlanCommand implements Callable<Integer> {
    private static final int CHANGES = 2;

    private final Kitchen kitchen;

    @Mixin private final Wishes wishes = new Wishes();

    /** The command. */
    public PlanCommand(Kitchen kitchen) {
        this.kitchen = kitchen;
    }

    Wishes wishes() {
        return wishes;
    }

    @Override
    public Integer call() {
        Speech speech = Speech.ofProcess(kitchen.environment());
        Inputs inputs = wishes.inputs(kitchen.environment());
        Reading reading = Kitchen.read(inputs);
        reading.warnings().forEach(warning -> Speech.aside("warning: " + warning));
        Host host = kitchen.host(reading);
        List<Plan.Change> changes = kitchen.plan(reading, inputs, host).changes(host);
        if (wishes.json()) {
            speech.json(json(changes));
        } else {
            for (Plan.Change change : changes) {
                change.difference().lines().forEach(speech::difference);
            }
            speech.say(
                    changes.isEmpty()
                            ? "Nothing to do."
                            : changes.size() + " steps have something to do: cook up does it.");
        }
        return changes.isEmpty() ? 0 : CHANGES;
    }

    private static Map<String, Object> json(List<Plan.Change> changes) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("changes", changes.size());
        json.put(
                "steps",
                changes.stream()
                        .map(change -> {
                            Map<String, Object> step = new LinkedHashMap<>();
                            step.put("step", change.step());
                            step.put("difference", change.difference().lines());
                            return step;
                        })
                        .toList());
        return json;
    }
}
