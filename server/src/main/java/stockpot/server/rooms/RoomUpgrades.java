package stockpot.server.rooms;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import stockpot.server.matrix.auth.PowerLevels;
import stockpot.server.matrix.error.MatrixErrors;
import stockpot.server.matrix.error.MatrixException;
import stockpot.server.matrix.event.EventTypes;
import stockpot.server.matrix.event.Pdu;
import stockpot.server.matrix.id.RoomId;
import stockpot.server.matrix.id.UserId;
import stockpot.server.matrix.json.Json;
import stockpot.server.matrix.version.RoomRule;
import stockpot.server.matrix.version.RoomVersion;
import stockpot.server.store.Aliases;
import stockpot.server.store.Database;
import stockpot.server.store.EventRow;
import stockpot.server.store.Events;
import stockpot.server.store.MembershipRow;
import stockpot.server.store.Memberships;
import stockpot.server.store.PublicRooms;
import stockpot.server.store.RoomRow;
import stockpot.server.store.Rooms;
import stockpot.server.store.WriteTransaction;

/**
 * Replaces a room by one of another version: tombstone, new room, aliases and directory entry in
 * one write, so that it happens as a whole or not at all. Client-Server API, "Room upgrades".
 */
public final class RoomUpgrades {
    /** Bans that are carried over. */
    static final int MAX_BANS = 2_000;

    private static final List<String> CARRIED_OVER =
            List.of(
                    EventTypes.JOIN_RULES,
                    EventTypes.HISTORY_VISIBILITY,
                    EventTypes.GUEST_ACCESS,
                    EventTypes.ENCRYPTION,
                    EventTypes.SERVER_ACL,
                    EventTypes.NAME,
                    EventTypes.TOPIC,
                    EventTypes.AVATAR);

    private static final int MODERATOR = 50;

    private final Database database;
    private final RoomWriter writer;
    private final RoomCreation creation;
    private final MemberProfiles profiles;

    /** Upgrades rooms written through {@code writer}. */
    public RoomUpgrades(
            Database database, RoomWriter writer, RoomCreation creation, MemberProfiles profiles) {
        this.database = database;
        this.writer = writer;
        this.creation = creation;
        this.profiles = profiles;
    }

    /**
     * Upgrades a room.
     *
     * @param additionalCreators further creators, where the new version knows them
     * @return the new room
     * @throws MatrixException 400 {@code M_UNSUPPORTED_ROOM_VERSION}, 403, 404 for who is not in
     *     the room and for rooms that are not known
     */
    public RoomId upgrade(
            UserId user, RoomId old, String newVersion, List<UserId> additionalCreators) {
        RoomVersion version = RoomRequest.version(newVersion);
        RoomId newId = creation.newRoomId(version);
        ObjectNode member = Json.object().put("membership", "join");
        member.setAll(profiles.of(user));
        if (database.read(tx -> Rooms.find(tx, old)) == null) {
            throw Refusals.unknownRoom();
        }
        List<EventRow> bans = bans(old);
        AtomicReference<@Nullable RoomId> replacement = new AtomicReference<>();
        writer.act(
                old,
                null,
                draft -> {
                    Upgrade upgrade = new Upgrade(draft, user, version, newId, additionalCreators);
                    Pdu tombstone = upgrade.run(member, bans);
                    replacement.set(upgrade.fresh.room());
                    return tombstone.eventId();
                });
        RoomId room = replacement.get();
        if (room == null) {
            throw new IllegalStateException("an upgrade without a new room");
        }
        return room;
    }

    private List<EventRow> bans(RoomId id) {
        return database.read(tx -> {
            RoomRow room = Rooms.find(tx, id);
            if (room == null) {
                return List.of();
            }
            List<Long> positions = new ArrayList<>();
            for (MembershipRow row : Memberships.ofRoom(tx, room.nid(), "ban", MAX_BANS)) {
                positions.add(row.position());
            }
            return Events.byPositions(tx, positions);
        });
    }

    /** One upgrade, while the old room is held. */
    private final class Upgrade {
        private final RoomDraft old;
        private final UserId user;
        private final RoomVersion version;
        private final RoomDraft fresh;
        private final @Nullable RoomId newId;
        private final List<UserId> additionalCreators;

        Upgrade(
                RoomDraft old,
                UserId user,
                RoomVersion version,
                @Nullable RoomId newId,
                List<UserId> additionalCreators) {
            this.old = old;
            this.user = user;
            this.version = version;
            this.newId = newId;
            this.additionalCreators =
                    version.has(RoomRule.PRIVILEGED_CREATORS) ? additionalCreators : List.of();
            this.fresh = writer.fresh(version, newId);
        }

        Pdu run(ObjectNode member, List<EventRow> bans) {
            requireAllowed();
            Pdu tombstone;
            if (newId == null) {
                add(EventTypes.CREATE, createContent(null));
                tombstone = tombstone(fresh.room());
            } else {
                tombstone = tombstone(newId);
                add(EventTypes.CREATE, createContent(tombstone));
            }
            fresh.add(NewEvent.state(user, EventTypes.MEMBER, user.value(), member));
            fill(bans);
            closeOld();
            RoomAppend append = writer.append(fresh);
            old.along(tx -> append.run(tx, root -> {}));
            old.along(this::moveNames);
            return tombstone;
        }

        private void requireAllowed() {
            if (!old.membership(user).equals("join")) {
                throw Refusals.unknownRoom();
            }
            PowerLevels levels = old.powerLevels();
            if (levels.user(user) < levels.send(EventTypes.TOMBSTONE, true)) {
                throw MatrixErrors.forbidden("You cannot upgrade this room");
            }
        }

        private Pdu tombstone(RoomId replacement) {
            ObjectNode content = Json.object();
            content.put("body", "This room has been replaced");
            content.put("replacement_room", replacement.value());
            return old.add(NewEvent.state(user, EventTypes.TOMBSTONE, "", content));
        }

        private ObjectNode createContent(@Nullable Pdu tombstone) {
            ObjectNode content = Json.object();
            content.put("room_version", version.id());
            if (!version.has(RoomRule.CREATOR_IS_SENDER)) {
                content.put("creator", user.value());
            }
            ObjectNode predecessor = content.putObject("predecessor");
            predecessor.put("room_id", old.room().value());
            if (tombstone != null) {
                predecessor.put("event_id", tombstone.eventId().value());
            }
            Pdu create = old.get(EventTypes.CREATE, "");
            for (String key : List.of("type", "m.federate")) {
                if (create != null && create.content().has(key)) {
                    content.set(key, create.content().get(key));
                }
            }
            if (!additionalCreators.isEmpty()) {
                additionalCreators.forEach(
                        creator -> content.withArray("additional_creators").add(creator.value()));
            }
            return content;
        }

        private void fill(List<EventRow> bans) {
            UpgradedLevels levels = UpgradedLevels.of(old, version, user, creators());
            add(EventTypes.POWER_LEVELS, levels.initial());
            for (String type : CARRIED_OVER) {
                Pdu event = old.get(type, "");
                if (event != null) {
                    add(type, carried(event));
                }
            }
            for (EventRow ban : bans) {
                carryBan(ban.event());
            }
            Pdu alias = old.get(EventTypes.CANONICAL_ALIAS, "");
            if (alias != null && !alias.content().isEmpty()) {
                add(EventTypes.CANONICAL_ALIAS, alias.content());
            }
            if (!levels.lasting().equals(levels.initial())) {
                add(EventTypes.POWER_LEVELS, levels.lasting());
            }
        }

        private Set<String> creators() {
            Set<String> creators = new LinkedHashSet<>();
            creators.add(user.value());
            additionalCreators.forEach(creator -> creators.add(creator.value()));
            return creators;
        }

        /** A join rule that the new version does not know becomes one by invite. */
        private ObjectNode carried(Pdu event) {
            if (!event.type().equals(EventTypes.JOIN_RULES)) {
                return event.content();
            }
            boolean known =
                    switch (event.content().path("join_rule").asText()) {
                        case "knock" -> version.has(RoomRule.KNOCKING);
                        case "restricted" -> version.has(RoomRule.RESTRICTED_JOINS);
                        case "knock_restricted" -> version.has(RoomRule.KNOCK_RESTRICTED_JOINS);
                        default -> true;
                    };
            return known ? event.content() : Json.object().put("join_rule", "invite");
        }

        private void carryBan(Pdu ban) {
            String target = ban.stateKey();
            if (target != null && "ban".equals(ban.membership()) && !creators().contains(target)) {
                fresh.add(NewEvent.state(user, EventTypes.MEMBER, target, ban.content()));
            }
        }

        /** Nobody shall go on in the old room, as far as the upgrader may say so. */
        private void closeOld() {
            Pdu alias = old.get(EventTypes.CANONICAL_ALIAS, "");
            if (alias != null && !alias.content().isEmpty()) {
                tryOld(EventTypes.CANONICAL_ALIAS, Json.object());
            }
            Pdu event = old.get(EventTypes.POWER_LEVELS, "");
            if (event != null) {
                PowerLevels levels = old.powerLevels();
                long floor = Math.max(MODERATOR, levels.usersDefault() + 1);
                ObjectNode content = event.content().deepCopy();
                content.put(
                        "events_default", Math.max(floor, content.path("events_default").asLong()));
                content.put("invite", Math.max(floor, levels.invite()));
                tryOld(EventTypes.POWER_LEVELS, content);
            }
        }

        private void tryOld(String type, ObjectNode content) {
            try {
                old.add(NewEvent.state(user, type, "", content));
            } catch (MatrixException e) {
                if (e.status() != 403) {
                    throw e;
                }
            }
        }

        private void add(String type, ObjectNode content) {
            fresh.add(NewEvent.state(user, type, "", content));
        }

        private void moveNames(WriteTransaction tx) {
            RoomRow from = Rooms.find(tx, old.room());
            RoomRow to = Rooms.find(tx, fresh.room());
            if (from == null || to == null) {
                throw new IllegalStateException("a room of the upgrade is not there");
            }
            Aliases.move(tx, from.nid(), to.nid());
            if (from.published()) {
                PublicRooms.set(tx, to.nid(), true);
                PublicRooms.set(tx, from.nid(), false);
            }
            UpgradedSettings.copy(tx, user, from.id(), to.id());
        }
    }
}
