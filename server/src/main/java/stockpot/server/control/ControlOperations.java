package stockpot.server.control;

import com.fasterxml.jackson.databind.node.ObjectNode;
import stockpot.server.matrix.id.UserId;

/** What a running server does for its operator. */
public interface ControlOperations {
    /**
     * Makes a user an administrator, or no longer one.
     *
     * @return false if there is no such user here
     */
    boolean setAdmin(UserId user, boolean admin);

    /** How the server is: version, uptime, numbers; any JSON object without secrets. */
    ObjectNode status();

    /** Begins to stop the server, and returns at once. */
    void shutdown();
}
