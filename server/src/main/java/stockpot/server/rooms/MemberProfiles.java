package stockpot.server.rooms;

import com.fasterxml.jackson.databind.node.ObjectNode;
import stockpot.server.matrix.id.UserId;

/** The name and picture of a user that a member event carries. */
@FunctionalInterface
public interface MemberProfiles {
    /** An object with {@code displayname} and {@code avatar_url} where the user has them. */
    ObjectNode of(UserId user);
}
