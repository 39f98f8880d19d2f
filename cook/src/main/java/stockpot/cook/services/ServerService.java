package stockpot.cook.services;

import java.time.Duration;
import java.util.List;
import stockpot.cook.env.Place;
import stockpot.cook.host.Owner;

/** The homeserver itself, as a service. */
public final class ServerService {
    private static final int ORDER = 50;
    private static final Duration DRAIN = Duration.ofSeconds(15);

    private ServerService() {}

    /**
     * The service.
     *
     * @param program the launcher's full path
     */
    public static Service of(Place place, String program) {
        return new Service(
                "stockpot",
                "stockpot",
                List.of(program, "--config=" + place.serverConfig()),
                Owner.STOCKPOT,
                ORDER,
                Service.Reload.RESTART,
                List.of("homeserver.yaml"),
                null,
                "TERM",
                DRAIN,
                true);
    }
}
