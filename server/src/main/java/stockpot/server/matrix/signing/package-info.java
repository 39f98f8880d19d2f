/**
 * Ed25519 keys and signatures over canonical JSON. Bytes and trees come in, signatures and verdicts
 * leave; who holds which key, and where keys are kept, is not known here. First read {@link
 * stockpot.server.matrix.signing.Signatures}. Appendices, "Signing JSON".
 */
@NullMarked
package stockpot.server.matrix.signing;

import org.jspecify.annotations.NullMarked;
