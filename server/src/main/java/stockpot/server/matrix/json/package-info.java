/**
 * JSON as this server reads and writes it: one strict reader (threats J01–J11), one writer, one
 * canonical encoder. Appendices, "Canonical JSON".
 */
@NullMarked
package stockpot.server.matrix.json;

import org.jspecify.annotations.NullMarked;
