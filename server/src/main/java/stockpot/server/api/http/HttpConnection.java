package stockpot.server.api.http;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.concurrency.limits.Limit;
import io.helidon.common.socket.HelidonSocket;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.spi.ServerConnection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One connection, served by one virtual thread: read a head, let the handler answer, begin anew.
 * Time limits are fields that {@link ConnectionWatch} looks at; it closes the socket or interrupts
 * the handler.
 */
final class HttpConnection implements ServerConnection {
    private static final Logger log = System.getLogger(HttpConnection.class.getName());
    private static final byte[] CONTINUE = ResponseHead.ascii("HTTP/1.1 100 Continue\r\n\r\n");

    private final HelidonSocket socket;
    private final ConnectionContext context;
    private final HttpServer.Shared shared;
    private final int listener;
    private final ConnectionInput in;

    /** When the socket is closed for want of progress; in nanoseconds of the clock. */
    private volatile long progressDeadline;

    /** When the handler is interrupted; 0 while none runs. */
    private volatile long requestDeadline;

    private volatile boolean idle = true;
    private volatile boolean closing;
    private volatile boolean slowBody;
    private volatile boolean expired;

    /** Guards {@link #handling}, so that an interrupt never meets the next request. */
    private final ReentrantLock turn = new ReentrantLock();

    private @Nullable Thread handling;
    private @Nullable RequestBody body;
    private boolean keep;
    private boolean expectsContinue;

    HttpConnection(ConnectionContext context, HttpServer.Shared shared, int listener) {
        this.context = context;
        this.socket = context.serverSocket();
        this.shared = shared;
        this.listener = listener;
        this.in = new ConnectionInput(socket);
    }

    @Override
    public void handle(Limit limit) {
        shared.watch().add(this);
        try {
            while (serveOne() && !closing) {
                idle = true;
            }
        } catch (IOException | UncheckedIOException e) {
            // The client went away, or the watch closed the socket: nobody is left to tell.
            log.log(Level.TRACE, "connection ended", e);
        } finally {
            shared.watch().remove(this);
        }
    }

    /** Serves a request; false when the connection is to be closed. */
    private boolean serveOne() throws IOException {
        progressDeadline = shared.in(shared.limits().keepAlive());
        int first = in.read();
        if (first < 0) {
            return false;
        }
        idle = false;
        progressDeadline = shared.in(shared.limits().headTime());
        RequestHead head;
        try {
            head = new HeadReader(in, shared.limits()).read(first);
        } catch (MalformedRequest e) {
            refuse(e);
            return false;
        }
        keep = head.keepAlive();
        expectsContinue = "100-continue".equalsIgnoreCase(head.headers().first("expect"));
        RequestBody incoming = RequestBody.of(head, in, this);
        body = incoming;
        Exchange exchange = new Exchange(this, head, incoming);
        runHandler(exchange);
        return finish(exchange);
    }

    private void runHandler(Exchange exchange) {
        progressDeadline = 0;
        slowBody = false;
        expired = false;
        requestDeadline = shared.in(shared.limits().requestTime());
        setHandling(Thread.currentThread());
        try {
            shared.handler().handle(exchange);
        } finally {
            requestDeadline = 0;
            setHandling(null);
            Thread.interrupted();
        }
    }

    private void setHandling(@Nullable Thread thread) {
        turn.lock();
        try {
            handling = thread;
        } finally {
            turn.unlock();
        }
    }

    /** Makes the connection ready for the next request, or says that it cannot be. */
    private boolean finish(Exchange exchange) throws IOException {
        RequestBody rest = exchange.body();
        body = null;
        if (!exchange.sent()) {
            return false;
        }
        if (keep && isDiscardable(rest)) {
            progressDeadline = shared.in(shared.limits().bodyIdle());
            if (rest.discard(HttpLimits.DISCARD_BYTES)) {
                return true;
            }
        }
        if (rest.failed() || rest.remaining() != 0) {
            linger();
        }
        return false;
    }

    /** Whether what the handler left of a body can be read over to the next request. */
    private boolean isDiscardable(RequestBody body) {
        long left = body.remaining();
        return !body.failed()
                && left >= 0
                && left <= HttpLimits.DISCARD_BYTES
                && !(expectsContinue && left > 0);
    }

    private void refuse(MalformedRequest e) throws IOException {
        HttpHandler.Refusal refusal =
                shared.handler().refusal(e.status(), String.valueOf(e.getMessage()));
        keep = false;
        body = null;
        write(e.status(), refusal.head(), refusal.body(), false);
        linger();
    }

    /** Takes what still comes, for a moment, so that a reset does not overtake the answer. */
    private void linger() throws IOException {
        progressDeadline = shared.in(HttpLimits.LINGER_TIME);
        byte[] sink = new byte[8192];
        int taken = 0;
        while (taken < HttpLimits.LINGER_BYTES) {
            int count = in.read(sink, 0, sink.length);
            if (count < 0) {
                return;
            }
            taken += count;
        }
    }

    InetAddress peer() {
        return ((InetSocketAddress) context.remotePeer().address()).getAddress();
    }

    int listener() {
        return listener;
    }

    // What the body tells

    void awaitBody(boolean first) throws IOException {
        if (first && expectsContinue) {
            expectsContinue = false;
            writePiece(CONTINUE);
        }
        progressDeadline = shared.in(shared.limits().bodyIdle());
    }

    void bodyArrived(int bytes) {
        progressDeadline = 0;
        if (slowBody) {
            extendDeadline(Duration.ofNanos(bytes * (1_000_000_000L / HttpLimits.SLOWEST_UPLOAD)));
        }
    }

    /** Where the next request begins is not known: the answer is the last. */
    void bodyFailed() {
        keep = false;
        progressDeadline = 0;
    }

    // What the handler asks

    void extendDeadline(Duration longer) {
        long deadline = requestDeadline;
        if (deadline != 0) {
            requestDeadline = deadline + longer.toNanos();
        }
    }

    void allowSlowBody() {
        slowBody = true;
    }

    boolean expired() {
        return expired;
    }

    // Answers

    void write(int status, ResponseHead lines, byte[] content, boolean headOnly)
            throws IOException {
        byte[] head = head(status, lines, content.length);
        int sent = headOnly || isBodiless(status) ? 0 : content.length;
        if (head.length + sent > HttpLimits.WRITE_PIECE_BYTES) {
            writePiece(head);
            writePiece(content, 0, sent);
            return;
        }
        byte[] all = new byte[head.length + sent];
        System.arraycopy(head, 0, all, 0, head.length);
        System.arraycopy(content, 0, all, head.length, sent);
        writePiece(all);
    }

    void write(
            int status,
            ResponseHead lines,
            long length,
            Exchange.Writer writer,
            RequestHead request)
            throws IOException {
        boolean chunked = length < 0 && !request.http10();
        keep &= length >= 0 || chunked;
        writePiece(head(status, lines, length));
        if (request.isHead()) {
            return;
        }
        AnswerStream out = new AnswerStream(this, length, chunked);
        boolean whole = false;
        try {
            writer.write(out);
            whole = out.finish();
        } finally {
            keep &= whole;
        }
    }

    private byte[] head(int status, ResponseHead lines, long length) {
        ResponseHead head = new ResponseHead();
        head.add(StatusLines.of(status)).add(shared.date());
        if (!isBodiless(status)) {
            if (length >= 0) {
                head.add("Content-Length", Long.toString(length));
            } else if (keep) {
                head.add("Transfer-Encoding", "chunked");
            }
        }
        keep &= !closing && (body == null || isDiscardable(body));
        if (!keep) {
            head.add("Connection", "close");
        }
        return head.add(lines.encoded()).end().encoded();
    }

    private static boolean isBodiless(int status) {
        return status == 204 || status == 304 || status < 200;
    }

    void writePiece(byte[] bytes) throws IOException {
        writePiece(bytes, 0, bytes.length);
    }

    void writePiece(byte[] bytes, int offset, int count) throws IOException {
        try {
            int from = offset;
            int end = offset + count;
            while (from < end) {
                int piece = Math.min(end - from, HttpLimits.WRITE_PIECE_BYTES);
                progressDeadline = shared.in(shared.limits().writeIdle());
                socket.write(BufferData.create(bytes, from, piece));
                from += piece;
            }
            progressDeadline = 0;
        } catch (UncheckedIOException e) {
            keep = false;
            throw e.getCause();
        }
    }

    // The watch and the server

    /** Ends what has taken too long; called about once a second by another thread. */
    void check(long now) {
        long progress = progressDeadline;
        if (progress != 0 && now - progress > 0) {
            shared.close(socket);
            return;
        }
        long request = requestDeadline;
        if (request != 0 && now - request > 0) {
            turn.lock();
            try {
                if (handling != null && !expired) {
                    expired = true;
                    handling.interrupt();
                }
            } finally {
                turn.unlock();
            }
        }
    }

    @Override
    public Duration idleTime() {
        return Duration.ZERO; // the watch closes what is idle
    }

    @Override
    public void close(boolean interrupt) {
        closing = true;
        if (idle || interrupt) {
            shared.close(socket);
        }
    }
}
