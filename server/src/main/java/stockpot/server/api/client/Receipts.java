package stockpot.server.api.client;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;
import stockpot.server.api.Endpoint;
import stockpot.server.api.EndpointGroup;
import stockpot.server.api.Request;
import stockpot.server.api.Response;
import stockpot.server.matrix.error.MatrixErrors;
import stockpot.server.matrix.id.EventId;
import stockpot.server.matrix.id.RoomId;
import stockpot.server.matrix.json.Body;
import stockpot.server.rooms.ephemeral.ReadReceipts;
import stockpot.server.rooms.ephemeral.ReceiptKind;

/** Client-Server API, "Receipts" and "Read and unread markers". */
public final class Receipts implements EndpointGroup {
    private static final int MAX_THREAD = 255;

    private final ReadReceipts receipts;

    /** Sets receipts here. */
    public Receipts(ReadReceipts receipts) {
        this.receipts = receipts;
    }

    @Override
    public List<Endpoint> endpoints() {
        return List.of(
                Endpoint.client(
                        "POST",
                        "/rooms/{roomId}/receipt/{receiptType}/{eventId}",
                        this::postReceipt),
                Endpoint.client("POST", "/rooms/{roomId}/read_markers", this::setMarkers));
    }

    private Response postReceipt(Request request) {
        RoomId room = RoomId.parse(request.param("roomId"));
        ReceiptKind kind = ReceiptKind.of(request.param("receiptType"));
        EventId event = EventId.parse(request.param("eventId"));
        receipts.set(request.caller().user(), room, kind, event, thread(request.bodyOrEmpty()));
        return Response.empty();
    }

    private static String thread(ObjectNode body) {
        if (!body.has("thread_id")) {
            return ReadReceipts.UNTHREADED;
        }
        String thread = body.path("thread_id").textValue();
        if (thread == null || thread.isEmpty() || thread.length() > MAX_THREAD) {
            throw MatrixErrors.invalidParam("thread_id must be a string that is not empty");
        }
        return thread;
    }

    private Response setMarkers(Request request) {
        RoomId room = RoomId.parse(request.param("roomId"));
        Body body = Body.of(request.body());
        for (ReceiptKind kind : ReceiptKind.values()) {
            @Nullable String event = body.optionalText(kind.type());
            if (event != null) {
                receipts.set(
                        request.caller().user(),
                        room,
                        kind,
                        EventId.parse(event),
                        ReadReceipts.UNTHREADED);
            }
        }
        return Response.empty();
    }
}
