package stockpot.server.api.http;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.time.Duration;

/** One request and its answer. */
public final class Exchange {
    private final HttpConnection connection;
    private final RequestHead head;
    private final RequestBody body;
    private boolean sent;

    Exchange(HttpConnection connection, RequestHead head, RequestBody body) {
        this.connection = connection;
        this.head = head;
        this.body = body;
    }

    /** Request line and headers. */
    public RequestHead head() {
        return head;
    }

    /** The body, empty where there is none. */
    public RequestBody body() {
        return body;
    }

    /** Who holds the other end of the connection: the client or a proxy. */
    public InetAddress peer() {
        return connection.peer();
    }

    /** The address of the listener, an index into the listeners the server was made with. */
    public int listener() {
        return connection.listener();
    }

    /** Lets the request take so much longer than the usual time. */
    public void allow(Duration longer) {
        connection.extendDeadline(longer);
    }

    /** Lets a large body take its time as long as it keeps coming. */
    public void allowSlowBody() {
        connection.allowSlowBody();
    }

    /** Whether the time of this request is over, so that its thread was interrupted. */
    public boolean expired() {
        return connection.expired();
    }

    /** Whether an answer has been begun. */
    public boolean sent() {
        return sent;
    }

    /** Whether the client can still be spoken to. */
    public boolean readable() {
        return !body.failed();
    }

    /** Answers with bytes. */
    public void send(int status, ResponseHead lines, byte[] content) throws IOException {
        sent = true;
        connection.write(status, lines, content, head.isHead());
    }

    /** Answers with a stream of that length, −1 for unknown. */
    public void send(int status, ResponseHead lines, long length, Writer writer)
            throws IOException {
        sent = true;
        connection.write(status, lines, length, writer, head);
    }

    /** Writes the body of an answer. */
    @FunctionalInterface
    public interface Writer {
        /** Writes all of it; does not close. */
        void write(OutputStream out) throws IOException;
    }
}
