package stockpot.cook.operator;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import stockpot.cook.env.Inputs;
import stockpot.cook.env.Reading;
import stockpot.cook.host.Applier;
import stockpot.cook.host.Difference;
import stockpot.cook.host.Host;
import stockpot.cook.host.HostException;
import stockpot.cook.host.Mode;
import stockpot.cook.host.OneCook;
import stockpot.cook.host.Owner;
import stockpot.cook.host.Step;
import stockpot.cook.plan.Plan;
import stockpot.cook.plan.Plan.Change;

/** From variables to a running service; run again it changes nothing. */
@Command(
        name = "up",
        description =
                "From variables to a running service: apply what differs, then stay in front (or"
                        + " have a service that runs already take the change). This is what cook"
                        + " does without a command.",
        exitCodeOnInvalidInput = 1,
        exitCodeOnExecutionException = 1)
public final class UpCommand implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final double NANOS = 1e9;

    private final Kitchen kitchen;

    @Mixin private final Wishes wishes = new Wishes();

    /** The command. */
    public UpCommand(Kitchen kitchen) {
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
        if (!wishes.json()) {
            reading.notes().forEach(speech::say);
        }
        reading.warnings().forEach(warning -> Speech.aside("warning: " + warning));
        Host host = kitchen.host(reading);
        Plan plan = kitchen.plan(reading, inputs, host);
        List<Change> changes = plan.changes(host);
        Told told = new Told(speech, wishes.json(), plan.steps().size());
        if (!changes.isEmpty()) {
            apply(plan, host, told);
        }
        boolean runs = plan.underRc() || plan.front().runs(host);
        told.ended(runs);
        if (!runs) {
            handOver(plan, speech);
        }
        return 0;
    }

    private static void apply(Plan plan, Host host, Told told) {
        var place = plan.reading().settings().place();
        if (place.confined() && !host.exists(place.root())) {
            host.folder(place.root(), Mode.PRIVATE, Owner.ROOT);
        }
        host.folder(place.run(), Mode.PUBLIC, Owner.ROOT); // the lock lies there
        Clock clock = Clock.systemUTC();
        try (OneCook _ = OneCook.take(place.run().resolve("cook.lock"), PATIENCE, clock)) {
            new Applier(host, told).apply(plan.steps());
        }
    }

    /** The launcher becomes the front; it waits for the folder of the table on our input. */
    private void handOver(Plan plan, Speech speech) {
        if (!kitchen.places().frontWaits()) {
            if (!wishes.json()) {
                speech.say("Not started: bin/cook does that, the program alone only writes files.");
            }
            return;
        }
        try (FileOutputStream launcher = new FileOutputStream(FileDescriptor.in)) {
            launcher.write(plan.front().table().toString().getBytes(UTF_8));
        } catch (IOException e) {
            throw new HostException("The launcher is gone: start cook by bin/cook.", e);
        }
    }

    /** Progress: each step that had something to do, with its time; or all as JSON at the end. */
    private static final class Told implements Applier.Progress {
        private final Speech speech;
        private final boolean json;
        private final int all;
        private final List<Map<String, Object>> steps = new ArrayList<>();
        private final long start = System.nanoTime();
        private long began;
        private int number;

        Told(Speech speech, boolean json, int all) {
            this.speech = speech;
            this.json = json;
            this.all = all;
        }

        @Override
        public void begins(Step step) {
            began = System.nanoTime();
            number++;
        }

        @Override
        public void ended(Step step, Difference difference) {
            if (difference.isNone()) {
                return;
            }
            double seconds = (System.nanoTime() - began) / NANOS;
            Map<String, Object> told = new LinkedHashMap<>();
            told.put("step", step.name());
            told.put("milliseconds", Math.round(seconds * 1000));
            steps.add(told);
            if (!json) {
                speech.say(
                        String.format(
                                Locale.ROOT,
                                "[%d/%d] %s, %.2f s",
                                number,
                                all,
                                step.name(),
                                seconds));
            }
        }

        void ended(boolean runs) {
            double seconds = (System.nanoTime() - start) / NANOS;
            if (json) {
                Map<String, Object> whole = new LinkedHashMap<>();
                whole.put("changes", steps.size());
                whole.put("running", runs);
                whole.put("milliseconds", Math.round(seconds * 1000));
                whole.put("steps", steps);
                speech.json(whole);
            } else if (steps.isEmpty()) {
                speech.say(runs ? "Nothing to do: it runs as it should." : "Nothing to change.");
            } else {
                speech.say(
                        String.format(
                                Locale.ROOT, "%d steps done in %.2f s.", steps.size(), seconds));
            }
        }
    }
}
