package stockpot.cook.operator;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import stockpot.cook.dataset.ServerData;
import stockpot.cook.env.AppliedSettings;
import stockpot.cook.env.Inputs;
import stockpot.cook.env.Place;
import stockpot.cook.env.Places;
import stockpot.cook.env.Reading;
import stockpot.cook.env.SettingsReader;
import stockpot.cook.files.Identity;
import stockpot.cook.host.Host;
import stockpot.cook.host.Interruptions;
import stockpot.cook.host.Owner;
import stockpot.cook.host.Owners;
import stockpot.cook.host.Programs;
import stockpot.cook.host.UnixHost;
import stockpot.cook.plan.Plan;
import stockpot.cook.plan.Planner;
import stockpot.cook.plan.Surroundings;
import stockpot.cook.services.Identities;

/** Where the parts of cook meet: from inputs to a plan on this machine. */
public final class Kitchen {
    private final Places places;
    private final SecureRandom chance;
    private final Interruptions interruptions;

    /**
     * A kitchen.
     *
     * @param chance the source of keys and secrets
     * @param interruptions told before each change of the machine
     */
    public Kitchen(Places places, SecureRandom chance, Interruptions interruptions) {
        this.places = places;
        this.chance = chance;
        this.interruptions = interruptions;
    }

    /** Where programs lie, and what this process was told. */
    public Places places() {
        return places;
    }

    /** What the variables of this process are. */
    Map<String, String> environment() {
        return places.environment();
    }

    /** The machine, as far as this place may be written. */
    public Host host(Reading reading) {
        return host(reading, List.of());
    }

    /** The same, with more folders that the operator named. */
    Host host(Reading reading, List<Path> more) {
        Place place = reading.settings().place();
        List<Path> roots = new ArrayList<>();
        if (place.confined()) {
            roots.add(place.root());
        }
        roots.addAll(List.of(place.data(), place.etc(), place.run(), place.log()));
        if (places.underRc()) {
            roots.add(Planner.CRON);
        }
        roots.addAll(more);
        return new UnixHost(
                roots, owners(reading), new Programs(places.searchPath()), interruptions);
    }

    /** The plan for these inputs, whose reading is this. */
    public Plan plan(Reading reading, Inputs inputs, Host host) {
        return new Planner(surroundings(reading), host, new Identity(chance), chance)
                .plan(reading, inputs);
    }

    private Surroundings surroundings(Reading reading) {
        return new Surroundings(
                places,
                new Programs(places.searchPath()).path(),
                places.forServer(),
                new Identities(owners(reading)));
    }

    /** What the last {@code cook up} applied, for commands that run later. */
    public Inputs applied(@Nullable Path root) {
        return AppliedSettings.inputs(AppliedSettings.file(root, environment()));
    }

    /** The server's program, run as the server's user. */
    ServerData serverData(Reading reading, Host host) {
        List<String> program =
                new ArrayList<>(new Identities(owners(reading)).prefix(host, Owner.STOCKPOT));
        program.add(surroundings(reading).serverProgram(host));
        return new ServerData(host, program);
    }

    /** Reads what the operator said. */
    public static Reading read(Inputs inputs) {
        return SettingsReader.read(inputs);
    }

    private static Owners owners(Reading reading) {
        if (reading.settings().place().confined()) {
            return Owners.ofCaller();
        }
        Integer id = reading.userId();
        return Owners.ofMachine(id == null ? null : id.toString());
    }
}
