package stockpot.server.push;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import stockpot.server.matrix.id.UserId;
import stockpot.server.matrix.json.Json;
import stockpot.server.matrix.push.PushRule;
import stockpot.server.matrix.push.PushRuleKind;
import stockpot.server.matrix.push.PushRules;
import stockpot.server.store.Change;
import stockpot.server.store.CommitListener;
import stockpot.server.store.Database;
import stockpot.server.store.Transaction;
import stockpot.server.store.Watermarks;

/** The push rules of each user; those in use are kept in memory. */
public final class PushRuleSets implements CommitListener {
    static final int MAX_CACHED = 2_000;

    private static final String TYPE = "m.push_rules";

    private final Database database;
    private final Watermarks<UserId> changed = new Watermarks<>(MAX_CACHED, 0);
    private final LinkedHashMap<UserId, PushRules> cached = new LinkedHashMap<>(16, 0.75f, true);

    /** Rules in this database. */
    public PushRuleSets(Database database) {
        this.database = database;
    }

    /** A user's rules. */
    public PushRules of(UserId user) {
        PushRules known = known(user);
        return known != null ? known : database.read(tx -> of(tx, user));
    }

    /** A user's rules, within a transaction. */
    public PushRules of(Transaction tx, UserId user) {
        PushRules known = known(user);
        if (known != null) {
            return known;
        }
        long position = stockpot.server.store.PushRules.lastChange(tx, user);
        PushRules read = read(tx, user);
        synchronized (cached) {
            // What an older reading gave must not outlive a change that was told meanwhile.
            if (!changed.mayHaveChangedSince(user, position)) {
                cached.put(user, read);
            }
            if (cached.size() > MAX_CACHED) {
                cached.pollFirstEntry();
            }
        }
        return read;
    }

    /** All rules of a user as clients read them. */
    public static ObjectNode json(PushRules rules) {
        ObjectNode all = Json.object();
        all.set("global", rules.json());
        return all;
    }

    /** The content of the {@code m.push_rules} that clients see among their account data. */
    public byte[] content(Transaction tx, UserId user) {
        return Json.bytes(json(of(tx, user)));
    }

    /**
     * Adds or changes a rule of the user.
     *
     * @throws stockpot.server.matrix.error.MatrixException as {@link PushRules#put}
     */
    public void put(
            UserId user,
            PushRuleKind kind,
            PushRule rule,
            @Nullable String before,
            @Nullable String after) {
        change(user, rules -> rules.put(kind, rule, before, after));
    }

    /**
     * Removes a rule of the user.
     *
     * @throws stockpot.server.matrix.error.MatrixException as {@link PushRules#remove}
     */
    public void remove(UserId user, PushRuleKind kind, String ruleId) {
        change(user, rules -> rules.remove(kind, ruleId));
    }

    /** Switches a rule on or off; 404 without one. */
    public void enable(UserId user, PushRuleKind kind, String ruleId, boolean enabled) {
        change(user, rules -> rules.enable(kind, ruleId, enabled));
    }

    /** Gives a rule other actions; 404 without one. */
    public void act(UserId user, PushRuleKind kind, String ruleId, ArrayNode actions) {
        change(user, rules -> rules.act(kind, ruleId, actions));
    }

    @Override
    public void committed(long position, List<Change> changes) {
        for (Change change : changes) {
            if (change instanceof Change.AccountData data && data.type().equals(TYPE)) {
                forget(data.user(), data.position());
            }
        }
    }

    private void forget(UserId user, long position) {
        synchronized (cached) {
            changed.mark(user, position);
            cached.remove(user);
        }
    }

    private void change(UserId user, UnaryOperator<PushRules> change) {
        database.write(tx -> {
            PushRules before = read(tx, user);
            String was = Json.text(before.changes());
            String is = Json.text(change.apply(before).changes());
            if (!is.equals(was)) {
                stockpot.server.store.PushRules.set(tx, user, is);
            }
            return true;
        });
    }

    private @Nullable PushRules known(UserId user) {
        synchronized (cached) {
            return cached.get(user);
        }
    }

    private static PushRules read(Transaction tx, UserId user) {
        String changes = stockpot.server.store.PushRules.find(tx, user);
        return PushRules.of(user, changes == null ? Json.object() : Json.trusted(changes));
    }
}
