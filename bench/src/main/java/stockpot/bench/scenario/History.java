package stockpot.bench.scenario;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import stockpot.bench.MatrixClient;

/** Reads a room's whole history. */
public final class History {
    private History() {}

    /** All events, newest first. */
    public static List<JsonNode> backwards(MatrixClient reader, String roomId, int pageSize) {
        List<JsonNode> events = new ArrayList<>();
        @Nullable String from = null;
        while (true) {
            JsonNode page = reader.pageBack(roomId, from, pageSize);
            page.path("chunk").forEach(events::add);
            JsonNode end = page.path("end");
            if (end.isMissingNode() || end.isNull() || end.asText().equals(from)) {
                return events;
            }
            from = end.asText();
        }
    }
}
