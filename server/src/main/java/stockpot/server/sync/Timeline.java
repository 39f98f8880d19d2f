package stockpot.server.sync;

import java.util.List;
import stockpot.server.store.EventRow;

/**
 * The newest events of a room that a reader may see and wants, oldest first.
 *
 * @param events what is sent
 * @param limited whether more of that kind lie between the client's token and the first of them
 * @param before the position from which the client pages back
 * @param passedOver state events behind the first one sent that are not sent, newest first
 */
record Timeline(List<EventRow> events, boolean limited, long before, List<EventRow> passedOver) {}
