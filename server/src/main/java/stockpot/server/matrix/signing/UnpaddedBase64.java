package stockpot.server.matrix.signing;

import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Base64 without padding. Appendices, "Unpadded Base64". */
public final class UnpaddedBase64 {
    private static final Base64.Encoder STANDARD = Base64.getEncoder().withoutPadding();
    private static final Base64.Encoder URL_SAFE = Base64.getUrlEncoder().withoutPadding();

    private UnpaddedBase64() {}

    /** In the standard alphabet. */
    public static String encode(byte[] bytes) {
        return STANDARD.encodeToString(bytes);
    }

    /** In the URL-safe alphabet. */
    public static String encodeUrlSafe(byte[] bytes) {
        return URL_SAFE.encodeToString(bytes);
    }

    /**
     * Reads the standard alphabet, with or without padding, or answers null. Bits behind the last
     * byte must be zero, so that one value has one spelling (threat K06).
     */
    public static byte @Nullable [] decode(String text) {
        byte[] bytes = decodeLeniently(text);
        if (bytes == null) {
            return null;
        }
        String unpadded = encode(bytes);
        boolean same = text.startsWith(unpadded) && onlyPadding(text, unpadded.length());
        return same ? bytes : null;
    }

    /**
     * As {@link #decode}, but whatever stands in the bits behind the last byte: for seeds of our
     * own only, where the spec's test vector has such bits.
     */
    public static byte @Nullable [] decodeLeniently(String text) {
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static boolean onlyPadding(String text, int from) {
        for (int i = from; i < text.length(); i++) {
            if (text.charAt(i) != '=') {
                return false;
            }
        }
        return true;
    }
}
