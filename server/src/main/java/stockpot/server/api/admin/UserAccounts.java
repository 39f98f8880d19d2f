package stockpot.server.api.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import stockpot.server.accounts.AccountEdits;
import stockpot.server.accounts.AccountEdits.Contact;
import stockpot.server.accounts.AccountEdits.Wish;
import stockpot.server.accounts.AccountView;
import stockpot.server.api.Endpoint;
import stockpot.server.api.Endpoint.Authentication;
import stockpot.server.api.EndpointGroup;
import stockpot.server.api.Request;
import stockpot.server.api.Response;
import stockpot.server.matrix.error.MatrixErrors;
import stockpot.server.matrix.id.UserId;
import stockpot.server.matrix.json.Body;
import stockpot.server.matrix.json.Json;
import stockpot.server.store.ExternalIds.ExternalId;
import stockpot.server.store.UserListing;
import stockpot.server.store.UserListing.Filter;
import stockpot.server.store.UserListing.ListedUser;
import stockpot.server.store.Users.UserRow;
import stockpot.server.users.Accounts;

/** Synapse's "User Admin API": listing, showing, making and changing accounts. */
public final class UserAccounts implements EndpointGroup {
    private static final String USER = "/_synapse/admin/v2/users/{userId}";
    private static final List<String> USER_TYPES = List.of("bot", "support");
    private static final int MAX_PASSWORD = 512;
    private static final int MAX_IDS = 100;
    private static final int MAX_ID = 255;
    private static final int MAX_TYPES = 10;
    private static final long MILLIS = 1_000;

    private final Accounts accounts;
    private final AccountView view;
    private final AccountEdits edits;

    /** Shows and edits these. */
    public UserAccounts(Accounts accounts, AccountView view, AccountEdits edits) {
        this.accounts = accounts;
        this.view = view;
        this.edits = edits;
    }

    @Override
    public List<Endpoint> endpoints() {
        Authentication admin = Authentication.ADMIN;
        return List.of(
                Endpoint.at("GET", admin, this::listOpen, "/_synapse/admin/v2/users"),
                Endpoint.at("GET", admin, this::listAll, "/_synapse/admin/v3/users"),
                Endpoint.at("GET", admin, this::show, USER),
                Endpoint.at("PUT", admin, this::put, USER));
    }

    /** {@code deactivated=true} adds the closed accounts to the open ones. */
    private Response listOpen(Request request) {
        Boolean closed = AdminQueries.optionalFlag(request, "deactivated");
        return list(request, Boolean.TRUE.equals(closed) ? null : Boolean.FALSE);
    }

    /** {@code deactivated} chooses the closed accounts, the open ones, or by its absence both. */
    private Response listAll(Request request) {
        return list(request, AdminQueries.optionalFlag(request, "deactivated"));
    }

    private Response list(Request request, @Nullable Boolean deactivated) {
        AdminQueries.Page page = AdminQueries.page(request);
        String order = request.query("order_by");
        if (order != null && !UserListing.isOrder(order)) {
            throw AdminQueries.wrongOrder();
        }
        List<String> notTypes = request.queryAll("not_user_type");
        if (notTypes.size() > MAX_TYPES) {
            throw MatrixErrors.invalidParam(
                    "not_user_type may stand there " + MAX_TYPES + " times");
        }
        Filter filter =
                new Filter(
                        request.query("user_id"),
                        request.query("name"),
                        request.queryFlag("guests", true),
                        deactivated,
                        AdminQueries.optionalFlag(request, "admins"),
                        request.queryFlag("locked", false),
                        notTypes);
        boolean descending = AdminQueries.descending(request);
        AccountView.Page found =
                view.page(
                        filter,
                        order == null ? "name" : order,
                        descending,
                        page.from(),
                        page.limit());
        ObjectNode answer = Json.object();
        ArrayNode list = answer.putArray("users");
        found.users().forEach(user -> list.add(json(user)));
        answer.put("total", found.total());
        if (page.endsBefore(found.total())) {
            answer.put("next_token", String.valueOf(page.from() + found.users().size()));
        }
        return Response.json(answer);
    }

    /** An account of a list. */
    public static ObjectNode json(ListedUser user) {
        return Json.object()
                .put("name", user.user().value())
                .put("user_type", user.userType())
                .put("is_guest", user.guest())
                .put("admin", user.admin())
                .put("deactivated", user.deactivated())
                .put("shadow_banned", user.shadowBanned())
                .put("displayname", AccountView.text(user.displayName()))
                .put("avatar_url", AccountView.text(user.avatar()))
                .put("creation_ts", user.createdAt())
                .put("erased", user.erased())
                .put("last_seen_ts", user.lastSeenAt())
                .put("locked", user.locked());
    }

    private Response show(Request request) {
        UserId user = AdminQueries.local(request, accounts, "Can only look up local users");
        return Response.json(shown(user));
    }

    private ObjectNode shown(UserId user) {
        AccountView.Account account = view.find(user);
        if (account == null) {
            throw MatrixErrors.notFound("User not found");
        }
        return json(account);
    }

    /** All about an account. */
    public static ObjectNode json(AccountView.Account account) {
        UserRow row = account.row();
        ObjectNode json = Json.object();
        json.put("name", row.user().value())
                .put("admin", row.admin())
                .put("deactivated", row.deactivated())
                .put("locked", row.locked())
                .put("shadow_banned", row.shadowBanned())
                .put("creation_ts", row.createdAt() / MILLIS)
                .put("appservice_id", row.appservice())
                .putNull("consent_server_notice_sent")
                .put("consent_version", row.consentVersion())
                .putNull("consent_ts")
                .put("user_type", row.userType())
                .put("is_guest", row.guest())
                .put("suspended", row.suspended())
                .put("displayname", account.displayName())
                .put("avatar_url", account.avatar());
        ArrayNode contacts = json.putArray("threepids");
        account.threePids()
                .forEach(contact ->
                        contacts.addObject()
                                .put("medium", contact.medium())
                                .put("address", contact.address())
                                .put("validated_at", contact.validatedAt())
                                .put("added_at", contact.addedAt()));
        ArrayNode ids = json.putArray("external_ids");
        account.externalIds()
                .forEach(id ->
                        ids.addObject()
                                .put("auth_provider", id.provider())
                                .put("external_id", id.id()));
        return json.put("erased", row.erased()).put("last_seen_ts", account.lastSeenAt());
    }

    private Response put(Request request) {
        UserId user =
                AdminQueries.local(
                        request, accounts, "This endpoint can only be used with local users");
        Wish wish = wish(request.body());
        UserRow row = accounts.find(user);
        if (row == null) {
            edits.create(user, wish);
            return Response.json(201, shown(user));
        }
        edits.change(request.caller().user(), row, wish);
        return Response.json(shown(user));
    }

    private static Wish wish(ObjectNode node) {
        Body body = Body.of(node);
        List<Contact> contacts = contacts(body);
        List<ExternalId> ids = externalIds(body);
        String type = text(node, "user_type", "Invalid user type");
        if (type != null && !USER_TYPES.contains(type)) {
            throw AdminQueries.refusal("Invalid user type");
        }
        boolean admin = flag(node, "admin", false, "M_BAD_JSON");
        String password = text(node, "password", "Invalid password");
        if (password != null && password.length() > MAX_PASSWORD) {
            throw AdminQueries.refusal("Invalid password");
        }
        boolean logout = flag(node, "logout_devices", true, "M_UNKNOWN");
        boolean deactivated = flag(node, "deactivated", false, "M_UNKNOWN");
        boolean locked = flag(node, "locked", false, "M_UNKNOWN");
        if (deactivated && locked) {
            throw AdminQueries.refusal("An user can't be deactivated and locked");
        }
        Set<String> given = new LinkedHashSet<>();
        node.fieldNames().forEachRemaining(given::add);
        for (String list : List.of("threepids", "external_ids")) {
            if (!body.has(list)) {
                given.remove(list); // null leaves them as they are
            }
        }
        return new Wish(
                given,
                AccountEdits.textOrNothing(node, "displayname"),
                AccountEdits.textOrNothing(node, "avatar_url"),
                password,
                logout,
                admin,
                deactivated,
                locked,
                type,
                contacts,
                ids);
    }

    private static @Nullable String text(ObjectNode node, String key, String reason) {
        JsonNode value = node.get(key);
        if (value == null || value.isNull()) {
            return null;
        }
        if (!value.isTextual()) {
            throw AdminQueries.refusal(reason);
        }
        return value.textValue();
    }

    private static boolean flag(ObjectNode node, String key, boolean fallback, String code) {
        JsonNode value = node.get(key);
        if (value == null) {
            return fallback;
        }
        if (!value.isBoolean()) {
            throw MatrixErrors.of(400, code, "'" + key + "' parameter is not of type boolean");
        }
        return value.booleanValue();
    }

    private static List<Contact> contacts(Body body) {
        List<Contact> contacts = new ArrayList<>();
        for (JsonNode element : bounded(body, "threepids")) {
            Body contact = object(element, "threepids");
            contacts.add(new Contact(id(contact, "medium"), id(contact, "address")));
        }
        return contacts;
    }

    private static List<ExternalId> externalIds(Body body) {
        List<ExternalId> ids = new ArrayList<>();
        for (JsonNode element : bounded(body, "external_ids")) {
            Body id = object(element, "external_ids");
            ids.add(new ExternalId(id(id, "auth_provider"), id(id, "external_id")));
        }
        return ids;
    }

    private static List<JsonNode> bounded(Body body, String key) {
        List<JsonNode> list = body.list(key);
        if (list.size() > MAX_IDS) {
            throw MatrixErrors.invalidParam("'" + key + "' has at most " + MAX_IDS + " elements");
        }
        return list;
    }

    private static Body object(JsonNode element, String key) {
        if (element instanceof ObjectNode object) {
            return Body.of(object);
        }
        throw MatrixErrors.badJson("'" + key + "' must be an array of objects");
    }

    private static String id(Body body, String key) {
        String text = body.text(key);
        if (text.length() > MAX_ID || text.indexOf('\0') >= 0) {
            throw MatrixErrors.invalidParam("'" + key + "' has at most " + MAX_ID + " characters");
        }
        return text;
    }
}
