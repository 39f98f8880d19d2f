package stockpot.server.users;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;
import stockpot.server.matrix.error.MatrixErrors;
import stockpot.server.matrix.error.MatrixException;
import stockpot.server.matrix.id.UserId;
import stockpot.server.ports.Clock;
import stockpot.server.store.Database;
import stockpot.server.store.DirectoryAccounts;
import stockpot.server.store.DirectoryAccounts.DirectoryRow;
import stockpot.server.store.DirectoryAccounts.Kind;
import stockpot.server.store.Users;
import stockpot.server.store.Users.UserRow;
import stockpot.server.store.WriteTransaction;

/**
 * Whose password opens which account, where there is a directory (threat C16). An account belongs
 * to the entry of its name if the entry made it or the operator did; one that a person registered
 * with a password of their own stays theirs, unless configured otherwise.
 */
public final class DirectoryPasswords {
    private static final Logger log = System.getLogger(DirectoryPasswords.class.getName());

    private final Database database;
    private final Clock clock;
    private final Accounts accounts;
    private final @Nullable Rules rules;

    /**
     * What holds where there is a directory.
     *
     * @param alone whether only the directory's passwords count, and those of break-glass accounts
     * @param takeOver whether an entry may take an account that has a password of its own
     * @param follower brings accounts in step
     */
    public record Rules(
            Directory directory, boolean alone, boolean takeOver, EntryFollower follower) {}

    /** With null in place of the rules there is no directory. */
    public DirectoryPasswords(
            Database database, Clock clock, Accounts accounts, @Nullable Rules rules) {
        this.database = database;
        this.clock = clock;
        this.accounts = accounts;
        this.rules = rules;
    }

    /** Whether there is a directory. */
    public boolean used() {
        return rules != null;
    }

    /** Whether the directory, and not a hash kept here, says if a password is right. */
    boolean judges(@Nullable UserRow account) {
        if (rules == null) {
            return false;
        }
        if (account == null) {
            return true;
        }
        if (account.guest() || account.appservice() != null) {
            return false;
        }
        DirectoryRow row = row(account.user());
        return row == null ? rules.alone : row.kind() == Kind.ENTRY;
    }

    private @Nullable DirectoryRow row(UserId user) {
        return database.read(tx -> DirectoryAccounts.find(tx, user));
    }

    /** Whether the password of an account lies in the directory, so that it is changed there. */
    public boolean owns(UserId user) {
        if (rules == null) {
            return false;
        }
        UserRow account = accounts.find(user);
        return account != null && judges(account);
    }

    /**
     * Lets only those go on whose password lies here.
     *
     * @throws MatrixException 403 {@code M_FORBIDDEN}
     */
    public void requireOwn(UserId user) {
        if (owns(user)) {
            throw MatrixErrors.forbidden(
                    "Your password is kept in the directory of your organization: change it there");
        }
    }

    /**
     * Keeps people from registering a name that an entry has, who could then never come in.
     *
     * @throws MatrixException 400 {@code M_EXCLUSIVE}, 503
     */
    void requireNoEntry(UserId user) {
        if (rules != null
                && !(rules.directory.find(user.localpart()) instanceof Directory.Looked.Missing)) {
            throw MatrixErrors.of(
                    400, "M_EXCLUSIVE", "This user ID belongs to an entry of the directory");
        }
    }

    /** Notes whose an account is that the operator makes, in the write that makes it. */
    void noteMade(WriteTransaction tx, UserId user, boolean breakGlass) {
        DirectoryAccounts.put(tx, DirectoryRow.fresh(user, breakGlass ? Kind.LOCAL : Kind.ENTRY));
    }

    /**
     * The account of whoever has this name and password, made now if there was none; null where
     * they do not belong together.
     *
     * @param account the one of that name, or null
     * @param name as written
     * @throws MatrixException 403 where the person is known and may still not come in, 503 where
     *     the directory does not answer
     */
    @Nullable UserRow check(@Nullable UserRow account, String name, String password) {
        Rules there = rules;
        if (there == null) {
            throw new IllegalStateException("no directory");
        }
        String localpart = account != null ? account.user().localpart() : localpart(name);
        return switch (there.directory.check(localpart, password)) {
            case Directory.Checked.Wrong() -> null;
            case Directory.Checked.Right(DirectoryEntry entry) -> {
                UserId user = account != null ? owned(account, there) : made(entry);
                there.follower.follow(user, entry);
                requireWelcome(entry);
                yield accounts.find(user);
            }
        };
    }

    /**
     * What an entry could be called; empty where the name is none of this server's (threat N01).
     */
    private String localpart(String written) {
        String own = ":" + accounts.server().value();
        String name = written;
        if (written.startsWith("@")) {
            name =
                    written.endsWith(own)
                            ? written.substring(1, written.length() - own.length())
                            : "";
        }
        String folded = name.length() > 255 ? null : LocalName.fold(name);
        return folded == null ? "" : folded;
    }

    private UserId owned(UserRow account, Rules there) {
        UserId user = account.user();
        if (row(user) != null) {
            return user;
        }
        if (!there.takeOver) {
            log.log(
                    Level.WARNING,
                    "the entry of {0} does not get the account of that name, which has a password"
                            + " of its own; ldap.take_over_accounts would allow it",
                    user);
            throw MatrixErrors.forbidden(
                    "An account of this name was made here before and is not yours by itself: ask"
                            + " the administrator");
        }
        database.write(tx -> {
            DirectoryAccounts.put(tx, DirectoryRow.fresh(user, Kind.ENTRY));
            Users.setPasswordHash(tx, user, null);
            return true;
        });
        log.log(Level.INFO, "the account {0} belongs to its entry of the directory now", user);
        return user;
    }

    private UserId made(DirectoryEntry entry) {
        UserId user = accounts.nameForEntry(entry.name());
        requireWelcome(entry);
        boolean fresh =
                database.write(tx -> {
                    if (Users.exists(tx, user)) {
                        return false; // two first logins at once
                    }
                    accounts.create(
                            tx, UserRow.fresh(user, null, clock.millis(), false), user.localpart());
                    DirectoryAccounts.put(tx, DirectoryRow.fresh(user, Kind.ENTRY));
                    return true;
                });
        if (fresh) {
            accounts.announce(user, false);
        }
        return user;
    }

    private static void requireWelcome(DirectoryEntry entry) {
        if (!entry.welcome()) {
            throw MatrixErrors.forbidden(
                    entry.standing() == DirectoryEntry.Standing.OUTSIDE
                            ? "The directory does not list you among those who may use this server"
                            : "The directory has your entry locked");
        }
    }
}
