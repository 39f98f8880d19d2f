package stockpot.server.store;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import stockpot.server.matrix.id.DeviceId;

/** With what events were sent, for many events at once; reads what {@link TransactionIds} holds. */
public final class EventOrigins {
    private static final int CHUNK = 20;

    private static final String BY_POSITIONS =
            "SELECT position, device_id, txn_id FROM transaction_ids WHERE position IN (?"
                    + ", ?".repeat(CHUNK - 1)
                    + ")";

    private EventOrigins() {}

    /** By the positions of the events; those sent without a transaction id are absent. */
    public static Map<Long, TransactionIds.Origin> of(Transaction tx, Collection<Long> positions) {
        Map<Long, TransactionIds.Origin> origins = new LinkedHashMap<>();
        List<Long> wanted = new ArrayList<>(new TreeSet<>(positions));
        for (int from = 0; from < wanted.size(); from += CHUNK) {
            @Nullable Object[] parameters = new @Nullable Object[CHUNK];
            for (int i = 0; i < CHUNK; i++) {
                parameters[i] = wanted.get(Math.min(from + i, wanted.size() - 1));
            }
            tx.each(BY_POSITIONS, row -> put(origins, row), parameters);
        }
        return origins;
    }

    private static boolean put(Map<Long, TransactionIds.Origin> origins, Transaction.Row row) {
        String device = row.textOrNull(2);
        DeviceId id = device == null ? null : new DeviceId(device);
        origins.put(row.number(1), new TransactionIds.Origin(id, row.text(3)));
        return true;
    }
}
