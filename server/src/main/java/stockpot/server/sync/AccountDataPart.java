package stockpot.server.sync;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import stockpot.server.store.AccountData;
import stockpot.server.store.AccountData.DataRow;
import stockpot.server.store.Database;
import stockpot.server.store.PushRules;
import stockpot.server.store.Transaction;

/** The global {@code account_data} of an answer, push rules among it. */
final class AccountDataPart implements SyncPart {
    private static final String PUSH_RULES = "m.push_rules";

    private final Database database;
    private final ChangeIndex index;
    private final PushRulesSource pushRules;

    AccountDataPart(Database database, ChangeIndex index, PushRulesSource pushRules) {
        this.database = database;
        this.index = index;
        this.pushRules = pushRules;
    }

    @SuppressWarnings("ArrayRecordComponent") // written once, never compared
    private record Found(List<DataRow> rows, byte @Nullable [] rules) {}

    @Override
    public boolean write(SyncWindow window, AnswerWriter out) {
        boolean anew = window.initial() || window.request().fullState();
        if (!anew && !index.accountData(window.user(), window.after())) {
            return false;
        }
        Found found = database.read(tx -> find(tx, window, anew ? 0 : window.after(), anew));
        if (found.rows().isEmpty() && found.rules() == null) {
            return false;
        }
        out.open("account_data").openArray("events");
        if (found.rules() != null) {
            out.open().text("type", PUSH_RULES).raw("content", found.rules()).close();
        }
        found.rows().forEach(row -> RoomSections.accountDatum(out, row));
        out.closeArray().close();
        return true;
    }

    private Found find(Transaction tx, SyncWindow window, long after, boolean anew) {
        List<DataRow> rows = new ArrayList<>();
        for (DataRow row : AccountData.changed(tx, window.user(), after, window.upTo())) {
            if (row.room() == null && window.filter().accountData(row.type())) {
                rows.add(row);
            }
        }
        boolean rules =
                window.filter().accountData(PUSH_RULES)
                        && (anew || PushRules.lastChange(tx, window.user()) > after);
        return new Found(rows, rules ? pushRules.content(tx, window.user()) : null);
    }
}
