package stockpot.server.store;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import stockpot.server.matrix.id.EventId;

/**
 * Event ids as they lie in rows. A hash is kept as its 32 bytes (with a leading 3 where it was
 * written in the alphabet of room version 3), any other id as its text; each id has exactly one
 * form, and the form alone gives the id back.
 */
final class EventKeys {
    private static final int HASH_BYTES = 32;
    private static final int HASH_ID_LENGTH = 44;
    private static final byte STANDARD_ALPHABET = 3;
    private static final Base64.Encoder URL = Base64.getUrlEncoder().withoutPadding();
    private static final Base64.Encoder STANDARD = Base64.getEncoder().withoutPadding();

    private EventKeys() {}

    static byte[] bytes(EventId id) {
        String text = id.value();
        if (text.length() == HASH_ID_LENGTH) {
            byte[] url = decode(Base64.getUrlDecoder(), text);
            if (url.length == HASH_BYTES && id(url).equals(id)) {
                return url;
            }
            byte[] standard = standard(decode(Base64.getDecoder(), text));
            if (standard.length == HASH_BYTES + 1 && id(standard).equals(id)) {
                return standard;
            }
        }
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        return utf8.length == HASH_BYTES ? Arrays.copyOf(utf8, HASH_BYTES + 1) : utf8;
    }

    static EventId id(byte[] key) {
        if (key.length == HASH_BYTES) {
            return new EventId("$" + URL.encodeToString(key));
        }
        if (key[0] == STANDARD_ALPHABET) {
            byte[] hash = Arrays.copyOfRange(key, 1, key.length);
            return new EventId("$" + STANDARD.encodeToString(hash));
        }
        int length = key[key.length - 1] == 0 ? key.length - 1 : key.length;
        return new EventId(new String(key, 0, length, StandardCharsets.UTF_8));
    }

    private static byte[] standard(byte[] hash) {
        byte[] key = new byte[hash.length + 1];
        key[0] = STANDARD_ALPHABET;
        System.arraycopy(hash, 0, key, 1, hash.length);
        return key;
    }

    private static byte[] decode(Base64.Decoder decoder, String id) {
        try {
            return decoder.decode(id.substring(1));
        } catch (IllegalArgumentException e) {
            return new byte[0];
        }
    }
}
