package stockpot.server;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import stockpot.server.accounts.AccountEdits;
import stockpot.server.accounts.AccountView;
import stockpot.server.accounts.AdminAudit;
import stockpot.server.api.admin.UserAccounts;
import stockpot.server.matrix.error.MatrixErrors;
import stockpot.server.matrix.id.UserId;
import stockpot.server.matrix.json.Body;
import stockpot.server.matrix.json.Json;
import stockpot.server.store.AdminActs.ActRow;
import stockpot.server.store.UserListing.Filter;
import stockpot.server.store.Users.UserRow;
import stockpot.server.users.Accounts;

/**
 * What the operator of this machine does to accounts, by the same code as administrators over HTTP
 * and noted in the same book.
 */
final class AccountOperator {
    private static final int USUAL_PAGE = 100;
    private static final int MAX_PAGE = 500;
    private static final int OK = 200;
    private static final int NOT_FOUND = 404;

    private final Core core;
    private final Accounts accounts;

    AccountOperator(Core core) {
        this.core = core;
        this.accounts = core.users.accounts();
    }

    /** Null for an operation that is not known. */
    @Nullable ObjectNode perform(String who, String operation, ObjectNode request) {
        Body body = Body.of(request);
        return switch (operation) {
            case "passwd" -> noted(who, operation, body, () -> passwd(body));
            case "users-create" -> noted(who, operation, body, () -> create(body));
            case "users-lock" -> noted(who, operation, body, () -> lock(body, true));
            case "users-unlock" -> noted(who, operation, body, () -> lock(body, false));
            case "users-deactivate" -> noted(who, operation, body, () -> deactivate(body));
            case "users-list" -> list(body);
            case "users-show" -> show(body);
            case "users-acts" -> acts(body);
            default -> null;
        };
    }

    boolean setAdmin(String who, UserId user, boolean admin) {
        return core.admin
                .audit()
                .noted(
                        act(who, "set-admin", user.value()),
                        () -> "admin=" + admin,
                        there -> there ? OK : NOT_FOUND,
                        () -> core.users.moderation().setAdmin(user, admin));
    }

    private ObjectNode noted(
            String who, String operation, Body body, AdminAudit.Work<ObjectNode> work) {
        return core.admin
                .audit()
                .noted(act(who, operation, body.text("user")), () -> null, _ -> OK, work);
    }

    private static AdminAudit.Act act(String who, String operation, String target) {
        return new AdminAudit.Act("system user " + who, null, "control " + operation, target);
    }

    /** The account that the operator means: an id, or a name of this server. */
    private UserRow named(Body body) {
        String written = body.text("user");
        UserRow row = accounts.named(written);
        if (row == null) {
            throw MatrixErrors.notFound("there is no user " + written);
        }
        return row;
    }

    private static ObjectNode done(UserId user) {
        return Json.object().put("user", user.value());
    }

    private ObjectNode passwd(Body body) {
        UserRow row = named(body);
        if (row.deactivated()) {
            throw MatrixErrors.forbidden(row.user() + " is deactivated");
        }
        core.users
                .passwordChange()
                .change(row.user(), body.text("password"), body.flag("logout_devices", true), null);
        return done(row.user());
    }

    private ObjectNode create(Body body) {
        String written = body.text("user");
        UserId user =
                written.startsWith("@")
                        ? UserId.parse(written)
                        : UserId.create(written, accounts.server());
        if (!accounts.isLocal(user)) {
            throw MatrixErrors.invalidParam(user + " does not belong to " + accounts.server());
        }
        String name = body.optionalText("displayname");
        core.admin
                .edits()
                .create(
                        user,
                        new AccountEdits.Wish(
                                Set.of(),
                                name == null
                                        ? AccountEdits.nothing()
                                        : Json.object().textNode(name),
                                AccountEdits.nothing(),
                                body.optionalText("password"),
                                true,
                                body.flag("admin", false),
                                false,
                                false,
                                null,
                                List.of(),
                                List.of()));
        return done(user);
    }

    private ObjectNode lock(Body body, boolean locked) {
        UserId user = named(body).user();
        core.users.moderation().setLocked(user, locked);
        return done(user);
    }

    private ObjectNode deactivate(Body body) {
        UserId user = named(body).user();
        core.users.deactivation().deactivate(user, body.flag("erase", false));
        return done(user);
    }

    private ObjectNode list(Body body) {
        long from = Math.max(0, body.number("from", 0));
        long limit = Math.clamp(body.number("limit", USUAL_PAGE), 1, MAX_PAGE);
        Filter filter =
                new Filter(null, body.optionalText("name"), true, null, null, true, List.of());
        AccountView.Page page = core.admin.view().page(filter, "name", false, from, limit);
        ObjectNode answer = Json.object();
        ArrayNode users = answer.putArray("users");
        page.users().forEach(user -> users.add(UserAccounts.json(user)));
        return answer.put("total", page.total());
    }

    private ObjectNode show(Body body) {
        AccountView.Account account = core.admin.view().find(named(body).user());
        if (account == null) {
            throw MatrixErrors.notFound("there is no user " + body.text("user"));
        }
        ObjectNode answer = Json.object();
        answer.set("user", UserAccounts.json(account));
        return answer;
    }

    private ObjectNode acts(Body body) {
        int limit = Math.toIntExact(Math.clamp(body.number("limit", USUAL_PAGE), 1, MAX_PAGE));
        ObjectNode answer = Json.object();
        ArrayNode acts = answer.putArray("acts");
        for (ActRow row : core.admin.audit().newest(limit)) {
            acts.addObject()
                    .put("id", row.id())
                    .put("ts", row.at())
                    .put("actor", row.actor())
                    .put("address", row.address())
                    .put("act", row.act())
                    .put("target", row.target())
                    .put("detail", row.detail())
                    .put("status", row.status());
        }
        return answer;
    }
}
