package stockpot.server.api.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import stockpot.server.api.Response;

/** The few pages that people see, without inline scripts and with every value escaped (W06). */
final class Pages {
    /** Where the pages' scripts and style lie. */
    static final String STATIC = "/_matrix/static/client/";

    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
                    + " form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

    private Pages() {}

    /** A page around a body that is HTML already. */
    static Response page(int status, String title, String body, String script) {
        return page(status, "en", title, body, script);
    }

    /** As above, in another language. */
    static Response page(int status, String language, String title, String body, String script) {
        String head =
                "<!DOCTYPE html>\n<html lang=\""
                        + language
                        + "\"><head><meta charset=\"utf-8\">"
                        + "<meta name=\"viewport\" content=\"width=device-width\">"
                        + "<title>"
                        + escape(title)
                        + "</title><link rel=\"stylesheet\" href=\""
                        + STATIC
                        + "page.css\"></head><body><main><h1>"
                        + escape(title)
                        + "</h1>\n";
        String end = script.isEmpty() ? "" : "<script src=\"" + STATIC + script + "\"></script>";
        return Response.html(status, head + body + "</main>" + end + "</body></html>\n")
                .with("Content-Security-Policy", POLICY)
                .with("X-Frame-Options", "DENY")
                .with("Cache-Control", "no-store");
    }

    /** A file of the classpath beside this class. */
    static Response file(String name, String type) {
        try (InputStream in = Pages.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("missing resource " + name);
            }
            return new Response(
                    200, Map.of("Content-Type", type), new Response.Bytes(in.readAllBytes()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Text for HTML content and quoted attributes. */
    static String escape(String text) {
        StringBuilder out = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                case '\'' -> out.append("&#39;");
                default -> out.append(c);
            }
        }
        return out.toString();
    }
}
