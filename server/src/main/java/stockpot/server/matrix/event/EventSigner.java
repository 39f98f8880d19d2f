package stockpot.server.matrix.event;

import stockpot.server.matrix.id.KeyId;
import stockpot.server.matrix.id.ServerName;

/** Who signs the events of this server. */
public interface EventSigner {
    /** The server that the signature is of. */
    ServerName server();

    /** The key that is used. */
    KeyId keyId();

    /** The signature over the canonical form of a redacted event. */
    byte[] sign(byte[] bytes);
}
