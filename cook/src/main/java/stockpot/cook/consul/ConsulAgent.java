package stockpot.cook.consul;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import stockpot.cook.env.Place;
import stockpot.cook.env.Settings;
import stockpot.cook.host.Folder;
import stockpot.cook.host.Mode;
import stockpot.cook.host.Owner;
import stockpot.cook.host.Step;
import stockpot.cook.services.Service;

/** The local agent: its folder and how it runs. */
public final class ConsulAgent {
    /** Its program, as it lies on the search path. */
    public static final String PROGRAM = "consul";

    /** Started first, stopped last: what is registered there outlives the others. */
    private static final int ORDER = 10;

    /** It tells the cluster that it leaves, which takes some seven seconds. */
    private static final Duration STOP_WITHIN = Duration.ofSeconds(8);

    private ConsulAgent() {}

    /**
     * Its node id and what was registered; in the data set, so that a new jail is the same node.
     */
    static Path folder(Place place) {
        return place.data().resolve("consul");
    }

    /** What must be there before it runs. */
    public static List<Step> steps(Settings settings) {
        return List.of(new Folder(folder(settings.place()), Mode.PRIVATE, Owner.CONSUL));
    }

    /**
     * The agent in the foreground. Nothing depends on it: a Consul that cannot start is restarted
     * with back-off, and the homeserver serves (fault F26).
     *
     * @param program its full path
     */
    public static Service service(Settings settings, Path program) {
        Path folder = settings.place().current().resolve(AgentConfig.PATH).getParent();
        List<String> check = List.of(program.toString(), "validate", String.valueOf(folder));
        return new Service(
                "consul",
                null,
                List.of(program.toString(), "agent", "-config-dir=" + folder),
                Owner.CONSUL,
                ORDER,
                // Of what cook sets only the token can be changed in a running agent.
                Service.Reload.RESTART,
                List.of(AgentConfig.PATH),
                check,
                "TERM",
                STOP_WITHIN,
                false);
    }
}
