package stockpot.cook.certificates;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Objects;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import stockpot.cook.host.Host;
import stockpot.cook.host.Mode;
import stockpot.cook.host.Owner;

/**
 * What is remembered between tries, in the data set: a job that is restarted again and again must
 * not run into the limits of the authority. A try is written down, with the time of the next one,
 * before it is made.
 */
final class Attempts {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final double JITTER = 0.25;

    /** Further ahead no next try is believed; the clock was wrong then. */
    private static final Duration HORIZON = Duration.ofDays(8);

    private final Host host;
    private final Path folder;
    private final Path file;

    Attempts(Host host, Path folder) {
        this.host = host;
        this.folder = folder;
        this.file = folder.resolve("attempts.json");
    }

    /**
     * What is known.
     *
     * @param failures in a row
     * @param next before this no try is made, or null
     * @param limited whether {@code next} is the authority's own word, which even force respects
     * @param kind of the last failure, or null
     * @param reason of the last failure, or null
     */
    record State(
            int failures,
            @Nullable Instant next,
            boolean limited,
            Failure.@Nullable Kind kind,
            @Nullable String reason) {
        static final State NONE = new State(0, null, false, null, null);
    }

    State read() {
        byte[] bytes = host.read(file);
        if (bytes == null) {
            return State.NONE;
        }
        try {
            JsonNode node = JSON.readTree(bytes);
            String kind = node.path("kind").asText("");
            return new State(
                    Math.max(0, node.path("failures").asInt()),
                    node.hasNonNull("next") ? Instant.parse(node.path("next").asText()) : null,
                    node.path("limited").asBoolean(),
                    kind.isEmpty() ? null : Failure.Kind.valueOf(kind.toUpperCase(Locale.ROOT)),
                    node.hasNonNull("reason") ? node.path("reason").asText() : null);
        } catch (IOException | DateTimeException | IllegalArgumentException e) {
            return State.NONE; // damaged: one try too many at worst
        }
    }

    /** Whether a try may be made now. */
    static boolean mayTry(State state, Instant now, boolean forced) {
        Instant next = state.next();
        return next == null
                || !now.isBefore(next)
                || next.isAfter(now.plus(HORIZON))
                || (forced && !state.limited());
    }

    /** A try begins; if nothing more is heard of it, it failed. */
    void begin(State before, Instant now, RandomGenerator chance) {
        failed(before, Failure.of(Failure.Kind.AWAY, "The last try was broken off."), now, chance);
    }

    /** A try failed; returns what is known now. */
    State failed(State before, Failure failure, Instant now, RandomGenerator chance) {
        int failures = Math.min(before.failures() + 1, 1_000);
        Duration wait = failure.kind().wait(failures);
        Instant next =
                now.plus(wait).plusMillis((long) (wait.toMillis() * JITTER * chance.nextDouble()));
        Instant after = failure.after();
        boolean limited = after != null && after.isAfter(now);
        if (after != null && limited && after.isAfter(next)) {
            Instant most = now.plus(HORIZON);
            next = after.isAfter(most) ? most : after;
        }
        State state = new State(failures, next, limited, failure.kind(), failure.sentence());
        write(state);
        return state;
    }

    /** All is well. */
    void succeeded() {
        if (host.exists(file)) {
            host.remove(file);
        }
    }

    private void write(State state) {
        ObjectNode node = JSON.createObjectNode();
        node.put("failures", state.failures());
        node.put("next", state.next() == null ? null : state.next().toString());
        node.put("limited", state.limited());
        node.put(
                "kind", state.kind() == null ? null : state.kind().name().toLowerCase(Locale.ROOT));
        node.put("reason", state.reason());
        host.folder(Objects.requireNonNull(folder.getParent()), Mode.PRIVATE, Owner.ROOT);
        host.folder(folder, Mode.PRIVATE, Owner.ROOT);
        host.write(
                file,
                (node.toPrettyString() + "\n").getBytes(StandardCharsets.UTF_8),
                Mode.PRIVATE,
                Owner.ROOT);
    }
}
