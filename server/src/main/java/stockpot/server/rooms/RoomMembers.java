package stockpot.server.rooms;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;
import stockpot.server.matrix.error.MatrixErrors;
import stockpot.server.matrix.event.EventTypes;
import stockpot.server.matrix.event.Pdu;
import stockpot.server.matrix.id.EventId;
import stockpot.server.matrix.id.RoomId;
import stockpot.server.matrix.id.ServerName;
import stockpot.server.matrix.id.UserId;
import stockpot.server.matrix.json.Body;
import stockpot.server.matrix.json.Json;
import stockpot.server.store.Database;
import stockpot.server.store.MembershipRow;
import stockpot.server.store.Memberships;
import stockpot.server.store.Rooms;
import stockpot.server.users.Caller;

/**
 * What users do to memberships, their own and those of others. Client-Server API, "Room
 * membership". The rules of the room's version decide; what is checked beside them is said at each
 * method.
 */
public final class RoomMembers {
    private static final String MEMBERSHIP = "membership";

    private final Database database;
    private final RoomWriter writer;
    private final MemberProfiles profiles;
    private final ServerName server;
    private final RestrictedJoins restricted;

    /** Memberships of rooms written through {@code writer}. */
    public RoomMembers(
            Database database, RoomWriter writer, MemberProfiles profiles, ServerName server) {
        this.database = database;
        this.writer = writer;
        this.profiles = profiles;
        this.server = server;
        this.restricted = new RestrictedJoins(database, server);
    }

    /**
     * Joins a room.
     *
     * @param extra further keys for the content, such as {@code reason}
     * @param thirdPartySigned the proof of a third-party invite, or null
     * @throws stockpot.server.matrix.error.MatrixException 404 for a room not known here, 403
     *     {@code M_FORBIDDEN} or {@code M_GUEST_ACCESS_FORBIDDEN}
     */
    public EventId join(
            Caller caller, RoomId room, ObjectNode extra, @Nullable ObjectNode thirdPartySigned) {
        requireKnown(room);
        UserId user = caller.user();
        ObjectNode profile = profiles.of(user);
        return writer.act(
                room,
                null,
                draft -> {
                    String before = draft.membership(user);
                    if (caller.guest() && !before.equals("join")) {
                        requireGuestAccess(draft);
                    }
                    if (thirdPartySigned != null && !before.equals("join")) {
                        ThirdPartyInvites.exchange(draft, user, thirdPartySigned, server);
                    }
                    ObjectNode content = content("join", profile, extra);
                    content.remove("join_authorised_via_users_server");
                    String now = draft.membership(user);
                    if (!now.equals("join") && !now.equals("invite") && !now.equals("ban")) {
                        UserId authoriser = restricted.authoriser(draft, user);
                        if (authoriser != null) {
                            content.put("join_authorised_via_users_server", authoriser.value());
                        }
                    }
                    if (!before.equals("join")) {
                        UpgradedSettings.follow(draft, user);
                    }
                    return set(draft, user, user, content);
                });
    }

    /** Asks to be let in. 404 for a room not known here, 403 where the room is not for knocking. */
    public EventId knock(Caller caller, RoomId room, ObjectNode extra) {
        requireKnown(room);
        UserId user = caller.user();
        ObjectNode profile = profiles.of(user);
        return writer.act(
                room, null, draft -> set(draft, user, user, content("knock", profile, extra)));
    }

    /** Leaves a room, or takes back a knock, or rejects an invite. Having left already is fine. */
    public EventId leave(UserId user, RoomId room, ObjectNode extra) {
        return writer.act(
                room,
                null,
                draft -> {
                    Pdu member = draft.get(EventTypes.MEMBER, user.value());
                    if (member == null) {
                        throw Refusals.notInRoom();
                    }
                    if ("leave".equals(member.membership())) {
                        return member.eventId();
                    }
                    return set(draft, user, user, content("leave", Json.object(), extra));
                });
    }

    /** Invites a user. 403 for users of servers that cannot be reached, and as the rules say. */
    public EventId invite(UserId sender, UserId target, RoomId room, ObjectNode extra) {
        requireReachable(target);
        InvitePermissions.require(database, target);
        ObjectNode profile = profiles.of(target);
        return writer.act(
                room,
                null,
                draft -> {
                    draft.requireJoined(sender);
                    return set(draft, sender, target, content("invite", profile, extra));
                });
    }

    /** Puts somebody out who is in the room, invited or knocking. */
    public EventId kick(UserId sender, UserId target, RoomId room, ObjectNode extra) {
        return writer.act(
                room,
                null,
                draft -> {
                    draft.requireJoined(sender);
                    switch (draft.membership(target)) {
                        case "join", "invite", "knock" -> {}
                        default ->
                                throw MatrixErrors.forbidden("The target user is not in the room");
                    }
                    return set(draft, sender, target, content("leave", Json.object(), extra));
                });
    }

    /** Bans a user. */
    public EventId ban(UserId sender, UserId target, RoomId room, ObjectNode extra) {
        return writer.act(
                room,
                null,
                draft -> {
                    draft.requireJoined(sender);
                    return set(draft, sender, target, content("ban", Json.object(), extra));
                });
    }

    /** Lifts a ban. */
    public EventId unban(UserId sender, UserId target, RoomId room, ObjectNode extra) {
        return writer.act(
                room,
                null,
                draft -> {
                    draft.requireJoined(sender);
                    if (!draft.membership(target).equals("ban")) {
                        throw MatrixErrors.forbidden("The target user is not banned");
                    }
                    return set(draft, sender, target, content("leave", Json.object(), extra));
                });
    }

    /** A member event that a client wrote itself, through the state route. */
    public EventId put(Caller caller, UserId target, RoomId room, ObjectNode content) {
        UserId sender = caller.user();
        String membership = Body.of(content).text(MEMBERSHIP);
        if (sender.equals(target)) {
            return putOwn(caller, room, membership, content);
        }
        return switch (membership) {
            case "leave" ->
                    isBanned(room, target)
                            ? unban(sender, target, room, content)
                            : kick(sender, target, room, content);
            case "invite" -> invite(sender, target, room, content);
            case "ban" -> ban(sender, target, room, content);
            case "join", "knock" -> throw MatrixErrors.forbidden("This is for the user to do");
            default -> throw MatrixErrors.badJson("unknown membership");
        };
    }

    private EventId putOwn(Caller caller, RoomId room, String membership, ObjectNode content) {
        UserId user = caller.user();
        return switch (membership) {
            case "join" -> join(caller, room, content, null);
            case "knock" -> knock(caller, room, content);
            case "leave" -> leave(user, room, content);
            case "invite" -> invite(user, user, room, content);
            case "ban" -> ban(user, user, room, content);
            default -> throw MatrixErrors.badJson("unknown membership");
        };
    }

    /**
     * Forgets a room that the user has left.
     *
     * @throws stockpot.server.matrix.error.MatrixException 400 while the user is in it
     */
    public void forget(UserId user, RoomId room) {
        MembershipRow row = database.read(tx -> Memberships.find(tx, room, user));
        if (row == null || row.forgotten()) {
            return;
        }
        if (!database.write(tx -> Memberships.forget(tx, row.room(), user))) {
            throw MatrixErrors.of(400, "M_UNKNOWN", "You are still in this room");
        }
    }

    /**
     * Carries a user's name or picture into a room that the user is in; does nothing elsewhere. For
     * the profile's owner, who calls it room by room.
     */
    public void profileChanged(UserId user, RoomId room) {
        ObjectNode profile = profiles.of(user);
        writer.act(
                room,
                null,
                draft -> {
                    Pdu member = draft.get(EventTypes.MEMBER, user.value());
                    draft.requireJoined(user);
                    ObjectNode content =
                            member == null ? Json.object() : member.content().deepCopy();
                    content.remove("displayname");
                    content.remove("avatar_url");
                    content.remove("join_authorised_via_users_server");
                    content.setAll(profile);
                    return set(draft, user, user, content);
                });
    }

    private static EventId set(RoomDraft draft, UserId sender, UserId target, ObjectNode content) {
        return RoomWriter.setState(
                draft, NewEvent.state(sender, EventTypes.MEMBER, target.value(), content));
    }

    /** What the client brought wins over the profile, the membership over both. */
    private static ObjectNode content(String membership, ObjectNode profile, ObjectNode extra) {
        ObjectNode content = Json.object();
        content.put(MEMBERSHIP, membership);
        content.setAll(profile.deepCopy());
        content.setAll(extra.deepCopy());
        content.put(MEMBERSHIP, membership);
        return content;
    }

    private static void requireGuestAccess(RoomDraft draft) {
        Pdu access = draft.get(EventTypes.GUEST_ACCESS, "");
        JsonNode value = access == null ? Json.object() : access.content().path("guest_access");
        if (!value.asText().equals("can_join")) {
            throw MatrixErrors.of(403, "M_GUEST_ACCESS_FORBIDDEN", "Guests may not join this room");
        }
    }

    private void requireReachable(UserId target) {
        if (!target.server().equals(server)) {
            throw MatrixErrors.forbidden("This server does not reach users of other servers");
        }
    }

    private void requireKnown(RoomId room) {
        if (database.read(tx -> Rooms.find(tx, room)) == null) {
            throw Refusals.unknownRoom();
        }
    }

    private boolean isBanned(RoomId room, UserId user) {
        MembershipRow row = database.read(tx -> Memberships.find(tx, room, user));
        return row != null && row.membership().equals("ban");
    }
}
