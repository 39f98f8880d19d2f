package stockpot.server.api.client;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import stockpot.server.api.Request;
import stockpot.server.matrix.error.MatrixErrors;
import stockpot.server.matrix.json.Body;
import stockpot.server.matrix.json.Json;

/** What a form on one of our pages sends. */
final class FormFields {
    private static final long MAX_FORM = 8_192;

    private FormFields() {}

    /** The fields of a form, the first of each name. */
    static Body of(Request request) {
        ObjectNode fields = Json.object();
        try {
            byte[] bytes = request.stream(MAX_FORM).readAllBytes();
            for (String pair : new String(bytes, StandardCharsets.UTF_8).split("&", 20)) {
                int equals = pair.indexOf('=');
                if (equals > 0) {
                    String name =
                            URLDecoder.decode(pair.substring(0, equals), StandardCharsets.UTF_8);
                    String value =
                            URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8);
                    fields.putIfAbsent(name, fields.textNode(value));
                }
            }
        } catch (IllegalArgumentException e) {
            throw MatrixErrors.badJson("the form is not well encoded");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Body.of(fields);
    }
}
