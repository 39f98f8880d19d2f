package stockpot.server.control;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;
import stockpot.server.matrix.id.UserId;

/** What a running server does for its operator. */
public interface ControlOperations {
    /**
     * Makes a user an administrator, or no longer one.
     *
     * @param who the system user who asks
     * @return false if there is no such user here
     */
    boolean setAdmin(String who, UserId user, boolean admin);

    /**
     * Does something to accounts, or tells of them.
     *
     * @param who the system user who asks
     * @param operation such as {@code passwd} or {@code users-list}
     * @param request what was sent
     * @return what the answer holds beside {@code ok}, or null for an operation that is not known
     * @throws stockpot.server.matrix.error.MatrixException with a sentence for the operator
     */
    @Nullable ObjectNode account(String who, String operation, ObjectNode request);

    /** How the server is: version, uptime, numbers; any JSON object without secrets. */
    ObjectNode status();

    /** Begins to stop the server, and returns at once. */
    void shutdown();
}
