package stockpot.server.config;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;
import stockpot.server.matrix.id.ServerName;

/** {@code .well-known} documents (Client-Server API, "Well-known URI"; Server-Server API). */
final class WellKnownSection {
    private static final String MAILTO = "mailto:";

    private static final Setting<Boolean> SERVER =
            Setting.shared(
                    "serve_server_wellknown",
                    Types.FLAG,
                    false,
                    "false",
                    "Whether `.well-known/matrix/server` sends other servers to port 443.");
    private static final Setting<ObjectNode> EXTRA =
            Setting.open(
                    "extra_well_known_client_content",
                    Types.OBJECT,
                    "none",
                    "Further keys of `.well-known/matrix/client`.");
    private static final Setting<String> IDENTITY_SERVER =
            Setting.open(
                    "default_identity_server",
                    Types.TEXT,
                    "none",
                    "Identity server that clients are told of.");

    private WellKnownSection() {}

    static List<Setting<?>> settings() {
        return List.of(SERVER, EXTRA, IDENTITY_SERVER);
    }

    static WellKnownConfig read(Values values, ServerName name) {
        return new WellKnownConfig(client(values), server(values, name), support(values));
    }

    private static @Nullable ObjectNode client(Values values) {
        String base = ServerSection.publicBaseurl(values);
        if (base == null) {
            return null;
        }
        ObjectNode document = JsonNodeFactory.instance.objectNode();
        document.putObject("m.homeserver").put("base_url", base);
        String identityServer = values.find(IDENTITY_SERVER);
        if (identityServer != null) {
            document.putObject("m.identity_server").put("base_url", identityServer);
        }
        ObjectNode extra = values.find(EXTRA);
        if (extra != null) {
            document.setAll(extra);
        }
        return document;
    }

    private static @Nullable ObjectNode server(Values values, ServerName name) {
        if (!values.get(SERVER)) {
            return null;
        }
        return JsonNodeFactory.instance.objectNode().put("m.server", withPort(name.value()));
    }

    /** The name itself where it has a port; else at port 443, where clients are served too. */
    private static String withPort(String name) {
        boolean port = name.lastIndexOf(':') > name.lastIndexOf(']');
        return port ? name : name + ":443";
    }

    private static @Nullable ObjectNode support(Values values) {
        String contact = ServerSection.adminContact(values);
        if (contact == null) {
            return null;
        }
        ObjectNode document = JsonNodeFactory.instance.objectNode();
        ObjectNode entry = document.putArray("contacts").addObject();
        entry.put("role", "m.role.admin");
        String address = contact.startsWith(MAILTO) ? contact.substring(MAILTO.length()) : contact;
        entry.put(address.startsWith("@") ? "matrix_id" : "email_address", address);
        return document;
    }
}
