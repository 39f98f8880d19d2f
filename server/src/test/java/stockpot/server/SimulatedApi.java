package stockpot.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import stockpot.server.api.Endpoint;
import stockpot.server.api.EndpointGroup;
import stockpot.server.api.Request;
import stockpot.server.api.Response;
import stockpot.server.matrix.error.MatrixErrors;
import stockpot.server.matrix.error.MatrixException;
import stockpot.server.matrix.json.Json;
import stockpot.server.users.Caller;

/** The client endpoints of a core, called without HTTP. */
final class SimulatedApi {
    private static final String PREFIX = "/_matrix/client/v3";

    private final Core core;
    private final List<Endpoint> endpoints = new ArrayList<>();

    SimulatedApi(Core core) {
        this.core = core;
        List<EndpointGroup> groups = new ArrayList<>();
        groups.addAll(ClientApi.users(core));
        groups.addAll(ClientApi.rooms(core));
        groups.addAll(ClientApi.keys(core));
        groups.addAll(ClientApi.sync(core));
        groups.forEach(group -> endpoints.addAll(group.endpoints()));
    }

    /** A status with its JSON. */
    record Answer(int status, JsonNode body) {
        boolean good() {
            return status == 200;
        }
    }

    /** A call below {@code /_matrix/client/v3}; the path may end in a query. */
    Answer call(String method, String path, @Nullable String token, @Nullable ObjectNode body) {
        int question = path.indexOf('?');
        List<String> segments =
                segments(PREFIX + (question < 0 ? path : path.substring(0, question)));
        Map<String, String> query = question < 0 ? Map.of() : query(path.substring(question + 1));
        try {
            for (Endpoint endpoint : endpoints) {
                Map<String, String> parameters = match(endpoint, method, segments);
                if (parameters != null) {
                    Caller caller = token == null ? null : core.users.tokens().authenticate(token);
                    byte[] bytes = body == null ? new byte[0] : Json.bytes(body);
                    Call call = new Call(method, path, parameters, query, bytes, caller, token);
                    return read(endpoint.handler().handle(call));
                }
            }
        } catch (MatrixException e) {
            return new Answer(e.status(), e.body());
        }
        throw new IllegalArgumentException("no endpoint: " + method + " " + path);
    }

    private static @Nullable Map<String, String> match(
            Endpoint endpoint, String method, List<String> segments) {
        if (!endpoint.method().equals(method)) {
            return null;
        }
        for (String template : endpoint.paths()) {
            Map<String, String> parameters = match(segments(template), segments);
            if (parameters != null) {
                return parameters;
            }
        }
        return null;
    }

    private static @Nullable Map<String, String> match(
            List<String> template, List<String> segments) {
        if (template.size() != segments.size()) {
            return null;
        }
        Map<String, String> parameters = new LinkedHashMap<>();
        for (int i = 0; i < template.size(); i++) {
            String name = template.get(i);
            if (name.startsWith("{")) {
                parameters.put(name.substring(1, name.length() - 1), decode(segments.get(i)));
            } else if (!name.equals(segments.get(i))) {
                return null;
            }
        }
        return parameters;
    }

    private static List<String> segments(String path) {
        return List.of(path.split("/", -1));
    }

    private static Map<String, String> query(String text) {
        Map<String, String> query = new LinkedHashMap<>();
        for (String pair : text.split("&", -1)) {
            int equals = pair.indexOf('=');
            query.put(pair.substring(0, equals), decode(pair.substring(equals + 1)));
        }
        return query;
    }

    private static String decode(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private static Answer read(Response response) {
        byte[] bytes =
                switch (response.body()) {
                    case Response.Bytes given -> given.bytes();
                    case Response.Stream stream -> written(stream);
                };
        return new Answer(response.status(), Json.parseObject(bytes));
    }

    private static byte[] written(Response.Stream stream) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            stream.writer().write(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static final class Call implements Request {
        private final String method;
        private final String path;
        private final Map<String, String> parameters;
        private final Map<String, String> query;
        private final byte[] bytes;
        private final @Nullable Caller caller;
        private final @Nullable String token;

        Call(
                String method,
                String path,
                Map<String, String> parameters,
                Map<String, String> query,
                byte[] bytes,
                @Nullable Caller caller,
                @Nullable String token) {
            this.method = method;
            this.path = path;
            this.parameters = parameters;
            this.query = query;
            this.bytes = bytes;
            this.caller = caller;
            this.token = token;
        }

        @Override
        public String method() {
            return method;
        }

        @Override
        public String template() {
            return path;
        }

        @Override
        public String param(String name) {
            return parameters.getOrDefault(name, "");
        }

        @Override
        public @Nullable String query(String name) {
            return query.get(name);
        }

        @Override
        public List<String> queryAll(String name) {
            String value = query.get(name);
            return value == null ? List.of() : List.of(value);
        }

        @Override
        public int queryInt(String name, int fallback, int min, int max) {
            String value = query.get(name);
            return value == null ? fallback : Math.clamp(Long.parseLong(value), min, max);
        }

        @Override
        public boolean queryFlag(String name, boolean fallback) {
            String value = query.get(name);
            return value == null ? fallback : value.equals("true");
        }

        @Override
        public @Nullable String header(String name) {
            boolean asked = name.equalsIgnoreCase("Authorization");
            return asked && token != null ? "Bearer " + token : null;
        }

        @Override
        public ObjectNode body() {
            return Json.parseObject(bytes);
        }

        @Override
        public ObjectNode bodyOrEmpty() {
            return bytes.length == 0 ? Json.object() : body();
        }

        @Override
        public InputStream stream(long maxBytes) {
            return new ByteArrayInputStream(bytes);
        }

        @Override
        public long contentLength() {
            return bytes.length;
        }

        @Override
        public Caller caller() {
            if (caller == null) {
                throw MatrixErrors.missingToken();
            }
            return caller;
        }

        @Override
        public @Nullable Caller callerOrNull() {
            return caller;
        }

        @Override
        public String clientAddress() {
            return "127.0.0.1";
        }

        @Override
        public @Nullable String userAgent() {
            return null;
        }
    }
}
