package stockpot.server;

import org.jspecify.annotations.Nullable;
import stockpot.server.accounts.DirectoryFollowing;
import stockpot.server.accounts.DirectoryRounds;
import stockpot.server.accounts.PictureStore;
import stockpot.server.config.Config;
import stockpot.server.config.LdapConfig;
import stockpot.server.ports.Ports;
import stockpot.server.store.Database;
import stockpot.server.users.Accounts;
import stockpot.server.users.Directory;
import stockpot.server.users.DirectoryPasswords;
import stockpot.server.users.Profiles;
import stockpot.server.users.Tokens;
import stockpot.server.users.ldap.LdapDirectory;
import stockpot.server.users.ldap.StoredTlsMemory;

/**
 * The directory and what follows it; without one there is only who says so.
 *
 * @param directory null where none is configured, and then nothing of the library is loaded
 */
record DirectoryParts(
        DirectoryPasswords passwords,
        @Nullable Directory directory,
        @Nullable DirectoryRounds rounds)
        implements AutoCloseable {

    static DirectoryParts wire(
            Config config,
            Ports ports,
            Database database,
            Accounts accounts,
            Tokens tokens,
            Profiles profiles,
            PictureStore pictures) {
        LdapConfig ldap = config.ldap();
        if (ldap == null) {
            return new DirectoryParts(
                    new DirectoryPasswords(database, ports.clock(), accounts, null), null, null);
        }
        Directory directory = LdapDirectory.of(ldap, ports, new StoredTlsMemory(database));
        DirectoryFollowing following =
                new DirectoryFollowing(database, ports.clock(), tokens, profiles, pictures);
        DirectoryPasswords.Rules rules =
                new DirectoryPasswords.Rules(
                        directory,
                        ldap.passwords() == LdapConfig.Passwords.DIRECTORY,
                        ldap.takeOver(),
                        following);
        return new DirectoryParts(
                new DirectoryPasswords(database, ports.clock(), accounts, rules),
                directory,
                new DirectoryRounds(
                        database,
                        directory,
                        following,
                        ldap.syncInterval(),
                        ports.waiting(),
                        ports.threads()));
    }

    /** Starts what runs by itself. */
    void start() {
        if (rounds != null) {
            rounds.start();
        }
    }

    @Override
    public void close() {
        if (rounds != null) {
            rounds.close();
        }
        if (directory != null) {
            directory.close();
        }
    }
}
