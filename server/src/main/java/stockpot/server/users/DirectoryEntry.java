package stockpot.server.users;

import org.jspecify.annotations.Nullable;

/**
 * What the directory says of a person.
 *
 * @param name the localpart that it gives
 * @param standing whether they may come in
 * @param displayName or null
 * @param mail folded, or null
 * @param photo or null
 * @param admin whether they are an administrator; null where the directory does not say
 */
public record DirectoryEntry(
        String name,
        Standing standing,
        @Nullable String displayName,
        @Nullable String mail,
        @Nullable DirectoryPhoto photo,
        @Nullable Boolean admin) {
    /** Whether an entry lets its person in. */
    public enum Standing {
        WELCOME,
        /** The directory has the entry locked for good. */
        LOCKED,
        /** Not a member of any group that may come in. */
        OUTSIDE
    }

    /** Whether the person may come in. */
    public boolean welcome() {
        return standing == Standing.WELCOME;
    }
}
