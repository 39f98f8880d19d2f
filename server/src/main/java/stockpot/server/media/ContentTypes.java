package stockpot.server.media;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Types of files as claimed by those who send them. */
public final class ContentTypes {
    /** What is said of a file of which nothing is known. */
    public static final String UNKNOWN = "application/octet-stream";

    private static final int LONGEST = 255;

    /** What browsers may show in place. Client-Server API, "Serving inline content". */
    private static final List<String> INLINE =
            List.of(
                    "text/css",
                    "text/plain",
                    "text/csv",
                    "application/json",
                    "application/ld+json",
                    "image/jpeg",
                    "image/gif",
                    "image/png",
                    "image/apng",
                    "image/webp",
                    "image/avif",
                    "video/mp4",
                    "video/webm",
                    "video/ogg",
                    "video/quicktime",
                    "audio/mp4",
                    "audio/webm",
                    "audio/aac",
                    "audio/mpeg",
                    "audio/ogg",
                    "audio/wave",
                    "audio/wav",
                    "audio/x-wav",
                    "audio/x-pn-wav",
                    "audio/flac",
                    "audio/x-flac");

    private ContentTypes() {}

    /** A claimed type, or {@link #UNKNOWN} if it could not stand in a header. */
    static String cleaned(@Nullable String claimed) {
        String type = claimed == null ? "" : claimed.strip();
        if (type.isEmpty() || type.length() > LONGEST || type.indexOf('/') <= 0) {
            return UNKNOWN;
        }
        for (int i = 0; i < type.length(); i++) {
            if (type.charAt(i) < 0x20 || type.charAt(i) >= 0x7f) {
                return UNKNOWN;
            }
        }
        return type;
    }

    /** Whether a browser may show such a file in place; spelling does not matter (threat M02). */
    public static boolean isInline(String type) {
        int semicolon = type.indexOf(';');
        String bare = semicolon < 0 ? type : type.substring(0, semicolon);
        return INLINE.contains(bare.strip().toLowerCase(Locale.ROOT));
    }
}
