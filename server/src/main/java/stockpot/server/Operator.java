package stockpot.server;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;
import stockpot.server.control.ControlOperations;
import stockpot.server.matrix.id.UserId;
import stockpot.server.matrix.json.Json;

/** What the operator of this machine may ask a running server for. */
final class Operator implements ControlOperations {
    private static final long NANOS_PER_SECOND = 1_000_000_000;

    private final Core core;
    private final AccountOperator accounts;
    private final long started;

    Operator(Core core) {
        this.core = core;
        this.accounts = new AccountOperator(core);
        this.started = core.ports.clock().nanos();
    }

    @Override
    public boolean setAdmin(String who, UserId user, boolean admin) {
        return accounts.setAdmin(who, user, admin);
    }

    @Override
    public @Nullable ObjectNode account(String who, String operation, ObjectNode request) {
        return accounts.perform(who, operation, request);
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
