package stockpot.server.accounts;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import stockpot.server.matrix.error.MatrixErrors;
import stockpot.server.matrix.error.MatrixException;
import stockpot.server.matrix.id.UserId;
import stockpot.server.matrix.json.Json;
import stockpot.server.ports.Clock;
import stockpot.server.store.Database;
import stockpot.server.store.ExternalIds;
import stockpot.server.store.ExternalIds.ExternalId;
import stockpot.server.store.ThreePids;
import stockpot.server.store.ThreePids.ThreePidRow;
import stockpot.server.store.Users;
import stockpot.server.store.Users.UserRow;
import stockpot.server.store.WriteTransaction;
import stockpot.server.users.Accounts;
import stockpot.server.users.LocalName;
import stockpot.server.users.Profiles;

/** Accounts made and changed by administrators. */
public final class AccountEdits {
    private final Database database;
    private final Clock clock;
    private final Accounts accounts;
    private final Profiles profiles;
    private final PasswordChange passwords;
    private final Deactivation deactivation;
    private final Moderation moderation;

    /** What edits are made of. */
    public record Parts(
            Accounts accounts,
            Profiles profiles,
            PasswordChange passwords,
            Deactivation deactivation,
            Moderation moderation) {}

    /** Edits the accounts of one server. */
    public AccountEdits(Database database, Clock clock, Parts parts) {
        this.database = database;
        this.clock = clock;
        this.accounts = parts.accounts;
        this.profiles = parts.profiles;
        this.passwords = parts.passwords;
        this.deactivation = parts.deactivation;
        this.moderation = parts.moderation;
    }

    /** A mail address or telephone number. */
    public record Contact(String medium, String address) {
        /** As it is stored. */
        Contact folded() {
            return medium.equals("email")
                    ? new Contact(medium, address.strip().toLowerCase(Locale.ROOT))
                    : this;
        }
    }

    /**
     * What an account is to become.
     *
     * @param given the keys that were sent; what is not among them stays as it is
     * @param displayName text, or JSON null to take the name away
     * @param logoutDevices whether a new password ends all sessions
     */
    public record Wish(
            Set<String> given,
            JsonNode displayName,
            JsonNode avatar,
            @Nullable String password,
            boolean logoutDevices,
            boolean admin,
            boolean deactivated,
            boolean locked,
            @Nullable String userType,
            List<Contact> contacts,
            List<ExternalId> externalIds) {
        /** Keeps the password out of logs. */
        @Override
        public String toString() {
            return "Wish[" + given + "]";
        }

        boolean has(String key) {
            return given.contains(key);
        }
    }

    /**
     * Makes an account.
     *
     * @throws MatrixException 400 for names that cannot be had, 409 where an external id is taken
     */
    public void create(UserId user, Wish wish) {
        if (!LocalName.fresh(user.localpart(), accounts.server()).equals(user)) {
            throw MatrixErrors.of(
                    400,
                    "M_INVALID_USERNAME",
                    "User ID can only contain characters a-z, 0-9, or '=_-./+'");
        }
        accounts.available(user.localpart());
        String hash = wish.password == null ? null : passwords.hash(wish.password);
        String name = wish.displayName.textValue();
        database.write(tx -> {
            accounts.create(tx, row(user, hash, wish), name == null ? user.localpart() : name);
            wish.contacts.forEach(contact -> add(tx, user, contact));
            wish.externalIds.forEach(id -> add(tx, user, id));
            return true;
        });
        accounts.announce(user, false);
        if (wish.avatar.isTextual()) {
            profiles.put(user, Profiles.AVATAR, wish.avatar);
        }
    }

    private UserRow row(UserId user, @Nullable String hash, Wish wish) {
        return new UserRow(
                user,
                hash,
                clock.millis(),
                wish.admin,
                false,
                null,
                wish.userType,
                false,
                false,
                false,
                false,
                false,
                null);
    }

    /**
     * Changes an account.
     *
     * @param admin who does it
     * @throws MatrixException 400 for an administrator who takes the own rights away, 409 where an
     *     external id is taken, and as the single changes say
     */
    public void change(UserId admin, UserRow row, Wish wish) {
        UserId user = row.user();
        if (wish.has("admin") && !wish.admin && row.admin() && user.equals(admin)) {
            throw ownRights();
        }
        if (wish.has("displayname")) {
            profiles.put(user, Profiles.DISPLAY_NAME, wish.displayName);
        }
        if (wish.has("avatar_url")) {
            profiles.put(user, Profiles.AVATAR, wish.avatar);
        }
        database.write(tx -> {
            replaceIds(tx, user, wish);
            if (wish.has("user_type")) {
                Users.setUserType(tx, user, wish.userType);
            }
            return true;
        });
        if (wish.has("admin") && wish.admin != row.admin()) {
            moderation.setAdmin(user, wish.admin);
        }
        if (wish.password != null) {
            passwords.change(user, wish.password, wish.logoutDevices, null);
        }
        changeState(row, wish);
    }

    private void changeState(UserRow row, Wish wish) {
        if (wish.has("deactivated") && wish.deactivated != row.deactivated()) {
            if (wish.deactivated) {
                deactivation.deactivate(row.user(), false);
            } else {
                deactivation.reactivate(row.user());
            }
        }
        if (wish.has("locked") && wish.locked != row.locked()) {
            moderation.setLocked(row.user(), wish.locked);
        }
    }

    private void replaceIds(WriteTransaction tx, UserId user, Wish wish) {
        if (wish.has("threepids")) {
            List<Contact> wanted = wish.contacts.stream().map(Contact::folded).toList();
            for (ThreePidRow row : ThreePids.ofUser(tx, user)) {
                if (!wanted.contains(new Contact(row.medium(), row.address()))) {
                    ThreePids.delete(tx, user, row.medium(), row.address());
                }
            }
            wanted.forEach(contact -> add(tx, user, contact));
        }
        if (wish.has("external_ids")) {
            ExternalIds.deleteOfUser(tx, user);
            wish.externalIds.forEach(id -> add(tx, user, id));
        }
    }

    private void add(WriteTransaction tx, UserId user, Contact contact) {
        Contact folded = contact.folded();
        long now = clock.millis();
        ThreePidRow row = new ThreePidRow(user, folded.medium(), folded.address(), now, now);
        if (!ThreePids.insert(tx, row)
                && !user.equals(ThreePids.owner(tx, folded.medium(), folded.address()))) {
            throw MatrixErrors.of(
                    400, "M_THREEPID_IN_USE", "Somebody else has one of these addresses");
        }
    }

    private static void add(WriteTransaction tx, UserId user, ExternalId id) {
        if (!ExternalIds.insert(tx, user, id) && !user.equals(ExternalIds.owner(tx, id))) {
            throw MatrixErrors.of(409, "M_UNKNOWN", "External id is already in use.");
        }
    }

    /** The refusal of who would lock everybody out. */
    public static MatrixException ownRights() {
        return MatrixErrors.of(400, "M_UNKNOWN", "You may not demote yourself.");
    }

    /** JSON null, for a text that is to go. */
    public static JsonNode nothing() {
        return Json.object().nullNode();
    }

    /** What of an object is a text or null. */
    public static JsonNode textOrNothing(ObjectNode body, String key) {
        JsonNode value = body.get(key);
        return value == null ? nothing() : value;
    }
}
