package stockpot.server.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import stockpot.server.api.http.Exchange;
import stockpot.server.matrix.error.MatrixErrors;
import stockpot.server.matrix.json.Json;
import stockpot.server.users.Caller;

/** A request as its handler sees it, over an {@link Exchange}. */
final class ServedRequest implements Request {
    /** Longest body that is read as JSON (threats §0). */
    static final int MOST_JSON_BYTES = 1024 * 1024;

    private final Exchange exchange;
    private final Router.Route route;
    private final List<String> segments;
    private final QueryString query;
    private final String clientAddress;
    private final @Nullable Caller caller;
    private final FairUse.@Nullable Turn turn;

    ServedRequest(
            Exchange exchange,
            Router.Route route,
            List<String> segments,
            QueryString query,
            String clientAddress,
            @Nullable Caller caller,
            FairUse.@Nullable Turn turn) {
        this.exchange = exchange;
        this.route = route;
        this.segments = segments;
        this.query = query;
        this.clientAddress = clientAddress;
        this.caller = caller;
        this.turn = turn;
    }

    @Override
    public String method() {
        return route.endpoint().method();
    }

    @Override
    public String template() {
        return route.template();
    }

    @Override
    public String param(String name) {
        int index = route.names().indexOf(name);
        if (index < 0) {
            throw new IllegalArgumentException("no " + name + " in " + route.template());
        }
        return segments.get(index);
    }

    @Override
    public @Nullable String query(String name) {
        return query.first(name);
    }

    @Override
    public List<String> queryAll(String name) {
        return query.all(name);
    }

    @Override
    public int queryInt(String name, int fallback, int min, int max) {
        String text = query.first(name);
        if (text == null) {
            return fallback;
        }
        long value = 0;
        boolean negative = text.startsWith("-");
        for (int i = negative ? 1 : 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9' || text.length() > 18) {
                throw MatrixErrors.invalidParam(name + " must be a whole number");
            }
            value = value * 10 + (c - '0');
        }
        value = negative ? -value : value;
        if (text.isEmpty() || text.equals("-") || value < min || value > max) {
            throw MatrixErrors.invalidParam(name + " must lie between " + min + " and " + max);
        }
        return (int) value;
    }

    @Override
    public boolean queryFlag(String name, boolean fallback) {
        String text = query.first(name);
        if (text == null) {
            return fallback;
        }
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw MatrixErrors.invalidParam(name + " must be true or false");
        };
    }

    @Override
    public @Nullable String header(String name) {
        return exchange.head().headers().first(name.toLowerCase(Locale.ROOT));
    }

    @Override
    public ObjectNode body() {
        return Json.parseObject(bytes());
    }

    @Override
    public ObjectNode bodyOrEmpty() {
        byte[] bytes = bytes();
        return bytes.length == 0 ? Json.object() : Json.parseObject(bytes);
    }

    private byte[] bytes() {
        refuseEncoding();
        long length = exchange.head().contentLength();
        if (length > MOST_JSON_BYTES) {
            throw MatrixErrors.tooLarge("the body is larger than " + MOST_JSON_BYTES + " bytes");
        }
        try {
            if (length >= 0) {
                return exchange.body().readNBytes((int) length);
            }
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            new LimitedStream(exchange.body(), MOST_JSON_BYTES).transferTo(out);
            return out.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A compressed body could be far larger than it looks (threat J14). */
    private void refuseEncoding() {
        String encoding = exchange.head().headers().first("content-encoding");
        if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
            throw MatrixErrors.of(415, "M_UNRECOGNIZED", "Content-Encoding is not supported");
        }
    }

    @Override
    public InputStream stream(long maxBytes) {
        refuseEncoding();
        if (exchange.head().contentLength() > maxBytes) {
            throw MatrixErrors.tooLarge("the body is larger than " + maxBytes + " bytes");
        }
        exchange.allowSlowBody();
        return new LimitedStream(exchange.body(), maxBytes);
    }

    @Override
    public long contentLength() {
        long length = exchange.head().contentLength();
        return length == 0 && exchange.head().headers().first("content-length") == null
                ? -1
                : length;
    }

    @Override
    public Caller caller() {
        if (caller == null) {
            throw new IllegalStateException("nobody was authenticated for " + route.template());
        }
        return caller;
    }

    @Override
    public @Nullable Caller callerOrNull() {
        return caller;
    }

    @Override
    public String clientAddress() {
        return clientAddress;
    }

    @Override
    public @Nullable String userAgent() {
        return exchange.head().headers().first("user-agent");
    }

    @Override
    public void longPoll(Duration wait) {
        exchange.allow(wait);
        if (turn != null) {
            turn.becomeLongPoll();
        }
    }

    /** Ends with {@code M_TOO_LARGE} where more comes than is allowed (threat M07). */
    private static final class LimitedStream extends InputStream {
        private final InputStream in;
        private final long max;
        private long left;

        LimitedStream(InputStream in, long max) {
            this.in = in;
            this.max = max;
            this.left = max;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int count) throws IOException {
            int taken = in.read(target, offset, count);
            if (taken > left) {
                throw MatrixErrors.tooLarge("the body is larger than " + max + " bytes");
            }
            left -= Math.max(taken, 0);
            return taken;
        }
    }
}
