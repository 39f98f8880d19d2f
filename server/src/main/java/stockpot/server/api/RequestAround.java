package stockpot.server.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import stockpot.server.users.Caller;

/** A request as another one; for what looks at a request before its handler does. */
public abstract class RequestAround implements Request {
    private final Request request;

    /** The same as {@code request}, but for what is overridden. */
    protected RequestAround(Request request) {
        this.request = request;
    }

    @Override
    public String method() {
        return request.method();
    }

    @Override
    public String template() {
        return request.template();
    }

    @Override
    public String param(String name) {
        return request.param(name);
    }

    @Override
    public @Nullable String query(String name) {
        return request.query(name);
    }

    @Override
    public List<String> queryAll(String name) {
        return request.queryAll(name);
    }

    @Override
    public int queryInt(String name, int fallback, int min, int max) {
        return request.queryInt(name, fallback, min, max);
    }

    @Override
    public boolean queryFlag(String name, boolean fallback) {
        return request.queryFlag(name, fallback);
    }

    @Override
    public @Nullable String header(String name) {
        return request.header(name);
    }

    @Override
    public ObjectNode body() {
        return request.body();
    }

    @Override
    public ObjectNode bodyOrEmpty() {
        return request.bodyOrEmpty();
    }

    @Override
    public InputStream stream(long maxBytes) {
        return request.stream(maxBytes);
    }

    @Override
    public long contentLength() {
        return request.contentLength();
    }

    @Override
    public Caller caller() {
        return request.caller();
    }

    @Override
    public @Nullable Caller callerOrNull() {
        return request.callerOrNull();
    }

    @Override
    public String clientAddress() {
        return request.clientAddress();
    }

    @Override
    public @Nullable String userAgent() {
        return request.userAgent();
    }

    @Override
    public void longPoll(Duration wait) {
        request.longPoll(wait);
    }
}
