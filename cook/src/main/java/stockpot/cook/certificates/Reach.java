package stockpot.cook.certificates;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Whether the authority can be spoken to at all, found out by reading its directory before anything
 * is asked of it; and whether this host's clock is the trouble (threat Z10), which would otherwise
 * look like a wrong certificate.
 */
final class Reach {
    private static final Duration TOLERATED = Duration.ofMinutes(10);
    private static final int MAX_ANSWER = 256 * 1024;
    private static final int OK = 200;
    private static final int TOO_MANY = 429;
    private static final int SERVER_TROUBLE = 500;

    private Reach() {}

    /**
     * Reads the directory.
     *
     * @throws FailureException if no order can be made now
     */
    static void check(URI directory, HttpClient client, Instant now) throws FailureException {
        HttpRequest request = HttpRequest.newBuilder(directory).timeout(Https.ANSWER).GET().build();
        try {
            HttpResponse<InputStream> response =
                    client.send(request, HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream body = response.body()) {
                body.readNBytes(MAX_ANSWER);
            }
            clock(response.headers().firstValue("Date"), now);
            status(directory, response, now);
        } catch (SSLException e) {
            throw new FailureException(tls(directory, e, now));
        } catch (IOException e) {
            throw new FailureException(
                    Failure.Kind.AWAY,
                    directory.getHost()
                            + " cannot be reached ("
                            + e.getClass().getSimpleName()
                            + "): look at name resolution, routes and outgoing port 443.");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new FailureException(Failure.Kind.AWAY, "The order was broken off.");
        }
    }

    private static void clock(Optional<String> date, Instant now) throws FailureException {
        if (date.isEmpty()) {
            return;
        }
        Instant theirs;
        try {
            theirs =
                    ZonedDateTime.parse(date.get(), DateTimeFormatter.RFC_1123_DATE_TIME)
                            .toInstant();
        } catch (DateTimeException e) {
            return;
        }
        Duration ahead = Duration.between(theirs, now);
        if (ahead.abs().compareTo(TOLERATED) > 0) {
            throw new FailureException(
                    Failure.Kind.CLOCK,
                    "This host's clock is "
                            + ahead.abs().toMinutes()
                            + " minutes "
                            + (ahead.isNegative() ? "behind" : "ahead of")
                            + " that of the certificate authority: set it (ntpd on the host of a"
                            + " jail). No certificate is ordered until then.");
        }
    }

    private static void status(URI directory, HttpResponse<?> response, Instant now)
            throws FailureException {
        int status = response.statusCode();
        if (status == OK) {
            return;
        }
        Failure.Kind kind =
                status == TOO_MANY
                        ? Failure.Kind.LIMIT
                        : status >= SERVER_TROUBLE ? Failure.Kind.AWAY : Failure.Kind.SETTING;
        String remedy =
                kind == Failure.Kind.SETTING
                        ? ": is ACME_DIRECTORY right?"
                        : ": it is tried again.";
        throw new FailureException(
                new Failure(
                        kind,
                        directory.getHost() + " answers with status " + status + remedy,
                        retryAfter(response.headers().firstValue("Retry-After"), now)));
    }

    /** Seconds, or a date. */
    static @Nullable Instant retryAfter(Optional<String> header, Instant now) {
        if (header.isEmpty()) {
            return null;
        }
        String text = header.get().strip();
        try {
            return text.matches("[0-9]{1,9}")
                    ? now.plusSeconds(Long.parseLong(text))
                    : ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
        } catch (DateTimeException e) {
            return null;
        }
    }

    private static Failure tls(URI directory, SSLException trouble, Instant now) {
        for (Throwable cause = trouble; cause != null; cause = cause.getCause()) {
            if (cause instanceof CertificateExpiredException
                    || cause instanceof CertificateNotYetValidException) {
                return Failure.of(
                        Failure.Kind.CLOCK,
                        "By this host's clock ("
                                + now
                                + ") the certificate of "
                                + directory.getHost()
                                + " itself is not good now: set the clock.");
            }
        }
        return Failure.of(
                Failure.Kind.SETTING,
                "The certificate of "
                        + directory.getHost()
                        + " is not trusted: set ACME_CA_FILE to its authority, or look for what"
                        + " stands between.");
    }
}
