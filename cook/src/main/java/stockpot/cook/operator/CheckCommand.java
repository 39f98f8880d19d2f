package stockpot.cook.operator;

import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import stockpot.cook.env.Reading;
import stockpot.cook.env.SettingsException;

/** Says everything that is wrong in the variables, and does nothing else. */
@Command(
        name = "check",
        description = "Check the variables: say all that is wrong, write nothing.",
        exitCodeOnInvalidInput = 1,
        exitCodeOnExecutionException = 1)
public final class CheckCommand implements Callable<Integer> {
    private final Kitchen kitchen;

    @Mixin private final Wishes wishes = new Wishes();

    /** The command. */
    public CheckCommand(Kitchen kitchen) {
        this.kitchen = kitchen;
    }

    Wishes wishes() {
        return wishes;
    }

    @Override
    public Integer call() {
        Speech speech = Speech.ofProcess(kitchen.environment());
        if (!wishes.json()) {
            Reading reading = Kitchen.read(wishes.inputs(kitchen.environment()));
            reading.notes().forEach(speech::say);
            reading.warnings().forEach(warning -> Speech.aside("warning: " + warning));
            speech.say("The variables are good for " + reading.settings().domain() + ".");
            return 0;
        }
        try {
            Reading reading = Kitchen.read(wishes.inputs(kitchen.environment()));
            speech.json(
                    Map.of(
                            "problems", List.of(),
                            "notes", reading.notes(),
                            "warnings", reading.warnings()));
            return 0;
        } catch (SettingsException e) {
            List<Map<String, String>> problems =
                    e.problems().stream()
                            .map(problem -> Map.of("name", problem.name(), "what", problem.what()))
                            .toList();
            speech.json(Map.of("problems", problems));
            return 1;
        }
    }
}
