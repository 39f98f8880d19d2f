package stockpot.cook.certificates;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import stockpot.cook.env.HostPort;
import stockpot.cook.env.Place;
import stockpot.cook.env.Settings;
import stockpot.cook.host.Host;
import stockpot.cook.host.Mode;
import stockpot.cook.host.Owner;

/** Answers to challenges (HTTP-01), laid out for the nginx that runs (RFC 8555, section 8.3). */
final class Challenges {
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9_-]{1,256}");
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final long PAUSE_MILLIS = 200;
    private static final int MAX_ANSWER = 4096;

    private final Host host;
    private final Path folder;
    private final HostPort front;

    Challenges(Host host, Settings settings) {
        Place place = settings.place();
        this.host = host;
        this.folder = place.webroot().resolve(".well-known").resolve("acme-challenge");
        String address = settings.address();
        this.front = new HostPort(address == null ? "127.0.0.1" : address, place.ports().http());
    }

    /**
     * Lays an answer out.
     *
     * @throws FailureException if the token is none: it becomes the name of a file
     */
    void put(String token, String answer) throws FailureException {
        if (!TOKEN.matcher(token).matches()) {
            throw new FailureException(
                    Failure.Kind.REFUSED, "The authority sent a token that is none.");
        }
        host.folder(folder, Mode.PUBLIC, Owner.ROOT);
        host.write(
                folder.resolve(token),
                answer.getBytes(StandardCharsets.UTF_8),
                Mode.PUBLIC,
                Owner.ROOT);
    }

    /** Takes it away. */
    void remove(String token) {
        if (TOKEN.matcher(token).matches()) {
            host.remove(folder.resolve(token));
        }
    }

    /**
     * Waits until the nginx here serves such answers, so that no try at the authority is wasted.
     *
     * @throws FailureException if it does not
     */
    void awaitFront() throws FailureException {
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (!serves(front)) {
            if (System.nanoTime() > until) {
                throw new FailureException(
                        Failure.Kind.FRONT,
                        "nginx does not answer the authority's question at http://"
                                + front
                                + "/.well-known/acme-challenge/: see nginx-error.log.");
            }
            pause();
        }
    }

    /** Whether a request to this host and port arrives at our nginx. */
    boolean serves(HostPort where) {
        byte[] random = new byte[16];
        new SecureRandom().nextBytes(random);
        String token = "stockpot-" + HexFormat.of().formatHex(random);
        try (HttpClient client =
                HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build()) {
            put(token, token);
            return token.equals(fetch(client, where, token));
        } catch (FailureException e) {
            return false;
        } finally {
            remove(token);
        }
    }

    private static @Nullable String fetch(HttpClient client, HostPort where, String token) {
        try {
            HttpRequest request =
                    HttpRequest.newBuilder(
                                    URI.create(
                                            "http://"
                                                    + where
                                                    + "/.well-known/acme-challenge/"
                                                    + token))
                            .timeout(Duration.ofSeconds(5))
                            .build();
            HttpResponse<java.io.InputStream> response =
                    client.send(request, HttpResponse.BodyHandlers.ofInputStream());
            try (var body = response.body()) {
                return new String(body.readNBytes(MAX_ANSWER), StandardCharsets.UTF_8);
            }
        } catch (IOException | IllegalArgumentException e) {
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
    }

    private static void pause() throws FailureException {
        try {
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new FailureException(Failure.Kind.FRONT, "The order was broken off.");
        }
    }
}
