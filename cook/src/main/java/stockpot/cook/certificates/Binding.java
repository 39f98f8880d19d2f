package stockpot.cook.certificates;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import stockpot.cook.env.Secret;
import stockpot.cook.env.Settings;

/**
 * The external account key (RFC 8555, section 7.3.4): by which an authority knows its customer. It
 * is given, or ZeroSSL hands one out for an e-mail address. It is used once, when the account is
 * made, and kept nowhere.
 */
final class Binding {
    private static final URI ZERO_SSL =
            URI.create("https://api.zerossl.com/acme/eab-credentials-email");
    private static final String ZERO_SSL_DOMAIN = "zerossl.com";
    private static final int MAX_ANSWER = 64 * 1024;
    private static final int TOO_MANY = 429;
    private static final int SERVER_TROUBLE = 500;

    private Binding() {}

    /**
     * The key to use with an authority that wants one.
     *
     * @throws FailureException if there is none
     */
    static Settings.Tls.Binding of(Settings.Tls.Acme acme, HttpClient client)
            throws FailureException {
        Settings.Tls.Binding given = acme.binding();
        if (given != null) {
            return given;
        }
        if (!hasSource(acme)) {
            throw new FailureException(
                    Failure.Kind.SETTING,
                    "The authority wants an external account key: set ACME_EAB_KID and"
                            + " ACME_EAB_HMAC to the one that it gave you.");
        }
        String email = acme.email();
        if (email == null || email.isEmpty()) {
            throw new FailureException(
                    Failure.Kind.SETTING,
                    "ZeroSSL wants an e-mail address: set SSLEMAIL, or ACME_EAB_KID and"
                            + " ACME_EAB_HMAC.");
        }
        return fetched(acme.bindingSource(), email, client);
    }

    /** ZeroSSL's source is of no use to other authorities; one of the operator's own is. */
    private static boolean hasSource(Settings.Tls.Acme acme) {
        String host =
                Objects.requireNonNullElse(acme.directory().getHost(), "").toLowerCase(Locale.ROOT);
        return host.equals(ZERO_SSL_DOMAIN)
                || host.endsWith("." + ZERO_SSL_DOMAIN)
                || !acme.bindingSource().equals(ZERO_SSL);
    }

    private static Settings.Tls.Binding fetched(URI source, String email, HttpClient client)
            throws FailureException {
        HttpRequest request =
                HttpRequest.newBuilder(source)
                        .timeout(Https.ANSWER)
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(
                                HttpRequest.BodyPublishers.ofString(
                                        "email="
                                                + URLEncoder.encode(email, StandardCharsets.UTF_8)))
                        .build();
        try {
            HttpResponse<InputStream> response =
                    client.send(request, HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream body = response.body()) {
                return read(source, response, body.readNBytes(MAX_ANSWER));
            }
        } catch (IOException e) {
            throw new FailureException(
                    Failure.Kind.AWAY,
                    source.getHost() + " did not give an external account key: no connection.");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new FailureException(Failure.Kind.AWAY, "The order was broken off.");
        }
    }

    private static Settings.Tls.Binding read(URI source, HttpResponse<?> response, byte[] body)
            throws FailureException {
        JsonNode answer = json(body);
        String keyId = answer == null ? "" : answer.path("eab_kid").asText("");
        String hmac = answer == null ? "" : answer.path("eab_hmac_key").asText("");
        if (response.statusCode() == 200 && !keyId.isEmpty() && !hmac.isEmpty()) {
            return new Settings.Tls.Binding(keyId, new Secret(hmac));
        }
        int status = response.statusCode();
        Failure.Kind kind =
                status == TOO_MANY
                        ? Failure.Kind.LIMIT
                        : status >= SERVER_TROUBLE ? Failure.Kind.AWAY : Failure.Kind.REFUSED;
        throw new FailureException(
                kind,
                source.getHost()
                        + " did not give an external account key for SSLEMAIL (status "
                        + status
                        + "): is the address right? Or set ACME_EAB_KID and ACME_EAB_HMAC.");
    }

    private static @Nullable JsonNode json(byte[] body) {
        try {
            return JsonMapper.builder().build().readTree(body);
        } catch (IOException e) {
            return null;
        }
    }
}
