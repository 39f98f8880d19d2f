package stockpot.cook.certificates;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import stockpot.cook.env.HostPort;
import stockpot.cook.env.Settings;
import stockpot.cook.host.Host;
import stockpot.cook.host.HostException;

/** A way by which an alert reaches the operator. */
public interface AlertWay {
    /** Such as {@code syslog}. */
    String name();

    /**
     * Sends it.
     *
     * @throws HostException if it did not arrive, with the reason
     */
    void send(Alert alert, Instant now);

    /** The mail of the operator; implemented by whoever can reach the server's queue. */
    interface Letters {
        /**
         * Hands a letter over.
         *
         * @throws HostException if it was not taken
         */
        void send(String subject, String text);
    }

    /** A line in the system's log, by logger(1). */
    static AlertWay syslog(Host host) {
        return new AlertWay() {
            @Override
            public String name() {
                return "syslog";
            }

            @Override
            public void send(Alert alert, Instant now) {
                var logger = host.program("logger");
                if (logger == null) {
                    throw new HostException("there is no logger(1)");
                }
                List<String> words =
                        List.of(
                                logger.toString(),
                                "-t",
                                "stockpot",
                                "-p",
                                "daemon.warning",
                                "--",
                                alert.text());
                if (host.run(words, Duration.ofSeconds(10)).status() != 0) {
                    throw new HostException("logger(1) failed");
                }
            }
        };
    }

    /** A letter to ALERTEMAIL. */
    static AlertWay mail(Letters letters) {
        return new AlertWay() {
            @Override
            public String name() {
                return "mail";
            }

            @Override
            public void send(Alert alert, Instant now) {
                letters.send("Stockpot: " + alert.cause().replace('-', ' '), alert.text());
            }
        };
    }

    /** Alertmanager's API, version 2: {@code POST /api/v2/alerts}. */
    static AlertWay alertmanager(HostPort where, Settings settings) {
        return new AlertWay() {
            @Override
            public String name() {
                return "Alertmanager";
            }

            @Override
            public void send(Alert alert, Instant now) {
                post(where, alertmanagerBody(alert, settings, now));
            }
        };
    }

    /** The alert ends by itself if it is not repeated the next day. */
    static String alertmanagerBody(Alert alert, Settings settings, Instant now) {
        ArrayNode alerts = JsonMapper.builder().build().createArrayNode();
        ObjectNode node = alerts.addObject();
        node.putObject("labels")
                .put("alertname", "StockpotCertificate")
                .put("cause", alert.cause())
                .put("severity", alert.level().equals("14d") ? "warning" : "critical")
                .put("instance", settings.publicHost())
                .put("server_name", settings.domain());
        node.putObject("annotations").put("summary", alert.text());
        node.put("startsAt", alert.since().toString());
        node.put("endsAt", now.plus(Duration.ofHours(26)).toString());
        return alerts.toString();
    }

    private static void post(HostPort where, String body) {
        try (HttpClient client =
                HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build()) {
            HttpRequest request =
                    HttpRequest.newBuilder(URI.create("http://" + where + "/api/v2/alerts"))
                            .timeout(Duration.ofSeconds(20))
                            .header("Content-Type", "application/json")
                            .POST(HttpRequest.BodyPublishers.ofString(body, StandardCharsets.UTF_8))
                            .build();
            int status = client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
            if (status / 100 != 2) {
                throw new HostException(where + " answers with status " + status);
            }
        } catch (IOException | IllegalArgumentException e) {
            throw new HostException(where + " cannot be reached", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HostException(where + " was awaited in vain", e);
        }
    }
}
