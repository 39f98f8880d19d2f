/**
 * Identifiers: records around the full string, checked when made. {@code parse} takes what other
 * servers may send, {@code create} only what this server may make. Appendices, "Identifier
 * Grammar".
 */
@NullMarked
package stockpot.server.matrix.id;

import org.jspecify.annotations.NullMarked;
