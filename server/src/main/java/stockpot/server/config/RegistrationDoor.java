package stockpot.server.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a tool needs that registers users at a running server: the shared secret, and an address to
 * reach it. Nothing else of the file is looked at, so it may be another server's.
 *
 * @param secret the shared secret, or null where the file has none
 * @param url address of a plain client listener, or null
 */
public record RegistrationDoor(@Nullable String secret, @Nullable String url) {
    /**
     * Reads a configuration file.
     *
     * @throws ConfigException where it is not YAML or its secret cannot be read
     */
    public static RegistrationDoor read(Path file, Map<String, String> environment) {
        Problems problems = new Problems();
        Values values = ConfigReader.values(file, environment, problems);
        String secret = RegistrationSection.sharedSecret(values, problems);
        problems.stop();
        return new RegistrationDoor(secret, url(ListenersSection.read(values, new Problems())));
    }

    private static @Nullable String url(ListenersConfig listeners) {
        List<ListenersConfig.Listener> plain =
                listeners.all().stream()
                        .filter(listener -> !listener.tls())
                        .filter(one -> one.resources().contains(ListenersConfig.Resource.CLIENT))
                        .toList();
        return plain.isEmpty() ? null : "http://localhost:" + plain.getFirst().port();
    }
}
