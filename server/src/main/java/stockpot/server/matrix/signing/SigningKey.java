package stockpot.server.matrix.signing;

import java.util.Arrays;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.jspecify.annotations.Nullable;
import stockpot.server.matrix.id.KeyId;

/**
 * A private Ed25519 key with its name. Its text form is that of a {@code signing.key} file: {@code
 * ed25519 a_XXXX base64seed}.
 */
public final class SigningKey {
    private static final String ALGORITHM = "ed25519";

    private final KeyId keyId;
    private final byte[] seed;
    private final byte[] publicKey = new byte[Ed25519.PUBLIC_KEY_SIZE];

    private SigningKey(KeyId keyId, byte[] seed) {
        this.keyId = keyId;
        this.seed = seed;
        Ed25519.generatePublicKey(seed, 0, publicKey, 0);
    }

    /**
     * A key from its seed.
     *
     * @param version the name behind {@code ed25519:}
     * @param seed 32 bytes of a secure source
     */
    public static SigningKey of(String version, byte[] seed) {
        if (seed.length != Ed25519.SECRET_KEY_SIZE) {
            throw new IllegalArgumentException("a seed has 32 bytes");
        }
        return new SigningKey(KeyId.of(ALGORITHM, version), seed.clone());
    }

    /**
     * Reads the line of a {@code signing.key} file.
     *
     * @throws IllegalArgumentException if it is none; the message never holds the key
     */
    public static SigningKey parse(String line) {
        String[] parts = line.strip().split(" ", -1);
        if (parts.length != 3 || !parts[0].equals(ALGORITHM)) {
            throw new IllegalArgumentException("expected: ed25519 <version> <base64 seed>");
        }
        byte[] seed = UnpaddedBase64.decodeLeniently(parts[2]);
        if (seed == null) {
            throw new IllegalArgumentException("the seed is not unpadded base64");
        }
        return of(parts[1], seed);
    }

    /** The line of a {@code signing.key} file. A secret. */
    public String line() {
        return ALGORITHM + " " + keyId.version() + " " + UnpaddedBase64.encode(seed);
    }

    /** Such as {@code ed25519:a_XXXX}. */
    public KeyId keyId() {
        return keyId;
    }

    /** The public half. */
    public VerifyKey verifyKey() {
        return VerifyKey.trusted(publicKey.clone());
    }

    /** The signature over a message, 64 bytes. */
    public byte[] sign(byte[] message) {
        byte[] signature = new byte[Ed25519.SIGNATURE_SIZE];
        Ed25519.sign(seed, 0, publicKey, 0, message, 0, message.length, signature, 0);
        return signature;
    }

    /** The name only: a key must not reach a log. */
    @Override
    public String toString() {
        return keyId.value();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof SigningKey key
                && key.keyId.equals(keyId)
                && Arrays.equals(key.publicKey, publicKey);
    }

    @Override
    public int hashCode() {
        return keyId.hashCode();
    }
}
