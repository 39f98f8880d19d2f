package stockpot.server.accounts;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import stockpot.server.matrix.id.UserId;
import stockpot.server.matrix.json.Json;
import stockpot.server.store.Database;
import stockpot.server.store.Devices.DeviceRow;
import stockpot.server.store.ExternalIds;
import stockpot.server.store.ExternalIds.ExternalId;
import stockpot.server.store.Profiles;
import stockpot.server.store.ThreePids;
import stockpot.server.store.ThreePids.ThreePidRow;
import stockpot.server.store.Transaction;
import stockpot.server.store.UserListing;
import stockpot.server.store.UserListing.Filter;
import stockpot.server.store.UserListing.ListedUser;
import stockpot.server.store.Users;
import stockpot.server.store.Users.UserRow;
import stockpot.server.users.Devices;

/** Accounts as administrators see them. */
public final class AccountView {
    private final Database database;
    private final Devices devices;

    /** Looks at the accounts of that database. */
    public AccountView(Database database, Devices devices) {
        this.database = database;
        this.devices = devices;
    }

    /** An account with what hangs on it. */
    public record Account(
            UserRow row,
            @Nullable String displayName,
            @Nullable String avatar,
            List<ThreePidRow> threePids,
            List<ExternalId> externalIds,
            @Nullable Long lastSeenAt) {}

    /** A page of accounts, and how many there are on all pages. */
    public record Page(List<ListedUser> users, long total) {}

    /** The account of that id, or null. */
    public @Nullable Account find(UserId user) {
        Long lastSeen =
                devices.list(user).stream()
                        .map(DeviceRow::lastSeenAt)
                        .filter(Objects::nonNull)
                        .max(Long::compare)
                        .orElse(null);
        return database.read(tx -> find(tx, user, lastSeen));
    }

    private static @Nullable Account find(Transaction tx, UserId user, @Nullable Long lastSeen) {
        UserRow row = Users.find(tx, user);
        return row == null
                ? null
                : new Account(
                        row,
                        text(Profiles.find(tx, user, "displayname")),
                        text(Profiles.find(tx, user, "avatar_url")),
                        ThreePids.ofUser(tx, user),
                        ExternalIds.ofUser(tx, user),
                        lastSeen);
    }

    /** The text that a JSON value of a profile is, or null. */
    public static @Nullable String text(@Nullable String json) {
        return json == null ? null : Json.trustedValue(json).textValue();
    }

    /** One page of the accounts that are wanted. */
    public Page page(Filter filter, String order, boolean descending, long offset, long limit) {
        return database.read(tx ->
                new Page(
                        UserListing.page(tx, filter, order, descending, offset, limit),
                        UserListing.count(tx, filter)));
    }
}
