package stockpot.server.users.ldap;

import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import stockpot.server.store.Database;
import stockpot.server.store.DirectoryAccounts;

/** Kept in the database; a server knows its few hosts by heart. */
public final class StoredTlsMemory implements TlsMemory {
    private final Database database;
    private final Set<String> known = new ConcurrentSkipListSet<>();

    /** What {@code database} remembers. */
    public StoredTlsMemory(Database database) {
        this.database = database;
    }

    @Override
    public boolean spokeTls(String host) {
        if (known.contains(host)) {
            return true;
        }
        boolean stored = database.read(tx -> DirectoryAccounts.spokeTls(tx, host));
        if (stored) {
            known.add(host);
        }
        return stored;
    }

    @Override
    public void noteTls(String host) {
        if (known.contains(host)) {
            return;
        }
        database.write(tx -> {
            DirectoryAccounts.noteTls(tx, host);
            return true;
        });
        known.add(host);
    }
}
