package stockpot.server.users.ldap;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import stockpot.server.ports.Clock;

/** One question to the directory while it runs: its time, and what to cut when that is over. */
final class Attempt {
    private final Clock clock;
    private final long end;
    private final List<Socket> sockets = new ArrayList<>();
    private long stepEnd;
    private boolean over;

    Attempt(Clock clock, Duration limit) {
        this.clock = clock;
        this.end = clock.nanos() + limit.toNanos();
        this.stepEnd = end;
    }

    /** Gives each of the servers that are left the same share of the time that is left. */
    synchronized void share(int servers) {
        stepEnd = clock.nanos() + Math.max(0, end - clock.nanos()) / servers;
    }

    /** What is left for the server at hand, in milliseconds, at least 1. */
    synchronized int millisLeft() {
        return (int) Math.max(1, (stepEnd - clock.nanos()) / 1_000_000);
    }

    /** What is left in all. */
    Duration left() {
        return Duration.ofNanos(Math.max(0, end - clock.nanos()));
    }

    /** Has a socket cut when the time is over. */
    synchronized void uses(Socket socket) throws IOException {
        if (over) {
            socket.close();
            throw new IOException("the time is over");
        }
        sockets.add(socket);
    }

    /**
     * Lets no connection be used for this question any more.
     *
     * @param done whether it was answered; if not, every wait for an answer ends
     */
    synchronized void end(boolean done) {
        over = true;
        if (done) {
            return;
        }
        for (Socket socket : sockets) {
            try {
                socket.close();
            } catch (IOException e) {
                // it is gone anyway
            }
        }
    }
}
