package stockpot.server.accounts;

import com.fasterxml.jackson.databind.node.TextNode;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import stockpot.server.matrix.error.MatrixException;
import stockpot.server.matrix.id.UserId;
import stockpot.server.ports.Clock;
import stockpot.server.store.Database;
import stockpot.server.store.DirectoryAccounts;
import stockpot.server.store.DirectoryAccounts.DirectoryRow;
import stockpot.server.store.DirectoryAccounts.Kind;
import stockpot.server.store.ThreePids;
import stockpot.server.store.Users;
import stockpot.server.store.Users.UserRow;
import stockpot.server.store.WriteTransaction;
import stockpot.server.users.DirectoryEntry;
import stockpot.server.users.DirectoryPhoto;
import stockpot.server.users.EntryFollower;
import stockpot.server.users.Profiles;
import stockpot.server.users.Tokens;

/**
 * Brings an account in step with its entry of the directory: locked or open, administrator or not,
 * name, mail address, picture. What people set themselves stays until the directory says something
 * new; a lock or a right that the directory did not give, it does not take.
 */
public final class DirectoryFollowing implements EntryFollower {
    private static final Logger log = System.getLogger(DirectoryFollowing.class.getName());
    private static final String MAIL = "email";

    private final Database database;
    private final Clock clock;
    private final Tokens tokens;
    private final Profiles profiles;
    private final PictureStore pictures;

    /** Follows for the accounts of one server. */
    public DirectoryFollowing(
            Database database,
            Clock clock,
            Tokens tokens,
            Profiles profiles,
            PictureStore pictures) {
        this.database = database;
        this.clock = clock;
        this.tokens = tokens;
        this.profiles = profiles;
        this.pictures = pictures;
    }

    @Override
    public void follow(UserId user, DirectoryEntry entry) {
        DirectoryRow before = database.write(tx -> rights(tx, user, entry));
        if (before == null || !entry.welcome()) {
            return;
        }
        String name = entry.displayName();
        if (name != null && !name.equals(before.displayName())) {
            show(user, Profiles.DISPLAY_NAME, name);
        }
        DirectoryPhoto photo = entry.photo();
        String picture = photo == null ? null : photo.hash();
        if (photo != null && !photo.hash().equals(before.photo())) {
            show(user, Profiles.AVATAR, pictures.store(user, photo));
        }
        remember(user, name, picture);
    }

    /** The person has no entry any more that may come in. */
    public void gone(UserId user) {
        database.write(tx -> {
            DirectoryRow row = DirectoryAccounts.find(tx, user);
            UserRow account = Users.find(tx, user);
            if (followed(row, account) && row != null && account != null && !row.missing()) {
                DirectoryAccounts.put(tx, locked(tx, row, account));
            }
            return true;
        });
    }

    private static boolean followed(@Nullable DirectoryRow row, @Nullable UserRow account) {
        return row != null && row.kind() == Kind.ENTRY && account != null && !account.deactivated();
    }

    /** What must hold at once; returns what was known before, or null for accounts of others. */
    private @Nullable DirectoryRow rights(WriteTransaction tx, UserId user, DirectoryEntry entry) {
        DirectoryRow before = DirectoryAccounts.find(tx, user);
        UserRow account = Users.find(tx, user);
        if (!followed(before, account) || before == null || account == null) {
            return null;
        }
        DirectoryRow row = entry.welcome() ? opened(tx, before) : locked(tx, before, account);
        row = admin(tx, row, account, entry);
        if (entry.welcome()) {
            row = mail(tx, row, entry.mail());
        }
        if (!row.equals(before)) {
            DirectoryAccounts.put(tx, row);
        }
        return before;
    }

    private DirectoryRow opened(WriteTransaction tx, DirectoryRow row) {
        if (row.locked()) {
            Users.setLocked(tx, row.user(), false);
            tokens.forgetAfter(tx, row.user());
            log.log(Level.INFO, "{0} is unlocked: the directory lets them in again", row.user());
        }
        return with(row, false, false, row.admin(), row.mail());
    }

    private DirectoryRow locked(WriteTransaction tx, DirectoryRow row, UserRow account) {
        boolean ours = row.locked();
        if (!account.locked()) {
            Users.setLocked(tx, row.user(), true);
            tokens.forgetAfter(tx, row.user());
            ours = true;
            log.log(Level.INFO, "{0} is locked: the directory does not let them in", row.user());
        }
        return with(row, true, ours, row.admin(), row.mail());
    }

    /** Takes only what the directory gave. */
    private static DirectoryRow admin(
            WriteTransaction tx, DirectoryRow row, UserRow account, DirectoryEntry entry) {
        Boolean wanted = entry.admin();
        if (wanted == null) {
            return row;
        }
        boolean granted = wanted && entry.welcome();
        if (granted && !account.admin()) {
            Users.setAdmin(tx, row.user(), true);
            log.log(Level.INFO, "{0} is an administrator: the directory says so", row.user());
            return with(row, row.missing(), row.locked(), true, row.mail());
        }
        if (!granted && row.admin()) {
            Users.setAdmin(tx, row.user(), false);
            log.log(Level.INFO, "{0} is no administrator any more", row.user());
            return with(row, row.missing(), row.locked(), false, row.mail());
        }
        return row;
    }

    private DirectoryRow mail(WriteTransaction tx, DirectoryRow row, @Nullable String mail) {
        if (Objects.equals(mail, row.mail())) {
            return row;
        }
        if (row.mail() != null) {
            ThreePids.delete(tx, row.user(), MAIL, row.mail());
        }
        String stored = null;
        if (mail != null) {
            long now = clock.millis();
            UserId owner = ThreePids.owner(tx, MAIL, mail);
            if (owner == null) {
                ThreePids.insert(tx, new ThreePids.ThreePidRow(row.user(), MAIL, mail, now, now));
                stored = mail;
            } else if (!owner.equals(row.user())) {
                log.log(Level.WARNING, "the mail address of {0} is another account's", row.user());
            }
        }
        return with(row, row.missing(), row.locked(), row.admin(), stored);
    }

    private static DirectoryRow with(
            DirectoryRow row,
            boolean missing,
            boolean locked,
            boolean admin,
            @Nullable String mail) {
        return new DirectoryRow(
                row.user(),
                row.kind(),
                missing,
                locked,
                admin,
                row.displayName(),
                mail,
                row.photo());
    }

    private void show(UserId user, String field, String value) {
        try {
            profiles.put(user, field, TextNode.valueOf(value));
        } catch (MatrixException e) {
            log.log(Level.WARNING, "the {0} of {1} is refused: {2}", field, user, e.getMessage());
        }
    }

    /** After it is shown: a stop in between only shows it once more. */
    private void remember(UserId user, @Nullable String name, @Nullable String photo) {
        database.write(tx -> {
            DirectoryRow row = DirectoryAccounts.find(tx, user);
            if (row != null
                    && !(Objects.equals(row.displayName(), name)
                            && Objects.equals(row.photo(), photo))) {
                DirectoryAccounts.put(
                        tx,
                        new DirectoryRow(
                                user,
                                row.kind(),
                                row.missing(),
                                row.locked(),
                                row.admin(),
                                name,
                                row.mail(),
                                photo));
            }
            return true;
        });
    }
}
