package stockpot.server.api.client;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import stockpot.server.api.Response;
import stockpot.server.media.ContentTypes;
import stockpot.server.media.FileNames;

/** Answers with a stored file under the headers that keep it harmless (threat M02). */
final class MediaHeaders {
    private static final String POLICY =
            "sandbox; default-src 'none'; script-src 'none'; plugin-types application/pdf;"
                    + " style-src 'unsafe-inline'; media-src 'self'; object-src 'self';";

    private MediaHeaders() {}

    static Response file(Path file, String type, @Nullable String name) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", type);
        headers.put(
                "Content-Disposition", FileNames.disposition(ContentTypes.isInline(type), name));
        headers.put("Content-Security-Policy", POLICY);
        headers.put("Cross-Origin-Resource-Policy", "cross-origin");
        headers.put("X-Robots-Tag", "noindex");
        headers.put("Cache-Control", "private, max-age=86400, immutable");
        return new Response(200, headers, new Response.Stream(size(file), out -> copy(file, out)));
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void copy(Path file, OutputStream out) throws IOException {
        Files.copy(file, out);
    }
}
