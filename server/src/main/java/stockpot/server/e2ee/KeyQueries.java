package stockpot.server.e2ee;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import stockpot.server.matrix.error.MatrixErrors;
import stockpot.server.matrix.id.DeviceId;
import stockpot.server.matrix.id.ServerName;
import stockpot.server.matrix.id.UserId;
import stockpot.server.matrix.json.Json;
import stockpot.server.store.CrossSigningKeys;
import stockpot.server.store.Database;
import stockpot.server.store.Devices;
import stockpot.server.store.Devices.DeviceRow;
import stockpot.server.store.KeySignatures;
import stockpot.server.store.KeySignatures.KeySignature;
import stockpot.server.store.Transaction;

/**
 * Public keys of users and their devices. {@code POST /keys/query}. The answer for thousands of
 * users is written part by part and never held in memory as a whole (threat Y07).
 */
public final class KeyQueries {
    /** Most users in one request. */
    static final int MAX_USERS = 10_000;

    /** Most device ids in one request. */
    static final int MAX_DEVICES = 20_000;

    /** Users read in one query of the database. */
    static final int USERS_AT_ONCE = 100;

    private final Database database;
    private final ServerName server;

    /** Keys of the users of that server. */
    public KeyQueries(Database database, ServerName server) {
        this.database = database;
        this.server = server;
    }

    /** What is asked about one user; no devices means all. */
    private record Wanted(UserId user, List<DeviceId> devices) {}

    private record UserKeys(
            UserId user,
            ObjectNode devices,
            @Nullable ObjectNode master,
            @Nullable ObjectNode selfSigning,
            @Nullable ObjectNode userSigning) {}

    private record Section(String name, Function<UserKeys, @Nullable ObjectNode> keys) {}

    private static final List<Section> SECTIONS =
            List.of(
                    new Section("device_keys", UserKeys::devices),
                    new Section("master_keys", UserKeys::master),
                    new Section("self_signing_keys", UserKeys::selfSigning),
                    new Section("user_signing_keys", UserKeys::userSigning));

    /**
     * Looks up keys. All users of this server get an entry, whether they exist or not, so that the
     * answer tells nobody which names are taken.
     *
     * @param body the body of the request
     * @throws stockpot.server.matrix.error.MatrixException {@code M_BAD_JSON} and the like
     */
    public StreamedAnswer query(UserId viewer, ObjectNode body) {
        List<List<Wanted>> parts = parts(parse(body));
        if (parts.size() == 1) {
            List<UserKeys> keys = read(viewer, parts.getFirst());
            return out -> write(out, 1, part -> keys);
        }
        return out -> write(out, parts.size(), part -> read(viewer, parts.get(part)));
    }

    private List<Wanted> parse(ObjectNode body) {
        if (!body.has("device_keys")) {
            throw MatrixErrors.missingParam("missing key 'device_keys'");
        }
        ObjectNode users = KeyChecks.object(body, "device_keys");
        if (users.size() > MAX_USERS) {
            throw MatrixErrors.tooLarge("at most " + MAX_USERS + " users in one request");
        }
        List<Wanted> wanted = new ArrayList<>();
        int devices = 0;
        for (Map.Entry<String, JsonNode> entry : users.properties()) {
            UserId user = UserId.parse(entry.getKey());
            List<DeviceId> ids = devices(entry.getValue());
            devices += ids.size();
            if (devices > MAX_DEVICES) {
                throw MatrixErrors.tooLarge("at most " + MAX_DEVICES + " devices in one request");
            }
            if (user.server().equals(server)) {
                wanted.add(new Wanted(user, ids));
            }
        }
        return wanted;
    }

    private static List<DeviceId> devices(JsonNode list) {
        if (!list.isArray()) {
            throw MatrixErrors.badJson("'device_keys' must map users to arrays of device ids");
        }
        List<DeviceId> devices = new ArrayList<>();
        for (JsonNode device : list) {
            if (!device.isTextual()) {
                throw MatrixErrors.badJson("a device id must be a string");
            }
            devices.add(DeviceId.parse(device.textValue()));
        }
        return devices;
    }

    private static List<List<Wanted>> parts(List<Wanted> wanted) {
        List<List<Wanted>> parts = new ArrayList<>();
        for (int start = 0; start < wanted.size(); start += USERS_AT_ONCE) {
            parts.add(wanted.subList(start, Math.min(wanted.size(), start + USERS_AT_ONCE)));
        }
        return parts.isEmpty() ? List.of(List.of()) : parts;
    }

    private void write(OutputStream out, int parts, Function<Integer, List<UserKeys>> read)
            throws IOException {
        out.write('{');
        for (Section section : SECTIONS) {
            out.write(Json.bytes(Json.object().textNode(section.name())));
            out.write(':');
            out.write('{');
            boolean first = true;
            for (int part = 0; part < parts; part++) {
                for (UserKeys keys : read.apply(part)) {
                    first &= !write(out, first, keys.user(), section.keys().apply(keys));
                }
            }
            out.write('}');
            out.write(',');
        }
        out.write(Json.bytes(Json.object().textNode("failures")));
        out.write(':');
        out.write(Json.bytes(Json.object()));
        out.write('}');
    }

    private static boolean write(
            OutputStream out, boolean first, UserId user, @Nullable ObjectNode keys)
            throws IOException {
        if (keys == null) {
            return false;
        }
        if (!first) {
            out.write(',');
        }
        out.write(Json.bytes(keys.textNode(user.value())));
        out.write(':');
        out.write(Json.bytes(keys));
        return true;
    }

    private List<UserKeys> read(UserId viewer, List<Wanted> wanted) {
        return database.read(tx -> {
            List<UserKeys> keys = new ArrayList<>();
            for (Wanted one : wanted) {
                keys.add(read(tx, viewer, one));
            }
            return keys;
        });
    }

    private static UserKeys read(Transaction tx, UserId viewer, Wanted wanted) {
        UserId user = wanted.user();
        Map<String, String> crossSigning = CrossSigningKeys.ofUser(tx, user);
        ObjectNode master = parse(crossSigning.get(CrossSigning.MASTER));
        String masterKey = master == null ? null : CrossSigning.publicKey(master);
        if (master != null && masterKey != null) {
            addSignatures(tx, viewer, user, masterKey, master);
        }
        boolean own = user.equals(viewer);
        return new UserKeys(
                user,
                devices(tx, viewer, wanted),
                master,
                parse(crossSigning.get(CrossSigning.SELF_SIGNING)),
                own ? parse(crossSigning.get(CrossSigning.USER_SIGNING)) : null);
    }

    private static @Nullable ObjectNode parse(@Nullable String json) {
        return json == null ? null : Json.trusted(json);
    }

    private static ObjectNode devices(Transaction tx, UserId viewer, Wanted wanted) {
        Map<DeviceId, String> keys = stockpot.server.store.DeviceKeys.ofUser(tx, wanted.user());
        if (!wanted.devices().isEmpty()) {
            keys.keySet().retainAll(wanted.devices());
        }
        ObjectNode devices = Json.object();
        if (keys.isEmpty()) {
            return devices;
        }
        Map<DeviceId, String> names = names(tx, wanted.user());
        for (Map.Entry<DeviceId, String> entry : keys.entrySet()) {
            DeviceId device = entry.getKey();
            ObjectNode json = Json.trusted(entry.getValue());
            addSignatures(tx, viewer, wanted.user(), device.value(), json);
            ObjectNode unsigned = json.putObject("unsigned");
            String name = names.get(device);
            if (name != null) {
                unsigned.put("device_display_name", name);
            }
            devices.set(device.value(), json);
        }
        return devices;
    }

    private static Map<DeviceId, String> names(Transaction tx, UserId user) {
        Map<DeviceId, String> names = new TreeMap<>();
        for (DeviceRow row : Devices.ofUser(tx, user)) {
            String name = row.displayName();
            if (name != null) {
                names.put(row.device(), name);
            }
        }
        return names;
    }

    private static void addSignatures(
            Transaction tx, UserId viewer, UserId target, String targetKey, ObjectNode json) {
        for (KeySignature signature : KeySignatures.visible(tx, target, targetKey, viewer)) {
            inner(inner(json, "signatures"), signature.signer().value())
                    .put(signature.signerKey(), signature.signature());
        }
    }

    private static ObjectNode inner(ObjectNode parent, String key) {
        return parent.get(key) instanceof ObjectNode found ? found : parent.putObject(key);
    }
}
