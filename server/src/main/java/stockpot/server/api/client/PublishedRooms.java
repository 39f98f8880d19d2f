package stockpot.server.api.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import stockpot.server.api.Endpoint;
import stockpot.server.api.Endpoint.Authentication;
import stockpot.server.api.EndpointGroup;
import stockpot.server.api.RateLimit;
import stockpot.server.api.Request;
import stockpot.server.api.Response;
import stockpot.server.matrix.error.MatrixErrors;
import stockpot.server.matrix.id.ServerName;
import stockpot.server.matrix.json.Body;
import stockpot.server.matrix.json.Json;
import stockpot.server.rooms.RoomDirectoryPages;
import stockpot.server.rooms.RoomDirectoryPages.Page;

/** Client-Server API, "Published room directory": the list. */
public final class PublishedRooms implements EndpointGroup {
    private final RoomDirectoryPages directory;
    private final ServerName server;
    private final boolean withoutAuth;

    /** {@code withoutAuth}: {@code allow_public_rooms_without_auth}. */
    public PublishedRooms(RoomDirectoryPages directory, ServerName server, boolean withoutAuth) {
        this.directory = directory;
        this.server = server;
        this.withoutAuth = withoutAuth;
    }

    @Override
    public List<Endpoint> endpoints() {
        return List.of(
                Endpoint.client(
                        "GET",
                        "/publicRooms",
                        withoutAuth ? Authentication.OPTIONAL : Authentication.GUEST,
                        RateLimit.NONE,
                        this::list),
                Endpoint.client(
                        "POST",
                        "/publicRooms",
                        Authentication.GUEST,
                        RateLimit.NONE,
                        this::search));
    }

    private Response list(Request request) {
        requireHere(request);
        int limit = request.queryInt("limit", 0, 0, Integer.MAX_VALUE);
        return answer(
                new RoomDirectoryPages.Query(limit(limit), request.query("since"), null, null));
    }

    private Response search(Request request) {
        requireHere(request);
        Body body = Body.of(request.bodyOrEmpty());
        Long limit = present(body, "limit") ? body.number("limit") : Long.valueOf(0);
        if (limit < 0) {
            throw MatrixErrors.invalidParam("'limit' must not be negative");
        }
        Body filter = present(body, "filter") ? body.body("filter") : Body.of(Json.object());
        return answer(
                new RoomDirectoryPages.Query(
                        limit(limit),
                        present(body, "since") ? body.text("since") : null,
                        present(filter, "generic_search_term")
                                ? filter.text("generic_search_term")
                                : null,
                        types(filter)));
    }

    /** Clients write null where they mean nothing. */
    private static boolean present(Body body, String key) {
        JsonNode value = body.node().get(key);
        return value != null && !value.isNull();
    }

    private static @Nullable List<@Nullable String> types(Body filter) {
        if (!present(filter, "room_types")) {
            return null;
        }
        List<@Nullable String> types = new ArrayList<>();
        for (JsonNode type : filter.array("room_types")) {
            if (!type.isTextual() && !type.isNull()) {
                throw MatrixErrors.badJson("'room_types' holds texts and null");
            }
            types.add(type.textValue());
        }
        return types;
    }

    private static int limit(long wished) {
        return wished == 0
                ? RoomDirectoryPages.MAX_LIMIT
                : (int) Math.min(wished, RoomDirectoryPages.MAX_LIMIT);
    }

    private Response answer(RoomDirectoryPages.Query query) {
        Page page = directory.page(query);
        ObjectNode answer = Json.object();
        ArrayNode chunk = answer.putArray("chunk");
        page.rooms().forEach(chunk::add);
        if (page.next() != null) {
            answer.put("next_batch", page.next());
        }
        if (page.previous() != null) {
            answer.put("prev_batch", page.previous());
        }
        answer.put("total_room_count_estimate", page.total());
        return Response.json(answer);
    }

    private void requireHere(Request request) {
        String other = request.query("server");
        if (other != null && !other.isEmpty() && !other.equals(server.value())) {
            throw MatrixErrors.notFound("The directory of that server cannot be reached from here");
        }
    }
}
