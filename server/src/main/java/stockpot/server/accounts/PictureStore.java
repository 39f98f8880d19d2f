package stockpot.server.accounts;

import stockpot.server.matrix.id.UserId;
import stockpot.server.users.DirectoryPhoto;

/** Where pictures of people go that the directory has. Implemented with media. */
@FunctionalInterface
public interface PictureStore {
    /** Stores a picture as a file of that user; returns its {@code mxc://} address. */
    String store(UserId user, DirectoryPhoto photo);
}
