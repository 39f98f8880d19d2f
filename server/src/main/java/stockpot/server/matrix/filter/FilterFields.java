package stockpot.server.matrix.filter;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import stockpot.server.matrix.error.MatrixErrors;
import stockpot.server.matrix.error.MatrixException;
import stockpot.server.matrix.id.RoomId;
import stockpot.server.matrix.id.UserId;
import stockpot.server.matrix.json.Body;
import stockpot.server.matrix.json.Json;

/** Reads the parts of a filter; whatever has the wrong shape is {@code M_BAD_JSON}. */
final class FilterFields {
    /** Most entries of one list (threat R06). */
    static final int MAX_ENTRIES = 1_000;

    private FilterFields() {}

    static @Nullable List<String> texts(Body body, String key) {
        List<String> texts = body.optionalTexts(key);
        if (texts != null && texts.size() > MAX_ENTRIES) {
            throw MatrixErrors.badJson(key + " may have at most " + MAX_ENTRIES + " entries");
        }
        return texts;
    }

    static @Nullable List<String> users(Body body, String key) {
        return checked(body, key, UserId::parse);
    }

    static @Nullable List<String> rooms(Body body, String key) {
        return checked(body, key, RoomId::parse);
    }

    private static @Nullable List<String> checked(Body body, String key, Consumer<String> check) {
        List<String> texts = texts(body, key);
        if (texts != null) {
            try {
                texts.forEach(check);
            } catch (MatrixException e) {
                throw MatrixErrors.badJson("'" + key + "': " + e.getMessage());
            }
        }
        return texts;
    }

    static @Nullable Boolean optionalFlag(Body body, String key) {
        return body.has(key) ? body.flag(key) : null;
    }

    static Body inner(Body body, String key) {
        ObjectNode inner = body.optionalObject(key);
        return Body.of(inner == null ? Json.object() : inner);
    }
}
