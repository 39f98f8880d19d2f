package stockpot.server.matrix.auth;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import stockpot.server.matrix.event.Pdu;
import stockpot.server.matrix.event.StateKey;

/** The state that an event is judged by. */
@FunctionalInterface
public interface AuthState {
    /** The event in a slot, or null. */
    @Nullable Pdu get(String type, String key);

    /** A state made of some events; those that are not state are left out. */
    static AuthState of(Collection<Pdu> events) {
        Map<StateKey, Pdu> slots = new LinkedHashMap<>();
        for (Pdu event : events) {
            StateKey slot = event.stateSlot();
            if (slot != null) {
                slots.put(slot, event);
            }
        }
        return (type, key) -> slots.get(new StateKey(type, key));
    }
}
