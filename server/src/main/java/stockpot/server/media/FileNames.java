package stockpot.server.media;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Names of files as given by those who send them; never used as names on our disk. */
public final class FileNames {
    private static final int LONGEST = 255;
    private static final String HEX = "0123456789ABCDEF";

    private FileNames() {}

    /** A name without what no file is called, or null if nothing is left. */
    public static @Nullable String cleaned(@Nullable String given) {
        if (given == null) {
            return null;
        }
        StringBuilder name = new StringBuilder();
        given.codePoints()
                .filter(c -> c >= 0x20 && c != 0x7f && (c < 0xd800 || c > 0xdfff))
                .limit(LONGEST)
                .forEach(name::appendCodePoint);
        String cleaned = name.toString().strip();
        return cleaned.isEmpty() ? null : cleaned;
    }

    /**
     * A {@code Content-Disposition}. RFC 6266: a plain name in quotes, any other percent-encoded as
     * RFC 8187 has it, so no quote or line break of a name ever ends anything (threat M02).
     */
    public static String disposition(boolean inline, @Nullable String name) {
        String kind = inline ? "inline" : "attachment";
        if (name == null) {
            return kind;
        }
        return isPlain(name)
                ? kind + "; filename=\"" + name + "\""
                : kind + "; filename*=utf-8''" + encoded(name);
    }

    private static boolean isPlain(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c < 0x20 || c >= 0x7f || c == '"' || c == '\\' || c == '%') {
                return false;
            }
        }
        return true;
    }

    private static String encoded(String name) {
        StringBuilder encoded = new StringBuilder();
        for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
            boolean plain =
                    (b >= 'a' && b <= 'z')
                            || (b >= 'A' && b <= 'Z')
                            || (b >= '0' && b <= '9')
                            || b == '.'
                            || b == '-'
                            || b == '_';
            if (plain) {
                encoded.append((char) b);
            } else {
                encoded.append('%').append(HEX.charAt((b >> 4) & 15)).append(HEX.charAt(b & 15));
            }
        }
        return encoded.toString();
    }
}
