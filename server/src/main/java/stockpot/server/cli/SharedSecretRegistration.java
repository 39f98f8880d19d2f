package stockpot.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import stockpot.server.config.StartupRefusal;
import stockpot.server.matrix.error.MatrixException;
import stockpot.server.matrix.json.Json;

/**
 * The client side of {@code /_synapse/admin/v1/register}: a nonce, then a request signed with it.
 */
final class SharedSecretRegistration {
    /** Who is to be registered. */
    record NewUser(
            String name,
            String password,
            boolean admin,
            @Nullable String type,
            boolean breakGlass) {
        /** Keeps the password out of logs. */
        @Override
        public String toString() {
            return "NewUser[" + name + "]";
        }
    }

    private record Answer(int status, String reason, @Nullable ObjectNode body) {
        String text(String key) {
            JsonNode value = body == null ? null : body.get(key);
            return value == null ? "" : value.asText();
        }
    }

    private static final int MAX_ANSWER = 64 * 1024;
    private static final int TIMEOUT_MILLIS = 60_000;

    private final Dialogue dialogue;
    private final URI address;
    private final String secret;

    SharedSecretRegistration(Dialogue dialogue, String server, String secret) {
        this.dialogue = dialogue;
        this.address = address(server);
        this.secret = secret;
    }

    private static URI address(String server) {
        String base = server;
        while (base.endsWith("/")) {
            base = base.substring(0, base.length() - 1);
        }
        try {
            URI uri = new URI(base + "/_synapse/admin/v1/register");
            if (uri.getHost() != null && String.valueOf(uri.getScheme()).startsWith("http")) {
                return uri;
            }
        } catch (URISyntaxException e) {
            // said below
        }
        throw new StartupRefusal(server + " is no address: give one such as http://localhost:8008");
    }

    /** Registers; the exit status is 0 when the user is there. */
    int register(NewUser user, boolean existsOk) {
        Answer nonce = exchange(null);
        if (nonce.status() != 200) {
            return refused(nonce);
        }
        ObjectNode body = Json.object();
        body.put("nonce", nonce.text("nonce"));
        body.put("username", user.name());
        body.put("password", user.password());
        body.put("mac", mac(nonce.text("nonce"), user));
        body.put("admin", user.admin());
        body.put("user_type", user.type());
        if (user.breakGlass()) {
            body.put("break_glass", true);
        }
        dialogue.say("Sending registration request...");
        Answer answer = exchange(body);
        if (answer.status() == 200) {
            dialogue.say("Success!");
            return 0;
        }
        if (existsOk && answer.text("errcode").equals("M_USER_IN_USE")) {
            dialogue.say("User already exists. Skipping.");
            return 0;
        }
        return refused(answer);
    }

    private int refused(Answer answer) {
        dialogue.say("ERROR! Received " + answer.status() + " " + answer.reason());
        if (answer.status() < 500 && !answer.text("error").isEmpty()) {
            dialogue.say(answer.text("error"));
        }
        return 1;
    }

    /** HMAC-SHA1 over the fields, a NUL between them, as the route asks for it. */
    private String mac(String nonce, NewUser user) {
        StringBuilder text = new StringBuilder(nonce).append('\0');
        text.append(user.name()).append('\0').append(user.password()).append('\0');
        text.append(user.admin() ? "admin" : "notadmin");
        if (user.type() != null && !user.type().isEmpty()) {
            text.append('\0').append(user.type());
        }
        if (user.breakGlass()) {
            text.append('\0').append("break_glass");
        }
        try {
            Mac mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA1"));
            byte[] bytes = mac.doFinal(text.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(bytes);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no HMAC-SHA1", e);
        }
    }

    private Answer exchange(@Nullable ObjectNode body) {
        try {
            HttpURLConnection connection = (HttpURLConnection) address.toURL().openConnection();
            connection.setConnectTimeout(TIMEOUT_MILLIS);
            connection.setReadTimeout(TIMEOUT_MILLIS);
            connection.setInstanceFollowRedirects(false);
            if (body != null) {
                connection.setRequestMethod("POST");
                connection.setDoOutput(true);
                connection.setRequestProperty("Content-Type", "application/json");
                try (OutputStream out = connection.getOutputStream()) {
                    out.write(Json.bytes(body));
                }
            }
            int status = connection.getResponseCode();
            try (InputStream in =
                    status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
                String reason = String.valueOf(connection.getResponseMessage());
                return new Answer(status, reason, in == null ? null : json(in));
            }
        } catch (IOException e) {
            throw new StartupRefusal(
                    address.getScheme()
                            + "://"
                            + address.getAuthority()
                            + " cannot be reached ("
                            + e.getMessage()
                            + "): start the server, or give its address.",
                    e);
        }
    }

    private static @Nullable ObjectNode json(InputStream in) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(in.readNBytes(MAX_ANSWER));
        try {
            return Json.parseObject(bytes.toByteArray());
        } catch (MatrixException e) {
            return null;
        }
    }
}
