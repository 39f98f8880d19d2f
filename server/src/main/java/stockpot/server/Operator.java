package stockpot.server;

import com.fasterxml.jackson.databind.node.ObjectNode;
import stockpot.server.control.ControlOperations;
import stockpot.server.matrix.id.UserId;
import stockpot.server.matrix.json.Json;
import stockpot.server.store.Users;

/** What the operator of this machine may ask a running server for. */
final class Operator implements ControlOperations {
    private static final long NANOS_PER_SECOND = 1_000_000_000;

    private final Core core;
    private final long started;

    Operator(Core core) {
        this.core = core;
        this.started = core.ports.clock().nanos();
    }

    @Override
    public boolean setAdmin(UserId user, boolean admin) {
        return core.database.write(tx -> {
            boolean there = core.users.accounts().isLocal(user) && Users.find(tx, user) != null;
            if (there) {
                Users.setAdmin(tx, user, admin);
            }
            return there;
        });
    }

    @Override
    public ObjectNode status() {
        String version = Operator.class.getPackage().getImplementationVersion();
        ObjectNode status = Json.object();
        status.put("server_name", core.config.server().name().value());
        status.put("version", version == null ? "(not packaged)" : version);
        status.put("uptime_seconds", (core.ports.clock().nanos() - started) / NANOS_PER_SECOND);
        status.put("position", core.database.position());
        return status;
    }

    /** The shutdown hook does the rest, as for a signal. */
    @Override
    public void shutdown() {
        core.ports.threads().start("shutdown", () -> System.exit(0));
    }
}
