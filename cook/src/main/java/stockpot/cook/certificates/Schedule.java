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
import java.util.Objects;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import stockpot.cook.host.Host;
import stockpot.cook.host.Mode;
import stockpot.cook.host.Owner;

/**
 * When a certificate is renewed. The authority is asked (ARI, RFC 9773) and a moment of the window
 * that it names is drawn once; where it names none, the moment is two thirds of the life, drawn up
 * to a thirtieth earlier so that not all come at once.
 */
final class Schedule {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Duration ASK_AGAIN = Duration.ofHours(6);
    private static final Duration SOONEST = Duration.ofMinutes(1);
    private static final int JITTER_PART = 30;
    private static final int ASKS_A_LIFE = 20;

    private final Host host;
    private final Path file;
    private final RandomGenerator chance;

    Schedule(Host host, Path folder, RandomGenerator chance) {
        this.host = host;
        this.file = folder.resolve("renewal.json");
        this.chance = chance;
    }

    /**
     * What the authority said.
     *
     * @param askAgain when it wants to be asked again, or null
     */
    record Window(Instant start, Instant end, @Nullable Instant askAgain) {}

    /** Asks the authority; null if it does not say. */
    interface Authority {
        @Nullable Window window(Installed certificate);
    }

    /** Whether it is time. */
    boolean isDue(Installed certificate, Instant now, Authority authority) {
        Kept kept = kept(certificate);
        if (kept == null || !now.isBefore(kept.askAt)) {
            kept = asked(certificate, kept, now, authority);
            write(certificate, kept);
        }
        return !now.isBefore(kept.at);
    }

    private Kept asked(
            Installed certificate, @Nullable Kept kept, Instant now, Authority authority) {
        Window window = authority.window(certificate);
        Duration life = Duration.between(certificate.notBefore(), certificate.notAfter());
        Duration usual = shorter(ASK_AGAIN, life.dividedBy(ASKS_A_LIFE));
        if (window == null || !window.end().isAfter(window.start())) {
            Instant at = kept == null ? byLife(certificate, life) : kept.at;
            return new Kept(at, now.plus(usual), null, null);
        }
        Instant askAt = window.askAgain() == null ? now.plus(usual) : window.askAgain();
        askAt = earlier(later(askAt, now.plus(SOONEST)), now.plus(ASK_AGAIN.multipliedBy(4)));
        boolean same =
                kept != null && window.start().equals(kept.start) && window.end().equals(kept.end);
        Instant at = same && kept != null ? kept.at : drawn(window);
        return new Kept(at, askAt, window.start(), window.end());
    }

    private Instant drawn(Window window) {
        Duration length = Duration.between(window.start(), window.end());
        return window.start().plusSeconds(chance.nextLong(Math.max(1, length.toSeconds())));
    }

    private Instant byLife(Installed certificate, Duration life) {
        long jitter = life.dividedBy(JITTER_PART).toMillis();
        return certificate
                .notBefore()
                .plus(life.multipliedBy(2).dividedBy(3))
                .minusMillis(jitter <= 0 ? 0 : chance.nextLong(jitter));
    }

    private static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }

    private static Instant later(Instant a, Instant b) {
        return a.isAfter(b) ? a : b;
    }

    private static Instant earlier(Instant a, Instant b) {
        return a.isBefore(b) ? a : b;
    }

    private record Kept(
            Instant at, Instant askAt, @Nullable Instant start, @Nullable Instant end) {}

    /** Kept for this certificate; of another one it means nothing. */
    private @Nullable Kept kept(Installed certificate) {
        byte[] bytes = host.read(file);
        if (bytes == null) {
            return null;
        }
        try {
            JsonNode node = JSON.readTree(bytes);
            if (!node.path("certificate").asText().equals(idOf(certificate))) {
                return null;
            }
            return new Kept(
                    Instant.parse(node.path("at").asText()),
                    Instant.parse(node.path("ask_at").asText()),
                    node.hasNonNull("start") ? Instant.parse(node.path("start").asText()) : null,
                    node.hasNonNull("end") ? Instant.parse(node.path("end").asText()) : null);
        } catch (IOException | DateTimeException e) {
            return null;
        }
    }

    private void write(Installed certificate, Kept kept) {
        ObjectNode node = JSON.createObjectNode();
        node.put("certificate", idOf(certificate));
        node.put("at", kept.at.toString());
        node.put("ask_at", kept.askAt.toString());
        node.put("start", kept.start == null ? null : kept.start.toString());
        node.put("end", kept.end == null ? null : kept.end.toString());
        host.write(
                file,
                (node.toPrettyString() + "\n").getBytes(StandardCharsets.UTF_8),
                Mode.PRIVATE,
                Owner.ROOT);
    }

    private static String idOf(Installed certificate) {
        return String.valueOf(
                Objects.requireNonNull(certificate.chain().getParent()).getFileName());
    }
}
