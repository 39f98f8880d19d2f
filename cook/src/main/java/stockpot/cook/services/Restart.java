package stockpot.cook.services;

import java.util.List;
import java.util.Optional;
import stockpot.cook.host.Host;
import stockpot.cook.host.Mode;
import stockpot.cook.host.Owner;

/** Has a running front start one service anew, although nothing of its files changed. */
public final class Restart {
    private final Front front;
    private final Service service;
    private final List<Service> services;

    private Restart(Front front, Service service, List<Service> services) {
        this.front = front;
        this.service = service;
        this.services = services;
    }

    /** For the service of that name, or nothing if there is none. */
    public static Optional<Restart> of(Front front, List<Service> services, String name) {
        return services.stream()
                .filter(service -> service.name().equals(name))
                .findFirst()
                .map(service -> new Restart(front, service, services));
    }

    /** Starts it anew, and returns when the front has taken the wish. */
    public void apply(Host host) {
        host.write(front.change(), new byte[0], Mode.PRIVATE, Owner.ROOT);
        host.write(
                front.services().resolve(FrontTable.folderName(service)).resolve("restart"),
                new byte[0],
                Mode.PRIVATE,
                Owner.ROOT);
        new Changes(front, services).tell().apply(host);
    }
}
