package stockpot.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import stockpot.server.api.Endpoint;
import stockpot.server.config.Config;
import stockpot.server.config.ConfigReader;
import stockpot.server.config.DatabaseConfig;
import stockpot.server.config.RateLimitsConfig;
import stockpot.server.matrix.json.Json;
import stockpot.server.matrix.signing.SigningKey;
import stockpot.server.ports.Ports;
import stockpot.server.ports.jvm.JvmChance;
import stockpot.server.ports.jvm.JvmClock;
import stockpot.server.ports.jvm.JvmLanes;
import stockpot.server.ports.jvm.JvmOutgoing;
import stockpot.server.ports.jvm.JvmThreads;
import stockpot.server.ports.jvm.JvmWaiting;
import stockpot.server.store.Database;

/** A whole server on a free port of the loopback, with an empty data folder and open doors. */
final class RunningServer implements AutoCloseable {
    static final String SECRET = "shared secret of the test";

    /** The seed of the signing key, as its file has it. */
    static final String SEED = "Q".repeat(42) + "Q";

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Path folder;
    private final Wiring wiring;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private RunningServer(Path folder, Wiring wiring) {
        this.folder = folder;
        this.wiring = wiring;
    }

    /** A user with a session. */
    record Session(String user, String token, String device, @Nullable String refreshToken) {}

    /** Status, body and headers. */
    record Answer(int status, String text, java.net.http.HttpHeaders headers) {
        JsonNode json() {
            return Json.trustedValue(text);
        }

        String at(String key) {
            JsonNode value = json().get(key);
            if (value == null) {
                throw new AssertionError(status + " " + text + " has no " + key);
            }
            return value.asText();
        }

        Answer good() {
            if (status != 200) {
                throw new AssertionError(status + " " + text);
            }
            return this;
        }
    }

    /** On a fresh SQLite file. */
    static RunningServer start() {
        return start(null, Core.Seams.NONE);
    }

    /** On a fresh SQLite file, with further lines of configuration. */
    static RunningServer start(String more) {
        return start(null, Core.Seams.NONE, more);
    }

    /** On that database, or a fresh SQLite file; what fails and is slow is up to the seams. */
    static RunningServer start(@Nullable DatabaseConfig database, Core.Seams seams) {
        return start(database, seams, "");
    }

    private static RunningServer start(
            @Nullable DatabaseConfig database, Core.Seams seams, String more) {
        try {
            Path folder = Files.createTempDirectory("stockpot-run-");
            Ports ports =
                    new Ports(
                            new JvmClock(),
                            new JvmWaiting(),
                            new JvmThreads(),
                            new JvmLanes(),
                            new JvmChance(),
                            new JvmOutgoing());
            SigningKey key = SigningKey.parse("ed25519 a_test " + SEED);
            return new RunningServer(
                    folder, new Wiring(config(folder, database, more), ports, key, seams));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The text of a configuration with open registration. */
    static String yaml(int port) {
        return """
        server_name: test
        enable_registration: true
        enable_registration_without_verification: true
        registration_shared_secret: %s
        bcrypt_rounds: 4
        room_list_publication_rules:
          - action: allow
        presence:
          enabled: true
        listeners:
          - port: %d
            bind_addresses: ['127.0.0.1']
            resources:
              - names: [client, metrics]
        """
                .formatted(SECRET, port);
    }

    private static Config config(Path folder, @Nullable DatabaseConfig database, String more) {
        Config read =
                new ConfigReader(Map.of(), (dataDir, secret) -> "made-" + secret)
                        .read("test.yaml", yaml(0) + more, folder)
                        .config();
        Map<String, RateLimitsConfig.Bucket> wide = new LinkedHashMap<>();
        for (String limit : read.rateLimits().buckets().keySet()) {
            wide.put(limit, new RateLimitsConfig.Bucket(1_000_000, 1_000_000));
        }
        return new Config(
                read.server(),
                read.listeners(),
                database == null ? read.database() : database,
                read.registration(),
                read.login(),
                read.ldap(),
                read.rooms(),
                read.media(),
                read.presence(),
                read.userDirectory(),
                read.turn(),
                read.wellKnown(),
                new RateLimitsConfig(wide),
                read.mail(),
                read.thirdParty());
    }

    List<Endpoint> endpoints() {
        List<Endpoint> all = new ArrayList<>();
        wiring.groups().forEach(group -> all.addAll(group.endpoints()));
        return all;
    }

    Core core() {
        return wiring.core;
    }

    /** Sends a form as a page does; gives the page that answers. */
    Answer form(String path, Map<String, String> fields) {
        List<String> pairs = new ArrayList<>();
        fields.forEach((key, value) ->
                pairs.add(
                        key
                                + "="
                                + java.net.URLEncoder.encode(
                                        value, java.nio.charset.StandardCharsets.UTF_8)));
        HttpRequest request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
                        .timeout(PATIENCE)
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString(String.join("&", pairs)))
                        .build();
        try {
            HttpResponse<String> answer =
                    client.send(request, HttpResponse.BodyHandlers.ofString());
            return new Answer(answer.statusCode(), answer.body(), answer.headers());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    Database database() {
        return wiring.core.database;
    }

    Config config() {
        return wiring.core.config;
    }

    int port() {
        return wiring.port(0);
    }

    /** A new account with a session. */
    Session register(String name) {
        ObjectNode body =
                Json.object().put("username", name).put("password", "password of " + name);
        body.put("refresh_token", true);
        body.putObject("auth").put("type", "m.login.dummy");
        Answer answer = call("POST", "/_matrix/client/v3/register", null, Json.text(body)).good();
        JsonNode refresh = answer.json().get("refresh_token");
        return new Session(
                answer.at("user_id"),
                answer.at("access_token"),
                answer.at("device_id"),
                refresh == null ? null : refresh.asText());
    }

    /** A call below {@code /_matrix/client/v3} that must succeed. */
    Answer ok(String method, Session who, String path, @Nullable String body) {
        return call(method, "/_matrix/client/v3" + path, who.token(), body).good();
    }

    /** Any call. */
    Answer call(String method, String path, @Nullable String token, @Nullable String body) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
                        .timeout(PATIENCE);
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        if (body != null) {
            request.header("Content-Type", "application/json");
        }
        request.method(
                method,
                body == null
                        ? HttpRequest.BodyPublishers.noBody()
                        : HttpRequest.BodyPublishers.ofString(body));
        try {
            HttpResponse<String> answer =
                    client.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return new Answer(answer.statusCode(), answer.body(), answer.headers());
        } catch (IOException e) {
            throw new UncheckedIOException(method + " " + path, e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        wiring.close();
        client.close();
        delete(folder);
    }

    static void delete(Path folder) {
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
