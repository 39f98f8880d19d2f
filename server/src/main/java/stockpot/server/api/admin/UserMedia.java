package stockpot.server.api.admin;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import stockpot.server.accounts.AccountView;
import stockpot.server.api.Endpoint;
import stockpot.server.api.Endpoint.Authentication;
import stockpot.server.api.EndpointGroup;
import stockpot.server.api.Request;
import stockpot.server.api.Response;
import stockpot.server.matrix.error.MatrixErrors;
import stockpot.server.matrix.id.UserId;
import stockpot.server.matrix.json.Json;
import stockpot.server.media.MediaRepository;
import stockpot.server.store.Database;
import stockpot.server.store.MediaFiles;
import stockpot.server.store.MediaFiles.Content;
import stockpot.server.store.MediaFiles.MediaRow;
import stockpot.server.store.MediaUsage;
import stockpot.server.users.Accounts;

/** Synapse's "User Admin API" and "Statistics": what users have uploaded. */
public final class UserMedia implements EndpointGroup {
    private static final String MEDIA = "/_synapse/admin/v1/users/{userId}/media";
    private static final String USAGE = "/_synapse/admin/v1/statistics/users/media";

    private final Database database;
    private final Accounts accounts;
    private final MediaRepository repository;

    /** Files of that repository, noted in that database. */
    public UserMedia(Database database, Accounts accounts, MediaRepository repository) {
        this.database = database;
        this.accounts = accounts;
        this.repository = repository;
    }

    @Override
    public List<Endpoint> endpoints() {
        return List.of(
                Endpoint.at("GET", Authentication.ADMIN, this::list, MEDIA),
                Endpoint.at("DELETE", Authentication.ADMIN, this::delete, MEDIA),
                Endpoint.at("GET", Authentication.ADMIN, this::usage, USAGE));
    }

    /** The page that a request asks for; newest first unless it says otherwise. */
    private List<MediaRow> page(Request request, UserId user, AdminQueries.Page page) {
        boolean usual = request.query("order_by") == null && request.query("dir") == null;
        MediaFiles.Order order =
                AdminQueries.order(request, MediaFiles.Order.class, MediaFiles.Order.CREATED_TS);
        boolean descending = usual || AdminQueries.descending(request);
        return database.read(
                tx -> MediaFiles.page(tx, user, order, descending, page.from(), page.limit()));
    }

    private UserId user(Request request) {
        return AdminQueries.existing(request, accounts, "Can only look up local users");
    }

    private Response list(Request request) {
        UserId user = user(request);
        AdminQueries.Page page = AdminQueries.page(request);
        List<MediaRow> rows = page(request, user, page);
        long total = database.read(tx -> MediaFiles.count(tx, user));
        ObjectNode answer = Json.object();
        ArrayNode list = answer.putArray("media");
        rows.forEach(row -> list.add(json(row)));
        answer.put("total", total);
        if (page.endsBefore(total)) {
            answer.put("next_token", page.from() + rows.size());
        }
        return Response.json(answer);
    }

    private static ObjectNode json(MediaRow row) {
        Content content = row.content();
        return Json.object()
                .put("media_id", row.mediaId())
                .put("media_type", content == null ? null : content.type())
                .put("media_length", content == null ? null : content.size())
                .put("upload_name", content == null ? null : content.fileName())
                .put("created_ts", row.createdAt())
                .putNull("url_cache")
                .putNull("last_access_ts")
                .put("quarantined_by", row.quarantinedBy())
                .put("safe_from_quarantine", false)
                .put("user_id", row.user().value())
                .put("authenticated", row.authenticated())
                .put("sha256", content == null ? null : content.hash());
    }

    private Response delete(Request request) {
        List<MediaRow> rows = page(request, user(request), AdminQueries.page(request));
        ObjectNode answer = Json.object();
        ArrayNode deleted = answer.putArray("deleted_media");
        for (MediaRow row : rows) {
            if (repository.delete(row.mediaId())) {
                deleted.add(row.mediaId());
            }
        }
        return Response.json(answer.put("total", deleted.size()));
    }

    private Response usage(Request request) {
        AdminQueries.Page page = AdminQueries.page(request);
        MediaUsage.Filter filter = filter(request);
        MediaUsage.Order order =
                AdminQueries.order(request, MediaUsage.Order.class, MediaUsage.Order.USER_ID);
        boolean descending = AdminQueries.descending(request);
        ObjectNode answer = Json.object();
        ArrayNode users = answer.putArray("users");
        database.read(tx ->
                        MediaUsage.page(tx, filter, order, descending, page.from(), page.limit()))
                .forEach(row ->
                        users.addObject()
                                .put("user_id", row.user().value())
                                .put("displayname", AccountView.text(row.displayName()))
                                .put("media_count", row.count())
                                .put("media_length", row.bytes()));
        long total = database.read(tx -> MediaUsage.count(tx, filter));
        answer.put("total", total);
        if (page.endsBefore(total)) {
            answer.put("next_token", page.from() + users.size());
        }
        return Response.json(answer);
    }

    private static MediaUsage.Filter filter(Request request) {
        long from = AdminQueries.number(request, "from_ts", 0);
        Long until = AdminQueries.optionalNumber(request, "until_ts");
        if (until != null && until <= from) {
            throw MatrixErrors.invalidParam(
                    "Query parameter until_ts must be greater than from_ts.");
        }
        String search = request.query("search_term");
        if (search != null && search.isEmpty()) {
            throw MatrixErrors.invalidParam(
                    "Query parameter search_term cannot be an empty string.");
        }
        return new MediaUsage.Filter(from, until == null ? Long.MAX_VALUE : until, search);
    }
}
