package stockpot.server.sync;

import stockpot.server.matrix.id.UserId;
import stockpot.server.store.Transaction;

/** A user's push rules, which clients see as account data; kept by {@code push}. */
@FunctionalInterface
public interface PushRulesSource {
    /** The content of {@code m.push_rules} as JSON. */
    byte[] content(Transaction tx, UserId user);
}
