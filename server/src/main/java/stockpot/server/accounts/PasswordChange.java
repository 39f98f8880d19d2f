package stockpot.server.accounts;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import stockpot.server.matrix.id.DeviceId;
import stockpot.server.matrix.id.UserId;
import stockpot.server.store.Database;
import stockpot.server.store.Users;
import stockpot.server.store.WriteTransaction;
import stockpot.server.users.DirectoryPasswords;
import stockpot.server.users.Passwords;
import stockpot.server.users.Sessions;

/** A new password, after which other sessions end if the user wishes so (threat C10). */
public final class PasswordChange {
    private final Database database;
    private final Passwords passwords;
    private final DirectoryPasswords directory;
    private final Sessions sessions;

    /** Changes passwords of one server. */
    public PasswordChange(
            Database database,
            Passwords passwords,
            DirectoryPasswords directory,
            Sessions sessions) {
        this.database = database;
        this.passwords = passwords;
        this.directory = directory;
        this.sessions = sessions;
    }

    /**
     * The hash of a first password, for an account that is about to be made.
     *
     * @throws stockpot.server.matrix.error.MatrixException 400 for a password that is empty or too
     *     long
     */
    public String hash(String password) {
        return passwords.hash(password);
    }

    /**
     * Lets only those go on whose password lies here; to be asked before anything is proved.
     *
     * @throws stockpot.server.matrix.error.MatrixException 403 {@code M_FORBIDDEN}
     */
    public void requirePossible(UserId user) {
        directory.requireOwn(user);
    }

    /**
     * Sets a password.
     *
     * @param logoutOthers whether all devices but {@code keep} end, with their pushers and messages
     * @param keep the device that asked, or null
     * @throws stockpot.server.matrix.error.MatrixException 400 for a password that is empty or too
     *     long, 403 where the directory has the password
     */
    public void change(
            UserId user, String password, boolean logoutOthers, @Nullable DeviceId keep) {
        change(user, password, logoutOthers, keep, _ -> {});
    }

    /** As above; what proved the right to it is used up in the same write (threat C08). */
    public void change(
            UserId user,
            String password,
            boolean logoutOthers,
            @Nullable DeviceId keep,
            Consumer<WriteTransaction> proof) {
        requirePossible(user);
        String hash = passwords.hash(password);
        database.write(tx -> {
            proof.accept(tx);
            Users.setPasswordHash(tx, user, hash);
            if (logoutOthers) {
                sessions.closeAll(tx, user, keep);
            }
            return true;
        });
    }
}
