package stockpot.server.rooms;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import stockpot.server.matrix.id.UserId;
import stockpot.server.matrix.json.Json;
import stockpot.server.store.AccountData;
import stockpot.server.store.Transaction;

/** Whom a user does not want to hear of. Client-Server API, "Ignoring Users" (threat V05). */
public final class IgnoredUsers {
    /** The account data that names them. */
    public static final String TYPE = "m.ignored_user_list";

    /** More than this are not looked at. */
    static final int MAX_IGNORED = 10_000;

    private IgnoredUsers() {}

    /** The users whom {@code user} ignores; never the user. */
    public static Set<UserId> of(Transaction tx, UserId user) {
        return parse(user, AccountData.find(tx, user, null, TYPE));
    }

    private static Set<UserId> parse(UserId user, @Nullable String content) {
        Set<UserId> ignored = new LinkedHashSet<>();
        if (content == null) {
            return ignored;
        }
        JsonNode list = Json.trusted(content).path("ignored_users");
        if (list instanceof ObjectNode object) {
            object.fieldNames()
                    .forEachRemaining(
                            name -> {
                                if (ignored.size() < MAX_IGNORED) {
                                    ignored.add(new UserId(name));
                                }
                            });
        }
        ignored.remove(user);
        return ignored;
    }
}
