package stockpot.server.config;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/**
 * {@code .well-known} documents; each null where it is not to be served.
 *
 * @param client {@code m.homeserver} from {@code public_baseurl}, with {@code
 *     extra_well_known_client_content}
 * @param server {@code m.server}, where {@code serve_server_wellknown} is on
 * @param support contacts, where configured
 */
public record WellKnownConfig(
        @Nullable ObjectNode client, @Nullable ObjectNode server, @Nullable ObjectNode support) {}
