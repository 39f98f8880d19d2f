package stockpot.server.e2ee;

import java.io.IOException;
import java.io.OutputStream;

/** A JSON answer that is too large for memory and is written part by part, once. */
@FunctionalInterface
public interface StreamedAnswer {
    /** Writes the body of the answer. */
    void write(OutputStream out) throws IOException;
}
