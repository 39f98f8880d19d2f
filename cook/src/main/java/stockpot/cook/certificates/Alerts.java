package stockpot.cook.certificates;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import stockpot.cook.env.HostPort;
import stockpot.cook.env.Settings;
import stockpot.cook.host.Host;
import stockpot.cook.host.HostException;
import stockpot.cook.host.Mode;
import stockpot.cook.host.Owner;
import stockpot.cook.services.Duty;

/**
 * Speaks up before a certificate ends: at 14, 7 and 1 days and every day after its end; and every
 * day on which there is none although one is wanted. One alert a day for each cause (threats Z11,
 * Z20), by mail, syslog and Alertmanager, and always as a metric.
 */
public final class Alerts implements Duty {
    /** Its name in {@code cook tend}. */
    public static final String NAME = "certificate-alerts";

    private static final Duration EVERY = Duration.ofHours(1);
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** For certificates of a short life the times shrink: two ninths of it at most. */
    private static final int LIFE_PARTS = 9;

    private final Host host;
    private final Settings settings;
    private final InstantSource clock;
    private final List<AlertWay> ways;
    private final Path metrics;
    private final CertificateStore store;

    /**
     * For these settings.
     *
     * @param metrics the folder of node_exporter's text files
     * @param letters how mail leaves, or null: there is no mail
     */
    public Alerts(
            Host host,
            Settings settings,
            InstantSource clock,
            Path metrics,
            AlertWay.@Nullable Letters letters) {
        this(host, settings, clock, metrics, ways(host, settings, letters));
    }

    /** By these ways. */
    Alerts(Host host, Settings settings, InstantSource clock, Path metrics, List<AlertWay> ways) {
        this.host = host;
        this.settings = settings;
        this.clock = clock;
        this.metrics = metrics;
        this.ways = List.copyOf(ways);
        this.store = new CertificateStore(host, settings.place(), Names.publicHost(settings));
    }

    private static List<AlertWay> ways(
            Host host, Settings settings, AlertWay.@Nullable Letters letters) {
        List<AlertWay> ways = new ArrayList<>();
        ways.add(AlertWay.syslog(host));
        HostPort alertmanager = settings.monitoring().alertmanager();
        if (alertmanager != null) {
            ways.add(AlertWay.alertmanager(alertmanager, settings));
        }
        if (letters != null) {
            ways.add(AlertWay.mail(letters));
        }
        return ways;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Duration every() {
        return EVERY;
    }

    @Override
    public List<String> run() {
        if (!settings.tls().on()) {
            return List.of();
        }
        Instant now = clock.instant();
        Installed installed = store.installed();
        Attempts.State attempts = new Attempts(host, store.folder()).read();
        writeMetric(installed, attempts);
        return speak(causes(installed, attempts, now), now);
    }

    private List<Alert> causes(
            @Nullable Installed installed, Attempts.State attempts, Instant now) {
        List<Alert> alerts = new ArrayList<>();
        String why = attempts.reason() == null ? "" : " " + attempts.reason();
        if (installed == null) {
            if (attempts.failures() > 0) {
                alerts.add(
                        new Alert(
                                "certificate-missing",
                                "missing",
                                settings.publicHost() + " has no certificate." + why,
                                now,
                                true));
            }
            return alerts;
        }
        String level = level(installed, now);
        if (level != null) {
            boolean ended = level.equals("ended");
            String text =
                    "The certificate of "
                            + settings.publicHost()
                            + (ended ? " ended at " : " ends at ")
                            + installed.notAfter()
                            + "."
                            + why
                            + " See `cook renew`.";
            alerts.add(new Alert("certificate-ends", level, text, now, ended));
        }
        return alerts;
    }

    /** Which of the times has come, or null. */
    static @Nullable String level(Installed installed, Instant now) {
        Duration left = Duration.between(now, installed.notAfter());
        if (left.isNegative() || left.isZero()) {
            return "ended";
        }
        Duration life = Duration.between(installed.notBefore(), installed.notAfter());
        for (int days : new int[] {1, 7, 14}) {
            Duration time = Duration.ofDays(days);
            Duration share = life.multipliedBy(2L * days).dividedBy(14L * LIFE_PARTS);
            if (left.compareTo(time.compareTo(share) < 0 ? time : share) <= 0) {
                return days + "d";
            }
        }
        return null;
    }

    private List<String> speak(List<Alert> alerts, Instant now) {
        Map<String, Said> said = read();
        Map<String, Said> after = new LinkedHashMap<>();
        List<String> lines = new ArrayList<>();
        String today = LocalDate.ofInstant(now, ZoneOffset.UTC).toString();
        for (Alert alert : alerts) {
            Said before = said.get(alert.cause());
            boolean silent =
                    before != null
                            && (before.day.equals(today)
                                    || (before.level.equals(alert.level()) && !alert.repeats()));
            if (silent) {
                after.put(alert.cause(), Objects.requireNonNull(before));
                continue;
            }
            lines.add(alert.text());
            if (send(alert, now, lines)) {
                after.put(alert.cause(), new Said(today, alert.level()));
            } else if (before != null) {
                after.put(alert.cause(), before);
            }
        }
        if (!after.equals(said)) {
            write(after);
        }
        return lines;
    }

    /** Whether at least one way took it; if none did, it is tried again the next time. */
    private boolean send(Alert alert, Instant now, List<String> lines) {
        boolean sent = false;
        for (AlertWay way : ways) {
            try {
                way.send(alert, now);
                sent = true;
            } catch (HostException e) {
                lines.add("This did not leave by " + way.name() + ": " + e.getMessage() + ".");
            }
        }
        return sent;
    }

    private void writeMetric(@Nullable Installed installed, Attempts.State attempts) {
        String label =
                "{host=\"" + settings.publicHost().replaceAll("[^A-Za-z0-9._:-]", "_") + "\"} ";
        StringBuilder text = new StringBuilder();
        if (installed != null) {
            text.append(
                    """
                    # HELP stockpot_certificate_not_after_seconds When the certificate ends.
                    # TYPE stockpot_certificate_not_after_seconds gauge
                    """);
            text.append("stockpot_certificate_not_after_seconds")
                    .append(label)
                    .append(installed.notAfter().getEpochSecond())
                    .append('\n');
        }
        text.append(
                """
                # HELP stockpot_certificate_failures Failed tries in a row to have one.
                # TYPE stockpot_certificate_failures gauge
                """);
        text.append("stockpot_certificate_failures")
                .append(label)
                .append(attempts.failures())
                .append('\n');
        host.folder(metrics, Mode.PUBLIC, Owner.ROOT);
        host.write(
                metrics.resolve("stockpot_certificates.prom"),
                text.toString().getBytes(StandardCharsets.UTF_8),
                Mode.PUBLIC,
                Owner.ROOT);
    }

    private record Said(String day, String level) {}

    private Path file() {
        return settings.place().certificates().resolve("alerts.json");
    }

    private Map<String, Said> read() {
        Map<String, Said> said = new LinkedHashMap<>();
        byte[] bytes = host.read(file());
        if (bytes == null) {
            return said;
        }
        try {
            for (Map.Entry<String, JsonNode> entry : JSON.readTree(bytes).properties()) {
                said.put(
                        entry.getKey(),
                        new Said(
                                entry.getValue().path("day").asText(),
                                entry.getValue().path("level").asText()));
            }
        } catch (IOException e) {
            said.clear(); // one alert too many at worst
        }
        return said;
    }

    private void write(Map<String, Said> said) {
        ObjectNode node = JSON.createObjectNode();
        said.forEach((cause, what) ->
                node.putObject(cause).put("day", what.day).put("level", what.level));
        host.folder(settings.place().certificates(), Mode.PRIVATE, Owner.ROOT);
        host.write(
                file(),
                (node.toPrettyString() + "\n").getBytes(StandardCharsets.UTF_8),
                Mode.PRIVATE,
                Owner.ROOT);
    }
}
