package stockpot.server.users;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import stockpot.server.matrix.error.MatrixErrors;
import stockpot.server.matrix.error.MatrixException;
import stockpot.server.matrix.id.UserId;
import stockpot.server.matrix.json.Json;
import stockpot.server.store.Database;
import stockpot.server.store.Profiles.FieldRow;
import stockpot.server.store.Transaction;
import stockpot.server.store.WriteTransaction;

/** How people present themselves. Client-Server API, "Profiles". */
public final class Profiles {
    /** The field with the name that others see. */
    public static final String DISPLAY_NAME = "displayname";

    /** The field with the picture that others see. */
    public static final String AVATAR = "avatar_url";

    /** Display names beyond this help nobody (threat N08), in characters. */
    static final int MAX_DISPLAY_NAME = 256;

    static final int MAX_AVATAR = 1_000;
    static final int MAX_PROFILE_BYTES = 65_536;
    static final int MAX_KEY_BYTES = 255;

    private final Database database;
    private final Accounts accounts;
    private final RemoteProfiles remote;
    private final List<ProfileListener> listeners;

    /** Profiles of local users, and a way to ask for those of others. */
    public Profiles(
            Database database,
            Accounts accounts,
            RemoteProfiles remote,
            List<ProfileListener> listeners) {
        this.database = database;
        this.accounts = accounts;
        this.remote = remote;
        this.listeners = List.copyOf(listeners);
    }

    /**
     * The whole profile.
     *
     * @throws MatrixException 404 if there is no such user
     */
    public ObjectNode get(UserId user) {
        if (!accounts.isLocal(user)) {
            ObjectNode found = remote.query(user, null);
            if (found == null) {
                throw none();
            }
            return found;
        }
        if (!accounts.exists(user)) {
            throw none();
        }
        return local(user);
    }

    /**
     * One field, as an object with that key. NOTSPEC: somebody who is here but has no name or
     * picture gets an empty object, as clients know it from other servers.
     *
     * @throws MatrixException 404 if the user does not exist or has no such field
     */
    public ObjectNode get(UserId user, String field) {
        ObjectNode profile = accounts.isLocal(user) ? local(user) : remote.query(user, field);
        JsonNode value = profile == null ? null : profile.get(field);
        if (value == null) {
            if (isNamed(field) && accounts.isLocal(user) && accounts.exists(user)) {
                return Json.object();
            }
            throw none();
        }
        ObjectNode answer = Json.object();
        answer.set(field, value);
        return answer;
    }

    private static boolean isNamed(String field) {
        return field.equals(DISPLAY_NAME) || field.equals(AVATAR);
    }

    private static MatrixException none() {
        return MatrixErrors.notFound("Profile was not found");
    }

    /** The profile of a local user; empty if there is none. */
    public ObjectNode local(UserId user) {
        return database.read(tx -> local(tx, user));
    }

    private static ObjectNode local(Transaction tx, UserId user) {
        ObjectNode profile = Json.object();
        for (FieldRow row : stockpot.server.store.Profiles.ofUser(tx, user)) {
            if (row.value() != null) {
                profile.set(row.field(), Json.trustedValue(row.value()));
            }
        }
        return profile;
    }

    /** What member events carry: {@code displayname} and {@code avatar_url} where they are set. */
    public ObjectNode member(UserId user) {
        return local(user).retain(List.of(DISPLAY_NAME, AVATAR));
    }

    /** The display name of a local user, or null. */
    public @Nullable String displayName(UserId user) {
        return local(user).path(DISPLAY_NAME).textValue();
    }

    /** The avatar of a local user, or null. */
    public @Nullable String avatar(UserId user) {
        return local(user).path(AVATAR).textValue();
    }

    /**
     * Sets a field.
     *
     * @throws MatrixException 400 {@code M_KEY_TOO_LARGE}, {@code M_PROFILE_TOO_LARGE}, {@code
     *     M_INVALID_PARAM}
     */
    public void put(UserId user, String field, JsonNode value) {
        checkKey(field);
        if (isNamed(field)
                && (value.isNull() || (value.isTextual() && value.textValue().isEmpty()))) {
            delete(user, field);
            return;
        }
        checkValue(field, value);
        String text = Json.text(value);
        boolean changed = database.write(tx -> set(tx, user, field, text));
        if (changed) {
            listeners.forEach(listener -> listener.changed(user, field));
        }
    }

    /** Removes a field; one that is not there is left so. */
    public void delete(UserId user, String field) {
        checkKey(field);
        boolean changed = database.write(tx -> set(tx, user, field, null));
        if (changed) {
            listeners.forEach(listener -> listener.changed(user, field));
        }
    }

    /** Removes all fields, as for an account that was erased; nobody is told. */
    public void clear(UserId user) {
        database.write(tx -> {
            clear(tx, user);
            return true;
        });
    }

    /** As {@link #clear(UserId)}, as part of a larger write. */
    public void clear(WriteTransaction tx, UserId user) {
        for (FieldRow row : stockpot.server.store.Profiles.ofUser(tx, user)) {
            stockpot.server.store.Profiles.set(tx, user, row.field(), null);
        }
    }

    private static boolean set(
            WriteTransaction tx, UserId user, String field, @Nullable String value) {
        String before = stockpot.server.store.Profiles.find(tx, user, field);
        if (java.util.Objects.equals(before, value)) {
            return false;
        }
        if (value != null) {
            checkSize(tx, user, field, value);
        }
        stockpot.server.store.Profiles.set(tx, user, field, value);
        return true;
    }

    private static void checkSize(Transaction tx, UserId user, String field, String value) {
        int bytes = 2;
        for (FieldRow row : stockpot.server.store.Profiles.ofUser(tx, user)) {
            if (row.value() != null && !row.field().equals(field)) {
                bytes += size(row.field(), row.value());
            }
        }
        if (bytes + size(field, value) > MAX_PROFILE_BYTES) {
            throw MatrixErrors.of(
                    400,
                    "M_PROFILE_TOO_LARGE",
                    "A profile has at most " + MAX_PROFILE_BYTES + " bytes");
        }
    }

    private static int size(String field, String value) {
        return field.length() + value.getBytes(StandardCharsets.UTF_8).length + 4;
    }

    private static void checkValue(String field, JsonNode value) {
        switch (field) {
            case DISPLAY_NAME -> checkText(field, value, MAX_DISPLAY_NAME);
            case AVATAR -> checkText(field, value, MAX_AVATAR);
            case "m.tz" -> checkText(field, value, MAX_KEY_BYTES);
            default -> {} // any JSON
        }
    }

    private static void checkText(String field, JsonNode value, int max) {
        if (!value.isTextual()) {
            throw MatrixErrors.badJson("'" + field + "' must be a string");
        }
        String text = value.textValue();
        if (text.codePointCount(0, text.length()) > max) {
            throw MatrixErrors.invalidParam("'" + field + "' has at most " + max + " characters");
        }
    }

    /** The spec's pattern: a known key, or a namespaced one. */
    static void checkKey(String key) {
        if (key.getBytes(StandardCharsets.UTF_8).length > MAX_KEY_BYTES) {
            throw MatrixErrors.of(
                    400, "M_KEY_TOO_LARGE", "A key has at most " + MAX_KEY_BYTES + " bytes");
        }
        if (!key.equals(DISPLAY_NAME) && !key.equals(AVATAR) && !isNamespaced(key)) {
            throw MatrixErrors.invalidParam("not a valid profile key");
        }
    }

    private static boolean isNamespaced(String key) {
        if (key.indexOf('.') < 0) {
            return false;
        }
        for (String part : key.split("\\.", -1)) {
            if (part.isEmpty() || part.charAt(0) < 'a' || part.charAt(0) > 'z') {
                return false;
            }
            for (int i = 1; i < part.length(); i++) {
                char c = part.charAt(i);
                // NOTSPEC: "-" too, which unstable keys of clients in use contain.
                if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && c != '_' && c != '-') {
                    return false;
                }
            }
        }
        return true;
    }
}
