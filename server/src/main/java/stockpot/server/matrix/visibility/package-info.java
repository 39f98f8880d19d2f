/**
 * May a user see an event? The one decision behind every route that shows events (threat V01). The
 * state at the event comes in, yes or no leaves; finding that state, and who joined when, belongs
 * to the callers. Client-Server API, "Room History Visibility".
 */
@NullMarked
package stockpot.server.matrix.visibility;

import org.jspecify.annotations.NullMarked;
