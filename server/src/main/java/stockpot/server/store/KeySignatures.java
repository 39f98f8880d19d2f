package stockpot.server.store;

import java.util.List;
import stockpot.server.matrix.id.UserId;

/** Signatures that were uploaded for keys after the keys themselves. */
public final class KeySignatures {
    private KeySignatures() {}

    /** A signature by a key such as {@code ed25519:ABC} of a user. */
    public record KeySignature(UserId signer, String signerKey, String signature) {}

    /**
     * The signatures on a key that a viewer may see: those of the key's owner, and the viewer's
     * own.
     */
    public static List<KeySignature> visible(
            Transaction tx, UserId target, String targetKey, UserId viewer) {
        return tx.list(
                "SELECT signer_user, signer_key, signature FROM key_signatures"
                        + " WHERE target_user = ? AND target_key = ? AND signer_user IN (?, ?)"
                        + " ORDER BY signer_user, signer_key",
                row -> new KeySignature(new UserId(row.text(1)), row.text(2), row.text(3)),
                target.value(),
                targetKey,
                target.value(),
                viewer.value());
    }

    /** Adds a signature; says whether it is new or another than before. */
    public static boolean put(
            WriteTransaction tx, UserId target, String targetKey, KeySignature signature) {
        return tx.update(
                        "INSERT INTO key_signatures"
                                + " (target_user, target_key, signer_user, signer_key, signature)"
                                + " VALUES (?, ?, ?, ?, ?)"
                                + " ON CONFLICT (target_user, target_key, signer_user, signer_key)"
                                + " DO UPDATE SET signature = excluded.signature"
                                + " WHERE key_signatures.signature <> excluded.signature",
                        target.value(),
                        targetKey,
                        signature.signer().value(),
                        signature.signerKey(),
                        signature.signature())
                > 0;
    }

    /** Forgets all signatures on a key. */
    public static void deleteOn(WriteTransaction tx, UserId target, String targetKey) {
        tx.update(
                "DELETE FROM key_signatures WHERE target_user = ? AND target_key = ?",
                target.value(),
                targetKey);
    }

    /** Forgets all signatures that a key made. */
    public static void deleteBy(WriteTransaction tx, UserId signer, String signerKey) {
        tx.update(
                "DELETE FROM key_signatures WHERE signer_user = ? AND signer_key = ?",
                signer.value(),
                signerKey);
    }
}
