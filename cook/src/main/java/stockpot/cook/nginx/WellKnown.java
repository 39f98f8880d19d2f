package stockpot.cook.nginx;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import stockpot.cook.env.HostPort;
import stockpot.cook.env.Settings;

/**
 * The documents by which clients and other servers find this one, and whom they ask for help.
 * Client-Server API, "Server Discovery" and "Support information"; Server-Server API, "Resolving
 * server names".
 */
public final class WellKnown {
    private static final int HTTPS = 443;
    private static final ObjectWriter WRITER =
            JsonMapper.builder().build().writerWithDefaultPrettyPrinter();

    private WellKnown() {}

    /** Where the outside finds the front: always https, by way of the proxy in front if NOSSL. */
    static HostPort outside(Settings settings) {
        int port = settings.tls().on() ? settings.place().ports().https() : HTTPS;
        return new HostPort(settings.publicHost().toLowerCase(Locale.ROOT), port);
    }

    /** The address that clients use; also {@code public_baseurl}. No slash at its end. */
    public static String baseUrl(Settings settings) {
        HostPort outside = outside(settings);
        String text = outside.toString();
        return "https://"
                + (outside.port() == HTTPS ? text.substring(0, text.lastIndexOf(':')) : text);
    }

    static String client(Settings settings) {
        ObjectNode document = JsonNodeFactory.instance.objectNode();
        document.putObject("m.homeserver").put("base_url", baseUrl(settings));
        return text(document);
    }

    static String server(Settings settings) {
        return text(
                JsonNodeFactory.instance
                        .objectNode()
                        .put("m.server", outside(settings).toString()));
    }

    static String support(Settings settings) {
        ObjectNode document = JsonNodeFactory.instance.objectNode();
        document.putArray("contacts")
                .addObject()
                .put("email_address", settings.alertEmail())
                .put("role", "m.role.admin");
        return text(document);
    }

    /** A sample that works: Element Web for this server alone. */
    static String elementConfig(Settings settings) {
        ObjectNode document = JsonNodeFactory.instance.objectNode();
        document.putObject("default_server_config")
                .putObject("m.homeserver")
                .put("base_url", baseUrl(settings))
                .put("server_name", settings.domain());
        document.put("disable_custom_urls", true);
        document.put("disable_guests", true);
        document.put("brand", "Element");
        return text(document);
    }

    private static String text(ObjectNode document) {
        try {
            return WRITER.writeValueAsString(document) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
