package stockpot.server.media;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What the first bytes of a file say of it as an image (threat M03): its kind by content, whatever
 * its sender claimed, and its size before anything is decoded.
 *
 * @param kind what it is
 * @param width in pixels
 * @param height in pixels
 * @param progressive whether all of it must be held to decode any of it
 */
record ImageHeader(Kind kind, int width, int height, boolean progressive) {
    /** Segments of a JPEG that are looked through for its size. */
    private static final int MOST_SEGMENTS = 1000;

    /** Kinds of images. */
    enum Kind {
        PNG("image/png"),
        JPEG("image/jpeg"),
        GIF("image/gif"),
        WEBP("image/webp");

        private final String type;

        Kind(String type) {
            this.type = type;
        }

        String type() {
            return type;
        }
    }

    long pixels() {
        return (long) width * height;
    }

    /** Reads a header; null when the file is no image of a known kind. */
    static @Nullable ImageHeader read(InputStream file) throws IOException {
        DataInputStream in = new DataInputStream(file);
        try {
            int start = in.readInt();
            if (start == 0x89504e47) {
                return png(in);
            }
            if (start >>> 8 == 0xffd8ff) {
                return jpeg(in, start & 0xff);
            }
            if (start == 0x47494638) {
                return gif(in);
            }
            return start == 0x52494646 ? webp(in) : null;
        } catch (EOFException e) {
            return null;
        }
    }

    private static @Nullable ImageHeader png(DataInputStream in) throws IOException {
        boolean whole = in.readInt() == 0x0d0a1a0a && in.readInt() == 13;
        if (!whole || in.readInt() != 0x49484452) {
            return null;
        }
        return sized(Kind.PNG, in.readInt(), in.readInt(), false);
    }

    private static @Nullable ImageHeader gif(DataInputStream in) throws IOException {
        int version = in.readUnsignedShort();
        if (version != 0x3761 && version != 0x3961) {
            return null;
        }
        int width = Short.toUnsignedInt(Short.reverseBytes(in.readShort()));
        int height = Short.toUnsignedInt(Short.reverseBytes(in.readShort()));
        return sized(Kind.GIF, width, height, false);
    }

    /** Walks the segments up to the start of the frame, ITU T.81 §B.2.2. */
    private static @Nullable ImageHeader jpeg(DataInputStream in, int firstMarker)
            throws IOException {
        int marker = firstMarker;
        for (int segment = 0; segment < MOST_SEGMENTS; segment++) {
            while (marker == 0xff) {
                marker = in.readUnsignedByte();
            }
            int length = in.readUnsignedShort();
            if (length < 2) {
                return null;
            }
            if (isFrame(marker)) {
                in.readUnsignedByte();
                int height = in.readUnsignedShort();
                return sized(Kind.JPEG, in.readUnsignedShort(), height, marker != 0xc0);
            }
            in.skipNBytes(length - 2);
            if (in.readUnsignedByte() != 0xff) {
                return null;
            }
            marker = in.readUnsignedByte();
        }
        return null;
    }

    private static boolean isFrame(int marker) {
        return marker >= 0xc0
                && marker <= 0xcf
                && marker != 0xc4
                && marker != 0xc8
                && marker != 0xcc;
    }

    private static @Nullable ImageHeader webp(DataInputStream in) throws IOException {
        in.readInt();
        if (in.readInt() != 0x57454250) {
            return null;
        }
        byte[] name = in.readNBytes(4);
        in.readInt();
        byte[] data = in.readNBytes(10);
        if (data.length < 10) {
            return null;
        }
        return switch (new String(name, StandardCharsets.ISO_8859_1)) {
            case "VP8X" -> sized(Kind.WEBP, little(data, 4, 3) + 1, little(data, 7, 3) + 1, false);
            case "VP8L" -> {
                int bits = little(data, 1, 4);
                yield sized(Kind.WEBP, (bits & 0x3fff) + 1, ((bits >> 14) & 0x3fff) + 1, false);
            }
            case "VP8 " ->
                    sized(
                            Kind.WEBP,
                            little(data, 6, 2) & 0x3fff,
                            little(data, 8, 2) & 0x3fff,
                            false);
            default -> null;
        };
    }

    private static int little(byte[] data, int from, int count) {
        int value = 0;
        for (int i = count - 1; i >= 0; i--) {
            value = value << 8 | (data[from + i] & 0xff);
        }
        return value;
    }

    private static @Nullable ImageHeader sized(
            Kind kind, int width, int height, boolean progressive) {
        return width > 0 && height > 0 ? new ImageHeader(kind, width, height, progressive) : null;
    }
}
