package stockpot.server.matrix.visibility;

import org.jspecify.annotations.Nullable;
import stockpot.server.matrix.event.EventTypes;
import stockpot.server.matrix.event.Pdu;
import stockpot.server.matrix.id.UserId;

/** The values of {@code m.room.history_visibility}, and what follows from them. */
public enum HistoryVisibility {
    WORLD_READABLE,
    SHARED,
    INVITED,
    JOINED;

    /** The visibility that an event sets; {@code shared} without one or with an unknown value. */
    public static HistoryVisibility of(@Nullable Pdu event) {
        String value = event == null ? "" : event.content().path("history_visibility").asText("");
        return switch (value) {
            case "world_readable" -> WORLD_READABLE;
            case "invited" -> INVITED;
            case "joined" -> JOINED;
            default -> SHARED;
        };
    }

    /**
     * Whether a user may see an event.
     *
     * @param event the event
     * @param visibilityBefore the {@code m.room.history_visibility} in force before it, or null
     * @param user who wants to see it
     * @param membershipBefore the user's membership before it, null for none
     * @param joinedLater whether the user joined at any point after it
     */
    public static boolean visible(
            Pdu event,
            @Nullable Pdu visibilityBefore,
            UserId user,
            @Nullable String membershipBefore,
            boolean joinedLater) {
        HistoryVisibility before = of(visibilityBefore);
        if (before.allows(membershipBefore, joinedLater)) {
            return true;
        }
        // A change of the visibility is visible if either side of it allows.
        if (event.fills(EventTypes.HISTORY_VISIBILITY, "")) {
            return of(event).allows(membershipBefore, joinedLater);
        }
        // So is a change of the user's own membership.
        return event.fills(EventTypes.MEMBER, user.value())
                && before.allows(event.membership(), joinedLater);
    }

    /**
     * The rules 1 to 5 for a user with that membership at the event.
     *
     * @param membership at the event, null for none
     * @param joinedLater whether the user joined at any point after the event
     */
    public boolean allows(@Nullable String membership, boolean joinedLater) {
        if (this == WORLD_READABLE || "join".equals(membership)) {
            return true;
        }
        return switch (this) {
            case SHARED -> joinedLater;
            case INVITED -> "invite".equals(membership);
            case WORLD_READABLE, JOINED -> false;
        };
    }
}
