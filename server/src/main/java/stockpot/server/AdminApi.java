package stockpot.server;

import java.util.List;
import stockpot.server.api.EndpointGroup;
import stockpot.server.api.admin.Audited;
import stockpot.server.api.admin.RegistrationTokenAdmin;
import stockpot.server.api.admin.UserAccounts;
import stockpot.server.api.admin.UserActions;
import stockpot.server.api.admin.UserDevices;
import stockpot.server.api.admin.UserRecords;
import stockpot.server.api.admin.UserRooms;

/** The endpoint groups of administrators, each noted in the book. */
final class AdminApi {
    private AdminApi() {}

    static List<EndpointGroup> users(Core core) {
        UserParts users = core.users;
        AdminParts admin = core.admin;
        List<EndpointGroup> groups =
                List.of(
                        new UserAccounts(users.accounts(), admin.view(), admin.edits()),
                        new UserActions(
                                users.accounts(),
                                users.tokens(),
                                admin.view(),
                                users.moderation(),
                                users.passwordChange(),
                                users.deactivation()),
                        new UserDevices(users.accounts(), users.devices()),
                        new UserRecords(core.database, users.accounts(), core.keys.replacement()),
                        new UserRooms(core.database, admin.redactions()),
                        new RegistrationTokenAdmin(
                                core.database, core.ports.clock(), core.ports.chance()));
        return groups.stream()
                .<EndpointGroup>map(group -> new Audited(group, admin.audit()))
                .toList();
    }
}
