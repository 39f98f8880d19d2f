package stockpot.cook.services;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import stockpot.cook.env.Place;
import stockpot.cook.host.Host;
import stockpot.cook.host.HostException;
import stockpot.cook.host.Mode;
import stockpot.cook.host.Owner;

/**
 * One round over the duties: runs those that are due and remembers when. What one of them cannot do
 * does not keep the others from it (threat Z10), and it comes again in the next round.
 */
public final class Tending {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Duration LEAST = Duration.ofSeconds(10);
    private static final Duration MOST = Duration.ofMinutes(10);

    private final Host host;
    private final Place place;
    private final Clock clock;

    /** Of a place. */
    public Tending(Host host, Place place, Clock clock) {
        this.host = host;
        this.place = place;
        this.clock = clock;
    }

    /**
     * What a round came to.
     *
     * @param lines what happened, for the log
     * @param failed whether a duty could not be done
     * @param next after what time the next round has something to do
     */
    public record Round(List<String> lines, boolean failed, Duration next) {}

    /** Runs those that are due. */
    public Round round(List<Duty> duties) {
        Map<String, Long> last = last();
        List<Duty> due =
                duties.stream()
                        .filter(duty -> left(duty, last).compareTo(Duration.ZERO) <= 0)
                        .toList();
        return run(due, duties, last);
    }

    private Round run(List<Duty> due, List<Duty> all, Map<String, Long> last) {
        List<String> lines = new ArrayList<>();
        boolean failed = false;
        for (Duty duty : due) {
            try {
                duty.run().forEach(line -> lines.add(duty.name() + ": " + line));
                last.put(duty.name(), clock.instant().getEpochSecond());
            } catch (HostException e) {
                failed = true;
                lines.add(duty.name() + ": " + e.getMessage());
            }
        }
        if (!due.isEmpty()) {
            remember(last);
        }
        Duration next =
                all.stream().map(duty -> left(duty, last)).min(Duration::compareTo).orElse(MOST);
        return new Round(lines, failed, next.compareTo(LEAST) < 0 ? LEAST : min(next));
    }

    private static Duration min(Duration next) {
        return next.compareTo(MOST) > 0 ? MOST : next;
    }

    /** How long until it is due; a clock that was set back makes it due now. */
    private Duration left(Duty duty, Map<String, Long> last) {
        Long then = last.get(duty.name());
        Instant now = clock.instant();
        if (then == null || Instant.ofEpochSecond(then).isAfter(now)) {
            return Duration.ZERO;
        }
        return duty.every().minus(Duration.between(Instant.ofEpochSecond(then), now));
    }

    private Path file() {
        return place.duties().resolve("last.json");
    }

    private Map<String, Long> last() {
        byte[] content = host.read(file());
        try {
            return content == null
                    ? new TreeMap<>()
                    : JSON.readValue(content, new TypeReference<TreeMap<String, Long>>() {});
        } catch (IOException e) {
            return new TreeMap<>(); // damaged: everything is due
        }
    }

    private void remember(Map<String, Long> last) {
        try {
            host.folder(place.duties(), Mode.PRIVATE, Owner.ROOT);
            byte[] text = (JSON.writeValueAsString(last) + "\n").getBytes(UTF_8);
            host.write(file(), text, Mode.PRIVATE, Owner.ROOT);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
