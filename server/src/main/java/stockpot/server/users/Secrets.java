package stockpot.server.users;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import stockpot.server.ports.Chance;

/** Makes the secrets that grant access (threat K11) and the digests that stand for them. */
public final class Secrets {
    /** 192 bits: more than can be guessed, less than a header minds. */
    private static final int TOKEN_BYTES = 24;

    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();
    private static final String DEVICE_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    private static final int DEVICE_LENGTH = 10;

    private final Chance chance;

    /** Draws on this source. */
    public Secrets(Chance chance) {
        this.chance = chance;
    }

    /** A new secret behind a prefix that tells people what it is, such as {@code spt_}. */
    public String token(String prefix) {
        return prefix + BASE64.encodeToString(chance.bytes(TOKEN_BYTES));
    }

    /** A new device id in the form that clients know: ten capital letters. */
    public String deviceId() {
        StringBuilder id = new StringBuilder(DEVICE_LENGTH);
        for (int i = 0; i < DEVICE_LENGTH; i++) {
            id.append(DEVICE_LETTERS.charAt(chance.below(DEVICE_LETTERS.length())));
        }
        return id.toString();
    }

    /** {@code count} random bytes in hexadecimal. */
    public String hex(int count) {
        return HexFormat.of().formatHex(chance.bytes(count));
    }

    /** SHA-256 of a secret: what is stored in its place. */
    public static byte[] hash(String secret) {
        try {
            return MessageDigest.getInstance("SHA-256")
                    .digest(secret.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** HMAC over bytes, for example by {@code HmacSHA256}. */
    public static byte[] mac(String algorithm, String key, byte[] data) {
        try {
            Mac mac = Mac.getInstance(algorithm);
            mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), algorithm));
            return mac.doFinal(data);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Whether two texts are the same, in a time that does not tell where they differ. */
    public static boolean same(String a, String b) {
        return MessageDigest.isEqual(
                a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
    }
}
