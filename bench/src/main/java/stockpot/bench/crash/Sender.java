package stockpot.bench.crash;

import java.io.UncheckedIOException;
import stockpot.bench.MatrixClient;

/** Sends numbered texts into one room until told to stop or the server is gone. */
final class Sender {
    private final MatrixClient client;
    private final String roomId;
    private final String name;
    private final Ledger ledger;
    private final Violations violations;
    private volatile boolean running;

    Sender(MatrixClient client, String roomId, String name, Ledger ledger, Violations violations) {
        this.client = client;
        this.roomId = roomId;
        this.name = name;
        this.ledger = ledger;
        this.violations = violations;
    }

    /** Sends until {@link #stop} or until the server no longer answers. */
    void run() {
        running = true;
        while (running) {
            try {
                int number = ledger.ids().size();
                ledger.acknowledge(client.send(roomId, txnId(number), text(number)));
            } catch (UncheckedIOException gone) {
                return;
            } catch (MatrixClient.Refused refused) {
                // A server that is stopping or starting may say so; anything else is wrong.
                if (refused.status() != 503) {
                    violations.add(name + " was refused: " + refused.getMessage());
                    return;
                }
            }
        }
    }

    void stop() {
        running = false;
    }

    /** After a restart: the last acknowledged transaction id gives the same event again. */
    void repeatLast() {
        int last = ledger.ids().size() - 1;
        if (last < 0) {
            return;
        }
        String again = client.send(roomId, txnId(last), text(last));
        if (!again.equals(ledger.ids().get(last))) {
            violations.add(
                    name
                            + ": transaction "
                            + last
                            + " gave "
                            + again
                            + " after the restart, "
                            + ledger.ids().get(last)
                            + " before it");
        }
    }

    String name() {
        return name;
    }

    String roomId() {
        return roomId;
    }

    MatrixClient client() {
        return client;
    }

    Ledger ledger() {
        return ledger;
    }

    String text(int number) {
        return name + " " + number;
    }

    private String txnId(int number) {
        return "txn-" + number;
    }
}
