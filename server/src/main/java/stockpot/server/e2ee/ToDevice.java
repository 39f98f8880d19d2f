package stockpot.server.e2ee;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import stockpot.server.matrix.error.MatrixErrors;
import stockpot.server.matrix.error.MatrixException;
import stockpot.server.matrix.id.DeviceId;
import stockpot.server.matrix.id.ServerName;
import stockpot.server.matrix.id.UserDevice;
import stockpot.server.matrix.id.UserId;
import stockpot.server.matrix.json.Json;
import stockpot.server.ports.Clock;
import stockpot.server.store.Database;
import stockpot.server.store.Devices;
import stockpot.server.store.Devices.DeviceRow;
import stockpot.server.store.ToDeviceMessages;
import stockpot.server.store.ToDeviceMessages.ToDeviceMessage;
import stockpot.server.store.Transaction;
import stockpot.server.store.TransactionIds;
import stockpot.server.store.WriteTransaction;

/**
 * Messages from device to device: stored until the receiving device has acknowledged them by the
 * token of its next sync. Client-Server API, "Send-to-Device messaging".
 */
public final class ToDevice {
    /** Most bytes of one message's content. */
    static final int MAX_CONTENT_BYTES = 64 * 1024;

    /** Most messages that one request may put into queues, {@code *} counted by devices. */
    static final int MAX_DELIVERIES = 5_000;

    /** Most bytes that one request may put into queues, {@code *} counted by devices. */
    static final long MAX_DELIVERED_BYTES = 16L * 1024 * 1024;

    /** How many messages a sync gets at once. */
    public static final int MESSAGES_PER_SYNC = 100;

    private final Database database;
    private final Clock clock;
    private final ServerName server;
    private final Acknowledgements acknowledgements = new Acknowledgements();

    /** Messages to the users of that server. */
    public ToDevice(Database database, Clock clock, ServerName server) {
        this.database = database;
        this.clock = clock;
        this.server = server;
    }

    /** A message as parsed; {@code device} null means all devices of the user. */
    private record Addressed(UserId user, @Nullable DeviceId device, String json) {}

    /**
     * A share of a queue.
     *
     * @param messages oldest first
     * @param through where the next share begins: the end of the range that was asked for, or the
     *     position of the last message where more are waiting
     */
    public record Batch(List<ToDeviceMessage> messages, long through) {
        /** Copies. */
        public Batch {
            messages = List.copyOf(messages);
        }
    }

    /**
     * Queues messages; a repeated transaction id of the same device does nothing. Users of other
     * servers, unknown users and unknown devices are passed over (threat U02).
     *
     * @param senderDevice the device of the access token, if it has one
     * @param body the body of the request
     * @throws stockpot.server.matrix.error.MatrixException {@code M_BAD_JSON} and the like
     */
    public void send(
            UserId sender,
            @Nullable DeviceId senderDevice,
            String type,
            String transactionId,
            ObjectNode body) {
        KeyChecks.name(type, "an event type");
        KeyChecks.name(transactionId, "a transaction id");
        List<Addressed> messages = parse(sender, type, body);
        TransactionIds.Request request =
                new TransactionIds.Request(
                        sender, senderDevice, "sendToDevice " + type, transactionId);
        long now = clock.millis();
        database.write(tx -> {
            if (TransactionIds.add(tx, request, null, now)) {
                deliver(tx, messages);
            }
            return true;
        });
    }

    private List<Addressed> parse(UserId sender, String type, ObjectNode body) {
        if (!body.has("messages")) {
            throw MatrixErrors.missingParam("missing key 'messages'");
        }
        List<Addressed> messages = new ArrayList<>();
        for (Map.Entry<String, JsonNode> ofUser : KeyChecks.object(body, "messages").properties()) {
            UserId user = UserId.parse(ofUser.getKey());
            if (!(ofUser.getValue() instanceof ObjectNode devices)) {
                throw MatrixErrors.badJson("'messages' must map users to objects");
            }
            for (Map.Entry<String, JsonNode> message : devices.properties()) {
                Addressed addressed =
                        message(sender, type, user, message.getKey(), message.getValue());
                if (user.server().equals(server)) {
                    messages.add(addressed);
                }
            }
        }
        if (messages.size() > MAX_DELIVERIES) {
            throw tooMany();
        }
        return messages;
    }

    private static Addressed message(
            UserId sender, String type, UserId user, String device, JsonNode content) {
        if (!(content instanceof ObjectNode)) {
            throw MatrixErrors.badJson("a message must be an object");
        }
        KeyChecks.sized(content, MAX_CONTENT_BYTES, "a message");
        ObjectNode event = Json.object();
        event.set("content", content);
        event.put("sender", sender.value());
        event.put("type", type);
        DeviceId to = device.equals("*") ? null : DeviceId.parse(device);
        return new Addressed(user, to, Json.text(event));
    }

    private static void deliver(WriteTransaction tx, List<Addressed> messages) {
        long bytes = 0;
        int deliveries = 0;
        for (Addressed message : messages) {
            for (DeviceId device : devices(tx, message)) {
                bytes += message.json().length();
                if (++deliveries > MAX_DELIVERIES || bytes > MAX_DELIVERED_BYTES) {
                    throw tooMany();
                }
                ToDeviceMessages.add(tx, message.user(), device, message.json());
                // Threat R11. The oldest make room: a device that was away for so long asks for
                // keys again anyway, while refusing would cut it off from everything new.
                ToDeviceMessages.trim(tx, message.user(), device, ToDeviceMessages.QUEUE_LIMIT);
            }
        }
    }

    private static List<DeviceId> devices(Transaction tx, Addressed message) {
        DeviceId device = message.device();
        if (device == null) {
            return Devices.ofUser(tx, message.user()).stream().map(DeviceRow::device).toList();
        }
        return Devices.find(tx, message.user(), device) == null ? List.of() : List.of(device);
    }

    private static RuntimeException tooMany() {
        return MatrixErrors.tooLarge("too many messages in one request");
    }

    /**
     * The messages that wait for a device behind {@code from}, up to {@code to}.
     *
     * @param from the position that the device has acknowledged
     * @param limit at most {@link #MESSAGES_PER_SYNC}
     */
    public Batch since(
            Transaction tx, UserId user, DeviceId device, long from, long to, int limit) {
        int most = Math.min(limit, MESSAGES_PER_SYNC);
        List<ToDeviceMessage> messages =
                ToDeviceMessages.between(tx, user, device, from, to, most + 1);
        boolean more = messages.size() > most;
        List<ToDeviceMessage> share = more ? messages.subList(0, most) : messages;
        if (!share.isEmpty()) {
            acknowledgements.delivered(user, device, share.getLast().position());
        }
        return new Batch(share, more ? share.getLast().position() : to);
    }

    /**
     * A device has come back with a token, so everything up to it has arrived and can be deleted.
     * Costs nothing when nothing was delivered since the last call; otherwise the deletion is
     * queued and nobody waits for it, since a message that stays is never delivered again.
     */
    public void acknowledged(UserId user, DeviceId device, long position) {
        if (acknowledgements.due(user, device, position)) {
            try {
                var _ =
                        database.submit(
                                tx -> ToDeviceMessages.deleteThrough(tx, user, device, position));
            } catch (MatrixException queueIsFull) {
                acknowledgements.delivered(user, device, position);
            }
        }
    }

    /**
     * Which devices have messages to be deleted once they acknowledge them. Bounded; a device that
     * is not known (pushed out, or the server was started anew) counts as having some.
     */
    private static final class Acknowledgements {
        private static final int MAX_DEVICES = 10_000;
        private static final long NOTHING_DUE = Long.MAX_VALUE;

        /** The first delivered position that was not acknowledged; most lately used last. */
        private final LinkedHashMap<UserDevice, Long> oldest = new LinkedHashMap<>(16, 0.75f, true);

        synchronized void delivered(UserId user, DeviceId device, long position) {
            oldest.merge(new UserDevice(user, device), position, Math::min);
            bound();
        }

        synchronized boolean due(UserId user, DeviceId device, long position) {
            Long first = oldest.put(new UserDevice(user, device), NOTHING_DUE);
            bound();
            if (first != null && first != NOTHING_DUE && first > position) {
                oldest.put(new UserDevice(user, device), first);
                return false;
            }
            return first == null || first != NOTHING_DUE;
        }

        private void bound() {
            if (oldest.size() > MAX_DEVICES) {
                oldest.pollFirstEntry();
            }
        }
    }
}
