package stockpot.server.api.client;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import stockpot.server.api.Endpoint;
import stockpot.server.api.EndpointGroup;
import stockpot.server.api.Request;
import stockpot.server.api.RequestAround;
import stockpot.server.api.Response;
import stockpot.server.matrix.error.MatrixErrors;
import stockpot.server.matrix.event.EventTypes;
import stockpot.server.matrix.id.EventId;
import stockpot.server.matrix.id.UserId;
import stockpot.server.matrix.json.Json;
import stockpot.server.ports.Chance;
import stockpot.server.store.Database;
import stockpot.server.store.EventRow;
import stockpot.server.store.Events;
import stockpot.server.users.Caller;

/**
 * What suspended users may not do (Client-Server API, "Account suspension"), and what shadow-banned
 * ones only seem to do. Stands before the endpoints that act on rooms; what neither table names is
 * free. Whether somebody is restrained is known from the access token, so it costs nobody else a
 * query.
 */
public final class Restraints {
    private static final String ROOM = "/rooms/{roomId}";
    private static final int HASH_BYTES = 32;

    /** What a request seems to do. */
    private enum Pretence {
        /** An event that nobody else ever sees. */
        EVENT,
        /** The answer is an empty object. */
        DONE,
        /** A room without those who were to be invited. */
        LONELY_ROOM
    }

    /** Not for suspended users, by method and path below the version. */
    private static final List<String> NOT_WHILE_SUSPENDED =
            List.of(
                    "POST /createRoom",
                    "POST /join/{roomIdOrAlias}",
                    "POST " + ROOM + "/join",
                    "POST /knock/{roomIdOrAlias}",
                    "POST " + ROOM + "/invite",
                    "POST " + ROOM + "/kick",
                    "POST " + ROOM + "/ban",
                    "POST " + ROOM + "/unban",
                    "POST " + ROOM + "/upgrade",
                    "POST " + ROOM + "/send/{eventType}",
                    "PUT " + ROOM + "/send/{eventType}/{txnId}",
                    "PUT " + ROOM + "/state/{eventType}",
                    "PUT " + ROOM + "/state/{eventType}/{stateKey}",
                    "PUT " + ROOM + "/typing/{userId}",
                    "PUT /directory/room/{roomAlias}",
                    "DELETE /directory/room/{roomAlias}",
                    "PUT /directory/list/room/{roomId}");

    private static final String REDACT = "PUT " + ROOM + "/redact/{eventId}/{txnId}";

    private static final Map<String, Pretence> PRETENCES =
            Map.ofEntries(
                    Map.entry("POST /createRoom", Pretence.LONELY_ROOM),
                    Map.entry("POST " + ROOM + "/invite", Pretence.DONE),
                    Map.entry("POST " + ROOM + "/kick", Pretence.DONE),
                    Map.entry("POST " + ROOM + "/ban", Pretence.DONE),
                    Map.entry("POST " + ROOM + "/unban", Pretence.DONE),
                    Map.entry("PUT " + ROOM + "/typing/{userId}", Pretence.DONE),
                    Map.entry("POST " + ROOM + "/send/{eventType}", Pretence.EVENT),
                    Map.entry("PUT " + ROOM + "/send/{eventType}/{txnId}", Pretence.EVENT),
                    Map.entry("PUT " + ROOM + "/state/{eventType}", Pretence.EVENT),
                    Map.entry("PUT " + ROOM + "/state/{eventType}/{stateKey}", Pretence.EVENT),
                    Map.entry(REDACT, Pretence.EVENT));

    private final Database database;
    private final Chance chance;

    /** Restraints on what is done to rooms of that database. */
    public Restraints(Database database, Chance chance) {
        this.database = database;
        this.chance = chance;
    }

    /** The same endpoints, with the restraints before them. */
    public EndpointGroup around(EndpointGroup group) {
        return () -> {
            List<Endpoint> endpoints = new ArrayList<>();
            group.endpoints().forEach(endpoint -> endpoints.add(around(endpoint)));
            return endpoints;
        };
    }

    private Endpoint around(Endpoint endpoint) {
        String name = endpoint.method() + " " + below(endpoint.paths().getFirst());
        boolean known =
                NOT_WHILE_SUSPENDED.contains(name)
                        || PRETENCES.containsKey(name)
                        || name.equals(REDACT);
        if (!known) {
            return endpoint;
        }
        return new Endpoint(
                endpoint.method(),
                endpoint.paths(),
                endpoint.authentication(),
                endpoint.limit(),
                request -> handle(name, endpoint, request));
    }

    /** What stands behind {@code /_matrix/client/v3}. */
    private static String below(String path) {
        int from = path.indexOf('/', "/_matrix/client/".length());
        return from < 0 ? path : path.substring(from);
    }

    private Response handle(String name, Endpoint endpoint, Request request) {
        Caller caller = request.caller();
        Caller.Standing standing = caller.standing();
        if (standing.suspended() && !mayWhileSuspended(name, request)) {
            throw MatrixErrors.of(
                    403, "M_USER_SUSPENDED", "You cannot perform this action while suspended.");
        }
        Pretence pretence = standing.shadowBanned() ? PRETENCES.get(name) : null;
        if (pretence == null) {
            return endpoint.handler().handle(request);
        }
        return switch (pretence) {
            case EVENT -> {
                request.bodyOrEmpty();
                yield Response.json(Json.object().put("event_id", nowhere()));
            }
            case DONE -> {
                request.bodyOrEmpty();
                yield Response.empty();
            }
            case LONELY_ROOM -> endpoint.handler().handle(new Lonely(request));
        };
    }

    private String nowhere() {
        return "$"
                + Base64.getUrlEncoder().withoutPadding().encodeToString(chance.bytes(HASH_BYTES));
    }

    private boolean mayWhileSuspended(String name, Request request) {
        if (name.equals(REDACT)) {
            return isOwn(request.param("eventId"), request.caller().user());
        }
        return !NOT_WHILE_SUSPENDED.contains(name);
    }

    private boolean isOwn(String event, UserId user) {
        EventId id = EventId.parse(event);
        EventRow row = database.read(tx -> Events.byId(tx, id));
        return row != null
                && row.event().sender().equals(user)
                && !row.event().type().equals(EventTypes.CREATE);
    }

    /** A request to make a room, without the invitations. */
    private static final class Lonely extends RequestAround {
        Lonely(Request request) {
            super(request);
        }

        @Override
        public ObjectNode body() {
            return without(super.body());
        }

        @Override
        public ObjectNode bodyOrEmpty() {
            return without(super.bodyOrEmpty());
        }

        private static ObjectNode without(ObjectNode body) {
            body.remove(List.of("invite", "invite_3pid"));
            return body;
        }
    }
}
