package stockpot.server.matrix.signing;

import java.util.Arrays;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.jspecify.annotations.Nullable;

/** A public Ed25519 key. */
public final class VerifyKey {
    private final byte[] key;

    private VerifyKey(byte[] key) {
        this.key = key;
    }

    static VerifyKey trusted(byte[] key) {
        return new VerifyKey(key);
    }

    /**
     * Reads a key in unpadded base64, or answers null for what is none: other lengths, points of
     * small order, points outside the curve (threat K05).
     */
    public static @Nullable VerifyKey find(String base64) {
        byte[] key = UnpaddedBase64.decode(base64);
        if (key == null
                || key.length != Ed25519.PUBLIC_KEY_SIZE
                || !Ed25519.validatePublicKeyFull(key, 0)) {
            return null;
        }
        return new VerifyKey(key);
    }

    /** In unpadded base64. */
    public String base64() {
        return UnpaddedBase64.encode(key);
    }

    /** Whether the signature over the message is this key's. */
    public boolean verify(byte[] message, byte[] signature) {
        return signature.length == Ed25519.SIGNATURE_SIZE
                && Ed25519.verify(signature, 0, key, 0, message, 0, message.length);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof VerifyKey that && Arrays.equals(that.key, key);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(key);
    }

    @Override
    public String toString() {
        return base64();
    }
}
