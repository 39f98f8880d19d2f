package stockpot.server;

import stockpot.server.accounts.AccountEdits;
import stockpot.server.accounts.AccountView;
import stockpot.server.accounts.AdminAudit;
import stockpot.server.accounts.UserRedactions;
import stockpot.server.ports.Ports;
import stockpot.server.store.Database;

/** The objects of {@code accounts} that administrators alone use. */
record AdminParts(
        AdminAudit audit, AccountView view, AccountEdits edits, UserRedactions redactions) {

    static AdminParts wire(Ports ports, Database database, RoomParts rooms, UserParts users) {
        AccountEdits.Parts parts =
                new AccountEdits.Parts(
                        users.accounts(),
                        users.profiles(),
                        users.passwordChange(),
                        users.deactivation(),
                        users.moderation());
        return new AdminParts(
                new AdminAudit(database, ports.clock()),
                new AccountView(database, users.devices()),
                new AccountEdits(database, ports.clock(), parts),
                new UserRedactions(
                        database,
                        users.accounts(),
                        rooms.events(),
                        ports.clock(),
                        ports.chance(),
                        ports.threads()));
    }
}
