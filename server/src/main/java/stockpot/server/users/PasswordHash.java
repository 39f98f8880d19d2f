package stockpot.server.users;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.text.Normalizer;
import java.util.Base64;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.generators.OpenBSDBCrypt;
import org.bouncycastle.crypto.params.Argon2Parameters;
import org.jspecify.annotations.Nullable;
import stockpot.server.ports.Chance;

/**
 * Hashes of passwords: argon2id as PHC strings, and bcrypt as Synapse writes it. Pure computing:
 * who uses it sees to it that few run at once. Works without a server, for the command line.
 */
public final class PasswordHash {
    /** Longer passwords are refused before anything is computed (threat C04), in bytes of UTF-8. */
    public static final int MAX_BYTES = 512;

    private static final int MEMORY_KIB = 7168;
    private static final int ITERATIONS = 5;
    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 32;

    /** Ceilings for parameters read from a stored hash, which operators may write. */
    private static final int MAX_MEMORY_KIB = 65_536;

    private static final int MAX_ITERATIONS = 20;
    private static final int MAX_LANES = 4;
    private static final int MAX_COST = 16;

    private static final Base64.Encoder ENCODER = Base64.getEncoder().withoutPadding();

    private final Chance chance;
    private final String pepper;
    private final @Nullable Integer bcryptRounds;

    /**
     * Hashing with these settings.
     *
     * @param pepper appended to each password; may be empty
     * @param bcryptRounds null for argon2id, else new hashes are bcrypt of this cost
     */
    public PasswordHash(Chance chance, String pepper, @Nullable Integer bcryptRounds) {
        this.chance = chance;
        this.pepper = pepper;
        this.bcryptRounds = bcryptRounds;
    }

    @SuppressWarnings("ArrayRecordComponent") // taken apart at once, never compared
    private record Argon2(int memory, int iterations, int lanes, byte[] salt, byte[] hash) {}

    /** Whether a password is too long to be looked at. */
    public static boolean tooLong(String password) {
        return password.length() > MAX_BYTES
                || password.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES;
    }

    /** A new hash of a password. */
    public String hash(String password) {
        byte[] salt = chance.bytes(SALT_BYTES);
        if (bcryptRounds != null) {
            return OpenBSDBCrypt.generate("2b", peppered(password), salt, bcryptRounds);
        }
        byte[] hash =
                argon2(password, new Argon2(MEMORY_KIB, ITERATIONS, 1, salt, new byte[HASH_BYTES]));
        return "$argon2id$v=19$m="
                + MEMORY_KIB
                + ",t="
                + ITERATIONS
                + ",p=1$"
                + ENCODER.encodeToString(salt)
                + "$"
                + ENCODER.encodeToString(hash);
    }

    /** Whether a password belongs to a stored hash; false for hashes of no known form. */
    public boolean verify(String password, String stored) {
        if (tooLong(password)) {
            return false;
        }
        if (isBcrypt(stored)) {
            return verifyBcrypt(password, stored);
        }
        Argon2 parsed = parse(stored);
        return parsed != null && MessageDigest.isEqual(argon2(password, parsed), parsed.hash);
    }

    /** Whether a new hash of the same password would be of another kind or strength. */
    public boolean outdated(String stored) {
        if (bcryptRounds != null) {
            return !(isBcrypt(stored) && cost(stored) == bcryptRounds);
        }
        Argon2 parsed = parse(stored);
        return parsed == null
                || parsed.memory != MEMORY_KIB
                || parsed.iterations != ITERATIONS
                || parsed.lanes != 1;
    }

    private boolean verifyBcrypt(String password, String stored) {
        int cost = cost(stored);
        if (cost < 4 || cost > MAX_COST) {
            return false;
        }
        try {
            return OpenBSDBCrypt.checkPassword(stored, peppered(password));
        } catch (IllegalArgumentException e) {
            return false; // an operator's typing error is not a password
        }
    }

    private static boolean isBcrypt(String stored) {
        return stored.length() == 60
                && (stored.startsWith("$2a$")
                        || stored.startsWith("$2b$")
                        || stored.startsWith("$2y$"));
    }

    private static int cost(String bcrypt) {
        return number(bcrypt.substring(4, 6));
    }

    /** As Synapse: NFKC, then the pepper. */
    private byte[] peppered(String password) {
        String normal = Normalizer.normalize(password, Normalizer.Form.NFKC);
        return (normal + pepper).getBytes(StandardCharsets.UTF_8);
    }

    private byte[] argon2(String password, Argon2 how) {
        Argon2BytesGenerator generator = new Argon2BytesGenerator();
        generator.init(
                new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                        .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                        .withMemoryAsKB(how.memory)
                        .withIterations(how.iterations)
                        .withParallelism(how.lanes)
                        .withSalt(how.salt)
                        .build());
        byte[] hash = new byte[how.hash.length];
        generator.generateBytes(peppered(password), hash);
        return hash;
    }

    /** Reads {@code $argon2id$v=19$m=7168,t=5,p=1$salt$hash}; null if it is none. */
    private static @Nullable Argon2 parse(String stored) {
        String[] parts = stored.split("\\$", -1);
        if (parts.length != 6 || !parts[1].equals("argon2id") || !parts[2].equals("v=19")) {
            return null;
        }
        String[] cost = parts[3].split(",", -1);
        if (cost.length != 3
                || !cost[0].startsWith("m=")
                || !cost[1].startsWith("t=")
                || !cost[2].startsWith("p=")) {
            return null;
        }
        int memory = number(cost[0].substring(2));
        int iterations = number(cost[1].substring(2));
        int lanes = number(cost[2].substring(2));
        boolean sane =
                memory >= 8
                        && memory <= MAX_MEMORY_KIB
                        && iterations >= 1
                        && iterations <= MAX_ITERATIONS
                        && lanes >= 1
                        && lanes <= MAX_LANES;
        return sane ? decode(memory, iterations, lanes, parts[4], parts[5]) : null;
    }

    private static @Nullable Argon2 decode(
            int memory, int iterations, int lanes, String salt, String hash) {
        try {
            byte[] hashBytes = Base64.getDecoder().decode(hash);
            boolean sane = hashBytes.length >= 16 && hashBytes.length <= 128;
            return sane
                    ? new Argon2(
                            memory, iterations, lanes, Base64.getDecoder().decode(salt), hashBytes)
                    : null;
        } catch (IllegalArgumentException e) {
            return null; // not base64
        }
    }

    private static int number(String digits) {
        int value = 0;
        if (digits.isEmpty() || digits.length() > 6) {
            return -1;
        }
        for (int i = 0; i < digits.length(); i++) {
            char c = digits.charAt(i);
            if (c < '0' || c > '9') {
                return -1;
            }
            value = value * 10 + (c - '0');
        }
        return value;
    }
}
