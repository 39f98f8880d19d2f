package stockpot.server.store;

/** Nonces that must not be used twice (threat C01), kept until they would have ended anyway. */
public final class UsedNonces {
    private UsedNonces() {}

    /** Marks a nonce as used; false if it was used before. */
    public static boolean use(WriteTransaction tx, String nonce, long validUntil, long now) {
        tx.update("DELETE FROM used_nonces WHERE valid_until < ?", now);
        return tx.update(
                        "INSERT INTO used_nonces (nonce, valid_until) VALUES (?, ?)"
                                + " ON CONFLICT (nonce) DO NOTHING",
                        nonce,
                        validUntil)
                > 0;
    }
}
