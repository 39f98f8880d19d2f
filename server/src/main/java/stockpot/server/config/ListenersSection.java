package stockpot.server.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import stockpot.server.config.ListenersConfig.Listener;
import stockpot.server.config.ListenersConfig.Resource;

/** {@code listeners} and their certificate. */
final class ListenersSection {
    private static final int DEFAULT_PORT = 8008;

    private static final Setting<List<String>> NAMES =
            Setting.shared(
                    "names",
                    Types.TEXTS,
                    List.of(),
                    "none",
                    "What it offers: client (with media, static, consent), federation (with keys,"
                            + " openid), metrics, health.");
    private static final Setting<List<Values>> RESOURCES =
            Setting.shared(
                    "resources",
                    Types.items(List.of(NAMES)),
                    List.of(),
                    "none",
                    "What the listener offers.");
    private static final Setting<Integer> PORT =
            Setting.open("port", Types.whole(0, 65_535), "must be given", "The port; 0 for any.");
    private static final Setting<String> TYPE =
            Setting.shared(
                    "type",
                    Types.choice("http", "metrics", "manhole", "replication"),
                    "http",
                    "http",
                    "http or metrics. A manhole or replication listener is left out.");
    private static final Setting<List<String>> BIND_ADDRESSES =
            Setting.open(
                    "bind_addresses",
                    Types.TEXTS,
                    "all addresses",
                    "IP addresses to bind; `['::', '0.0.0.0']` means all.");
    private static final Setting<String> BIND_ADDRESS =
            Setting.open("bind_address", Types.TEXT, "none", "The same for a single address.");
    private static final Setting<Boolean> TLS =
            Setting.shared("tls", Types.FLAG, false, "false", "Whether it speaks TLS.");
    private static final Setting<Boolean> X_FORWARDED =
            Setting.shared(
                    "x_forwarded",
                    Types.FLAG,
                    false,
                    "false",
                    "Whether `X-Forwarded-For` of the `trusted_proxies` is believed.");
    private static final Setting<List<Values>> LISTENERS =
            Setting.open(
                    "listeners",
                    Types.items(
                            List.of(
                                    PORT,
                                    TYPE,
                                    BIND_ADDRESSES,
                                    BIND_ADDRESS,
                                    TLS,
                                    X_FORWARDED,
                                    RESOURCES)),
                    "client and federation on port 8008 of 127.0.0.1, without TLS",
                    "Where the server listens.");
    private static final Setting<Path> CERTIFICATE =
            Setting.open(
                    "tls_certificate_path",
                    Types.PATH,
                    "none",
                    "PEM file with the certificate chain of the listeners that speak TLS.");
    private static final Setting<Path> PRIVATE_KEY =
            Setting.open(
                    "tls_private_key_path", Types.PATH, "none", "PEM file with its private key.");
    private static final Setting<List<String>> TRUSTED_PROXIES =
            Setting.ours(
                    "trusted_proxies",
                    Types.TEXTS,
                    List.of("127.0.0.0/8", "::1"),
                    "`[127.0.0.0/8, '::1']`",
                    "Addresses and ranges whose `X-Forwarded-For` is believed where a listener says"
                            + " `x_forwarded: true`.");

    private ListenersSection() {}

    static List<Setting<?>> settings() {
        return List.of(LISTENERS, CERTIFICATE, PRIVATE_KEY, TRUSTED_PROXIES);
    }

    static ListenersConfig read(Values values, Problems problems) {
        List<Listener> listeners = new ArrayList<>();
        List<Values> given = values.find(LISTENERS);
        if (given == null) {
            Set<Resource> both = EnumSet.of(Resource.CLIENT, Resource.FEDERATION);
            List<String> loopback = List.of("127.0.0.1");
            listeners.add(new Listener(DEFAULT_PORT, loopback, false, false, both));
        } else {
            for (Values one : given) {
                Listener listener = listener(one, problems);
                if (listener != null) {
                    listeners.add(listener);
                }
            }
        }
        if (listeners.isEmpty()) {
            problems.add(values.where(LISTENERS), "listeners", "none of them serves anything");
        }
        checkProxies(values, problems);
        checkCertificate(values, listeners, problems);
        return new ListenersConfig(
                List.copyOf(listeners),
                values.find(CERTIFICATE),
                values.find(PRIVATE_KEY),
                values.get(TRUSTED_PROXIES));
    }

    private static @Nullable Listener listener(Values values, Problems problems) {
        Where where = values.root().where();
        String type = values.get(TYPE);
        Integer port = values.find(PORT);
        if (port == null && !values.has(PORT)) {
            problems.add(where, "listeners[].port", "must be given");
        }
        if (port == null || type.equals("manhole") || type.equals("replication")) {
            return null;
        }
        Set<Resource> resources = EnumSet.noneOf(Resource.class);
        if (type.equals("metrics")) {
            resources.add(Resource.METRICS);
        }
        for (Values resource : values.get(RESOURCES)) {
            for (String name : resource.get(NAMES)) {
                addResource(resources, name, resource.where(NAMES), problems);
            }
        }
        return resources.isEmpty()
                ? null
                : new Listener(
                        port,
                        addresses(values, problems),
                        values.get(TLS),
                        values.get(X_FORWARDED),
                        resources);
    }

    private static void addResource(
            Set<Resource> resources, String name, Where where, Problems problems) {
        switch (name) {
            case "client", "media", "static", "consent" -> resources.add(Resource.CLIENT);
            case "federation", "keys", "openid" -> resources.add(Resource.FEDERATION);
            case "metrics" -> resources.add(Resource.METRICS);
            case "health" -> resources.add(Resource.HEALTH);
            case "replication" -> {}
            default -> {
                String message =
                        "must be client, federation, keys, media, openid, consent, static, metrics"
                                + " or health, not "
                                + name;
                problems.add(where, "listeners[].resources[].names", message);
            }
        }
    }

    private static List<String> addresses(Values values, Problems problems) {
        List<String> given = values.find(BIND_ADDRESSES);
        String single = values.find(BIND_ADDRESS);
        List<String> all = new ArrayList<>(given == null ? List.of() : given);
        if (single != null && !single.isEmpty()) {
            all.add(single);
        }
        if (all.isEmpty()) {
            return List.of("::", "0.0.0.0");
        }
        all.replaceAll(address -> address.equals("localhost") ? "127.0.0.1" : address);
        for (String address : all) {
            if (Addresses.literal(address) == null) {
                String message = "must be IP addresses, not " + address;
                problems.add(values.where(BIND_ADDRESSES), "listeners[].bind_addresses", message);
            }
        }
        return List.copyOf(all);
    }

    private static void checkProxies(Values values, Problems problems) {
        for (String range : values.get(TRUSTED_PROXIES)) {
            if (!Addresses.isRange(range)) {
                String message = "must be IP addresses or ranges such as 10.0.0.0/8, not " + range;
                problems.add(values.where(TRUSTED_PROXIES), TRUSTED_PROXIES.path(), message);
            }
        }
    }

    private static void checkCertificate(
            Values values, List<Listener> listeners, Problems problems) {
        if (listeners.stream().noneMatch(Listener::tls)) {
            return;
        }
        for (Setting<Path> setting : List.of(CERTIFICATE, PRIVATE_KEY)) {
            Path file = values.find(setting);
            if (file == null) {
                String message = "must be given, since a listener has tls: true";
                problems.add(values.where(setting), setting.path(), message);
            } else if (!Files.isReadable(file)) {
                problems.add(values.where(setting), setting.path(), "cannot read " + file);
            }
        }
    }
}
