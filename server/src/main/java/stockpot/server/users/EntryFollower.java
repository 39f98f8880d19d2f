package stockpot.server.users;

import stockpot.server.matrix.id.UserId;

/** Brings an account in step with its entry of the directory. Implemented by {@code accounts}. */
@FunctionalInterface
public interface EntryFollower {
    /** The directory has just told this of the account's person. */
    void follow(UserId user, DirectoryEntry entry);
}
