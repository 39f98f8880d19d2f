package stockpot.server.push;

import com.fasterxml.jackson.databind.JsonNode;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import stockpot.server.mail.Letters;
import stockpot.server.matrix.error.MatrixException;
import stockpot.server.matrix.event.StateKey;
import stockpot.server.matrix.json.Json;
import stockpot.server.ports.Ports;
import stockpot.server.store.Database;
import stockpot.server.store.EventRow;
import stockpot.server.store.MailDigests.Reader;
import stockpot.server.store.MailDigests.Sent;
import stockpot.server.store.QueuedMails.MailRow;
import stockpot.server.store.RoomRow;
import stockpot.server.store.RoomStates;
import stockpot.server.store.Rooms;
import stockpot.server.store.ThreePids;
import stockpot.server.store.Transaction;

/**
 * Mails people what they missed: one letter for a quiet while, none again until something newer has
 * been left unread, and only to addresses that they have proved to own. Client-Server API, pushers
 * of kind {@code email}.
 */
public final class MailDigests implements AutoCloseable {
    /** What is younger is likely being read. */
    static final Duration GRACE = Duration.ofMinutes(10);

    /** The least time between two letters to one reader. */
    static final Duration REST = Duration.ofHours(1);

    private static final Duration EVERY = Duration.ofMinutes(5);
    private static final int PAGE = 100;
    private static final int MAX_SHOWN = 20;
    private static final int MAX_BODY = 200;
    private static final Logger log = System.getLogger(MailDigests.class.getName());

    private final Database database;
    private final Ports ports;
    private final Letters letters;
    private final Notifications notifications;
    private final MailReaders readers;
    private @Nullable Thread writer;

    /** Digests of these notifications. */
    public MailDigests(
            Database database,
            Ports ports,
            Letters letters,
            Notifications notifications,
            MailReaders readers) {
        this.database = database;
        this.ports = ports;
        this.letters = letters;
        this.notifications = notifications;
        this.readers = readers;
    }

    /** Begins to look every few minutes. */
    public void start() {
        writer = ports.threads().start("mail digests", this::run);
    }

    private void run() {
        try {
            while (true) {
                ports.waiting().sleep(EVERY);
                look();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Looks after every reader once. */
    public void look() {
        try {
            String after = "";
            List<Reader> page;
            do {
                String from = after;
                page =
                        database.read(
                                tx -> stockpot.server.store.MailDigests.readers(tx, from, PAGE));
                page.forEach(this::write);
                after = page.isEmpty() ? after : page.getLast().user().value();
            } while (page.size() == PAGE);
        } catch (MatrixException e) {
            log.log(Level.WARNING, "digests wait: {0}", e.getMessage());
        }
    }

    /** What a letter would say. */
    private record Digest(long newest, int count, List<Map<String, String>> items) {}

    private void write(Reader reader) {
        long now = ports.clock().millis();
        notifications.prepare(reader.user());
        Digest digest = database.read(tx -> digest(tx, reader, now));
        if (digest == null) {
            return;
        }
        MailRow letter = letter(reader, digest);
        database.write(tx -> {
            stockpot.server.store.MailDigests.put(tx, reader, new Sent(digest.newest, now));
            letters.post(tx, letter);
            return true;
        });
    }

    private MailRow letter(Reader reader, Digest digest) {
        String lang = Json.trusted(reader.pusher()).path("lang").asText("");
        String link = letters.link("unsubscribe", readers.query(reader.user(), reader.pushKey()));
        return letters.write(
                new Letters.Order(
                        "digest",
                        reader.pushKey(),
                        letters.language(lang),
                        Map.of("count", Integer.toString(digest.count), "unsubscribe", link),
                        digest.items,
                        null,
                        link));
    }

    private @Nullable Digest digest(Transaction tx, Reader reader, long now) {
        Sent sent = stockpot.server.store.MailDigests.find(tx, reader);
        boolean resting = sent != null && sent.at() > now - REST.toMillis();
        boolean own = reader.user().equals(ThreePids.owner(tx, "email", reader.pushKey()));
        if (resting || !own) {
            return null;
        }
        List<Notifications.Missed> missed = notifications.unread(tx, reader.user(), MAX_SHOWN);
        if (missed.isEmpty()) {
            return null;
        }
        EventRow newest = missed.getLast().row();
        boolean young = newest.event().originServerTs() > now - GRACE.toMillis();
        boolean told = sent != null && newest.position() <= sent.position();
        if (young || told) {
            return null;
        }
        List<Map<String, String>> items = new ArrayList<>();
        for (Notifications.Missed each : missed) {
            items.add(item(tx, each));
        }
        return new Digest(newest.position(), missed.size(), items);
    }

    private static Map<String, String> item(Transaction tx, Notifications.Missed missed) {
        Map<String, String> item = new LinkedHashMap<>();
        item.put("room", name(tx, missed));
        item.put("sender", missed.row().event().sender().value());
        JsonNode body = missed.row().event().content().path("body");
        String text = body.isTextual() ? body.asText() : "(" + missed.row().event().type() + ")";
        item.put("body", text.length() > MAX_BODY ? text.substring(0, MAX_BODY) + "…" : text);
        return item;
    }

    private static String name(Transaction tx, Notifications.Missed missed) {
        RoomRow room = Rooms.byNid(tx, missed.room().room());
        EventRow name =
                room == null
                        ? null
                        : RoomStates.event(tx, room.stateRoot(), StateKey.of("m.room.name"));
        String text = name == null ? "" : name.event().content().path("name").asText("");
        return text.isBlank() ? missed.room().roomId().value() : text;
    }

    @Override
    public void close() {
        Thread running = writer;
        if (running != null) {
            running.interrupt();
        }
    }
}
