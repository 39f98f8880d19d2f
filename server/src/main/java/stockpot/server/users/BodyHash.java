package stockpot.server.users;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import stockpot.server.matrix.json.Json;

/**
 * What is remembered of a request's body: a keyed hash, in which the order of keys does not count.
 * It tells nothing about a password in the body (threat C04).
 */
final class BodyHash {
    private BodyHash() {}

    static String of(String key, ObjectNode body) {
        ObjectNode rest = body.deepCopy();
        rest.remove("auth");
        byte[] mac = Secrets.mac("HmacSHA256", key, Json.bytes(sorted(rest)));
        return Base64.getEncoder().encodeToString(mac);
    }

    /** The same value with keys in order; its depth is bounded by the reader of bodies. */
    private static JsonNode sorted(JsonNode value) {
        if (value instanceof ObjectNode object) {
            List<String> names = new ArrayList<>();
            object.fieldNames().forEachRemaining(names::add);
            Collections.sort(names);
            ObjectNode copy = Json.object();
            names.forEach(name -> copy.set(name, sorted(object.get(name))));
            return copy;
        }
        if (value instanceof ArrayNode array) {
            ArrayNode copy = Json.array();
            array.forEach(element -> copy.add(sorted(element)));
            return copy;
        }
        return value;
    }
}
