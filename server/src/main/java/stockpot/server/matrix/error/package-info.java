/**
 * How a refusal is said: {@link stockpot.server.matrix.error.ErrorCode} with its HTTP status in a
 * {@link stockpot.server.matrix.error.MatrixException}, made only by the named factories of {@link
 * stockpot.server.matrix.error.MatrixErrors}. Client-Server API, "Standard error response".
 */
@NullMarked
package stockpot.server.matrix.error;

import org.jspecify.annotations.NullMarked;
