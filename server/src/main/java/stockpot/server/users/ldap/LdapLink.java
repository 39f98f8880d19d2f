package stockpot.server.users.ldap;

import com.unboundid.ldap.sdk.LDAPConnection;
import java.io.IOException;
import java.net.Socket;
import stockpot.server.config.LdapConfig.Server;

/**
 * One connection to a server of the directory.
 *
 * @param role who is bound on it
 * @param raw the socket below everything, which can be cut from outside
 */
record LdapLink(Server server, Role role, LDAPConnection connection, Socket raw)
        implements AutoCloseable {
    /** Who is bound on a connection. Nobody's rights are ever another one's (threat C15). */
    enum Role {
        /** Whoever looks entries up. */
        SERVICE,
        /** The person who logs in; the next one binds anew. */
        PERSON
    }

    /** Cuts the line without a farewell, for which a silent server could let us wait. */
    @Override
    public void close() {
        try {
            raw.close();
        } catch (IOException e) {
            // it is gone anyway
        }
        connection.close();
    }
}
