package stockpot.server.rooms;

import java.util.function.LongSupplier;
import stockpot.server.matrix.event.EventSigner;

/**
 * What every new event needs from outside: a time stamp and signatures.
 *
 * @param millis wall-clock time in milliseconds since 1970
 */
record EventMaking(LongSupplier millis, EventSigner signer) {
    long now() {
        return millis.getAsLong();
    }
}
