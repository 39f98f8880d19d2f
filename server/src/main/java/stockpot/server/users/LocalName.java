package stockpot.server.users;

import org.jspecify.annotations.Nullable;
import stockpot.server.matrix.error.MatrixErrors;
import stockpot.server.matrix.error.MatrixException;
import stockpot.server.matrix.id.ServerName;
import stockpot.server.matrix.id.UserId;

/** Names of local accounts (threat N01). Appendices, "User Identifiers". */
public final class LocalName {
    private static final int MAX_ID_BYTES = 255;

    private LocalName() {}

    /**
     * The id of an account that is to be made. Capitals are folded, in ASCII only and after
     * everything else has been refused, so that no look-alike folds into another name.
     *
     * @throws MatrixException 400 {@code M_INVALID_USERNAME}
     */
    public static UserId fresh(String username, ServerName server) {
        String name = fold(username);
        if (name == null || name.isEmpty()) {
            throw invalid("User ID can only contain characters a-z, 0-9, or '=_-./+'");
        }
        if (name.charAt(0) == '_') {
            throw invalid("User ID may not begin with _");
        }
        String id = "@" + name + ":" + server.value();
        if (id.length() > MAX_ID_BYTES) {
            throw invalid("User ID may not be longer than " + MAX_ID_BYTES + " characters");
        }
        return new UserId(id);
    }

    /** Whether a name has digits only; such names are given to guests. */
    public static boolean isNumeric(UserId user) {
        return user.localpart().chars().allMatch(c -> c >= '0' && c <= '9');
    }

    /** The name with ASCII capitals folded, or null if a character is not allowed in a name. */
    public static @Nullable String fold(String username) {
        StringBuilder folded = new StringBuilder(username.length());
        for (int i = 0; i < username.length(); i++) {
            char c = username.charAt(i);
            if (c >= 'A' && c <= 'Z') {
                c = (char) (c + ('a' - 'A'));
            }
            boolean allowed =
                    (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || "._=/+-".indexOf(c) >= 0;
            if (!allowed) {
                return null;
            }
            folded.append(c);
        }
        return folded.toString();
    }

    private static MatrixException invalid(String reason) {
        return MatrixErrors.of(400, "M_INVALID_USERNAME", reason);
    }
}
