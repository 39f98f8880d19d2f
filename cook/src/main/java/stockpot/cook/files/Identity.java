package stockpot.cook.files;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import stockpot.cook.env.Place;
import stockpot.cook.env.Settings;
import stockpot.cook.host.Difference;
import stockpot.cook.host.Host;
import stockpot.cook.host.HostException;
import stockpot.cook.host.Once;
import stockpot.cook.host.Owner;
import stockpot.cook.host.Step;

/**
 * What makes this server itself: the signing key and the secrets, made once and kept in the data
 * set (threat Z05). Where a server has lived already, a missing or damaged key is refused: with
 * another one it would be another server to everyone else.
 */
public final class Identity {
    private static final int BYTES = 32;
    private static final int LETTERS = 4;
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    private final SecureRandom chance;

    /** With a source of keys. */
    public Identity(SecureRandom chance) {
        this.chance = chance;
    }

    /** The step before any other: refuses where the key should be and is not. */
    public List<Step> check(Settings settings) {
        return List.of(new KeyIsThere(settings));
    }

    /** What is made once. */
    public List<Step> steps(Settings settings) {
        List<Step> steps = new ArrayList<>();
        steps.add(once("key signing", ServerConfig.signingKey(settings), this::signingKey));
        for (Map.Entry<String, Path> secret : secrets(settings).entrySet()) {
            steps.add(once("secret " + secret.getKey(), secret.getValue(), this::secret));
        }
        return steps;
    }

    /** Which secrets are made here, and where they lie. */
    public static Map<String, Path> secrets(Settings settings) {
        Place place = settings.place();
        Map<String, Path> secrets = new java.util.TreeMap<>();
        for (String name : List.of("form_secret", "macaroon_secret_key")) {
            secrets.put(name, ServerConfig.secret(place, name));
        }
        if (settings.sharedSecret() == null) {
            secrets.put("registration_shared_secret", ServerConfig.sharedSecret(place));
        }
        return secrets;
    }

    private static Step once(String name, Path file, java.util.function.Supplier<byte[]> content) {
        return new Once(name, file, content, Owner.STOCKPOT);
    }

    private byte[] secret() {
        byte[] bytes = new byte[BYTES];
        chance.nextBytes(bytes);
        String text = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes) + "\n";
        return text.getBytes(UTF_8);
    }

    /** In the form Synapse has: {@code ed25519 a_Abcd SEED}. */
    private byte[] signingKey() {
        StringBuilder line = new StringBuilder("ed25519 a_");
        for (int i = 0; i < LETTERS; i++) {
            line.append(ALPHABET.charAt(chance.nextInt(ALPHABET.length())));
        }
        byte[] seed = new byte[BYTES];
        chance.nextBytes(seed);
        line.append(' ').append(Base64.getEncoder().withoutPadding().encodeToString(seed));
        return line.append('\n').toString().getBytes(UTF_8);
    }

    /** Whether a text holds a signing key. */
    public static boolean isSigningKey(String text) {
        return text.lines().map(String::strip).anyMatch(Identity::isKeyLine);
    }

    private static boolean isKeyLine(String line) {
        String[] parts = line.split(" +");
        try {
            return parts.length == 3
                    && parts[0].equals("ed25519")
                    && Base64.getDecoder().decode(parts[2]).length == BYTES;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** Refuses where a server has lived and its key is not as it was; never changes anything. */
    private record KeyIsThere(Settings settings) implements Step {
        @Override
        public String name() {
            return "check signing key";
        }

        @Override
        public Difference difference(Host host) {
            Place place = settings.place();
            Path key = ServerConfig.signingKey(settings);
            byte[] content = host.read(key);
            if (content != null) {
                if (!isSigningKey(new String(content, UTF_8))) {
                    throw new HostException(
                            key
                                    + " holds no signing key: put the right file back from a"
                                    + " backup. Nothing was changed.");
                }
                return Difference.NONE;
            }
            if (host.exists(ServerConfig.database(place)) || host.exists(place.answers())) {
                throw new HostException(
                        "The signing key "
                                + key
                                + " is missing, but a server has lived in this data set: put the"
                                + " key back from a backup, since with a new one other servers"
                                + " would refuse this server's events. Nothing was changed.");
            }
            return Difference.NONE;
        }

        @Override
        public void apply(Host host) {}
    }
}
