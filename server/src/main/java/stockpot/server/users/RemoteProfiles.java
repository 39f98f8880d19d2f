package stockpot.server.users;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;
import stockpot.server.matrix.id.UserId;

/** Profiles of users of other servers. Implemented by federation. */
@FunctionalInterface
public interface RemoteProfiles {
    /** The profile, or one field of it in an object; null if there is none to be had. */
    @Nullable ObjectNode query(UserId user, @Nullable String field);
}
