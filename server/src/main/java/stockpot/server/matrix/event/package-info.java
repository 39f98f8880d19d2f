/**
 * Events: what one is ({@link stockpot.server.matrix.event.Pdu}, the class to read first), how this
 * server makes one ({@link stockpot.server.matrix.event.EventBuilder}), what is left of one after a
 * redaction, and how clients see one. JSON trees and drafts enter, immutable events leave. Whether
 * an event is allowed is for {@code auth}; where it is kept is for the store. Server-Server API,
 * "PDUs" and "Signing Events"; Client-Server API, "Events".
 */
@NullMarked
package stockpot.server.matrix.event;

import org.jspecify.annotations.NullMarked;
