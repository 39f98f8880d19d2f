package stockpot.server.api;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;

/** Whether a key belongs to a certificate. */
final class CertificatePairs {
    private CertificatePairs() {}

    /**
     * Signs with one and verifies with the other.
     *
     * @throws GeneralSecurityException when they do not belong together
     */
    static void check(X509Certificate certificate, PrivateKey key) throws GeneralSecurityException {
        String algorithm =
                switch (key.getAlgorithm()) {
                    case "RSA" -> "SHA256withRSA";
                    case "EC" -> "SHA256withECDSA";
                    case "EdDSA" -> "Ed25519";
                    default ->
                            throw new GeneralSecurityException(
                                    "keys of kind " + key.getAlgorithm() + " are not known");
                };
        byte[] text = "stockpot".getBytes(StandardCharsets.US_ASCII);
        Signature signature = Signature.getInstance(algorithm);
        signature.initSign(key);
        signature.update(text);
        byte[] signed = signature.sign();
        signature.initVerify(certificate.getPublicKey());
        signature.update(text);
        if (!signature.verify(signed)) {
            throw new GeneralSecurityException("the key does not belong to the certificate");
        }
    }
}
