package stockpot.cook.control;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.security.SecureRandom;
import java.util.Base64;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.util.OpenSSHPrivateKeyUtil;

/**
 * The key by which our sshd shows who it is: made for this data set and kept in it, so that no two
 * jails from one image share it (threat Z19).
 */
final class HostKey {
    private static final int LINE = 70;

    private HostKey() {}

    /** A new one, in OpenSSH's own format. */
    static byte[] make(SecureRandom random) {
        try {
            byte[] key =
                    OpenSSHPrivateKeyUtil.encodePrivateKey(new Ed25519PrivateKeyParameters(random));
            String text = Base64.getMimeEncoder(LINE, new byte[] {'\n'}).encodeToString(key);
            return ("-----BEGIN OPENSSH PRIVATE KEY-----\n"
                            + text
                            + "\n-----END OPENSSH PRIVATE KEY-----\n")
                    .getBytes(US_ASCII);
        } catch (IOException e) {
            throw new IllegalStateException("an Ed25519 key can be written", e);
        }
    }
}
