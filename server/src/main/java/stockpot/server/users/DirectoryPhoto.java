package stockpot.server.users;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** A picture of a person, JPEG or PNG. */
public final class DirectoryPhoto {
    /** Larger ones are left where they are, in bytes. */
    public static final int MAX_BYTES = 1 << 20;

    private final byte[] bytes;
    private final String type;

    private DirectoryPhoto(byte[] bytes, String type) {
        this.bytes = bytes;
        this.type = type;
    }

    /** The picture, or null where the bytes are none that is fit to be shown. */
    public static @Nullable DirectoryPhoto of(byte @Nullable [] bytes) {
        if (bytes == null || bytes.length < 4 || bytes.length > MAX_BYTES) {
            return null;
        }
        int head = (bytes[0] & 0xff) << 24 | (bytes[1] & 0xff) << 16 | (bytes[2] & 0xff) << 8;
        if (head == 0xffd8ff00) {
            return new DirectoryPhoto(bytes.clone(), "image/jpeg");
        }
        return (head | bytes[3]) == 0x89504e47
                ? new DirectoryPhoto(bytes.clone(), "image/png")
                : null;
    }

    /** The content type. */
    public String type() {
        return type;
    }

    /** What tells it from others. */
    public String hash() {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** Its bytes. */
    public InputStream open() {
        return new ByteArrayInputStream(bytes);
    }
}
