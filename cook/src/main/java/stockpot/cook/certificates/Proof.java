package stockpot.cook.certificates;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECKey;
import java.security.interfaces.EdECKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/** Whether a chain and a key may be put before people (threat Z11). Looks only. */
final class Proof {
    private static final byte[] SAMPLE = "stockpot".getBytes(StandardCharsets.UTF_8);
    private static final String SERVER_AUTHENTICATION = "1.3.6.1.5.5.7.3.1";
    private static final int DNS_NAME = 2;
    private static final int IP_ADDRESS = 7;

    private Proof() {}

    /** The answer. */
    sealed interface Result {
        /**
         * It may be used.
         *
         * @param names in small letters
         * @param selfSigned whether no authority stands behind it
         */
        record Proven(X509Certificate own, List<String> names, boolean selfSigned)
                implements Result {}

        /**
         * It must not be used.
         *
         * @param reason goes behind "it was not taken into use: "
         * @param early whether it is good only later, as it seems when the clock is behind
         */
        record Refused(String reason, boolean early) implements Result {}
    }

    /**
     * Looks at everything: the key belongs to the first certificate, each of the chain is signed by
     * the next, it is for servers, good for all these names, and now.
     */
    static Result of(String chainText, String keyText, List<String> wanted, Instant now) {
        try {
            List<X509Certificate> chain = Pem.chain(chainText);
            X509Certificate own = chain.getFirst();
            PrivateKey key = Pem.key(keyText);
            if (!belongs(key, own)) {
                return refused("the key is not that of the certificate");
            }
            String broken = broken(chain, now);
            if (broken != null) {
                return refused(broken);
            }
            List<String> names = names(own);
            for (String name : wanted) {
                if (!Names.cover(names, name)) {
                    return refused("it is for " + names + " and not for " + name);
                }
            }
            List<String> uses = own.getExtendedKeyUsage();
            if (uses != null && !uses.contains(SERVER_AUTHENTICATION)) {
                return refused("it is not for servers");
            }
            if (own.getNotBefore().toInstant().isAfter(now)) {
                return new Result.Refused(
                        "it is good only from " + own.getNotBefore().toInstant() + " on", true);
            }
            if (!own.getNotAfter().toInstant().isAfter(now)) {
                return refused("it ended at " + own.getNotAfter().toInstant());
            }
            return new Result.Proven(own, names, signedBy(own, own));
        } catch (GeneralSecurityException e) {
            return refused(String.valueOf(e.getMessage()));
        }
    }

    private static Result refused(String reason) {
        return new Result.Refused(reason, false);
    }

    private static boolean belongs(PrivateKey key, X509Certificate certificate) {
        String algorithm =
                switch (key) {
                    case ECKey _ -> "SHA256withECDSA";
                    case EdECKey _ -> "Ed25519";
                    default -> "SHA256withRSA";
                };
        try {
            Signature signing = Signature.getInstance(algorithm);
            signing.initSign(key);
            signing.update(SAMPLE);
            byte[] signature = signing.sign();
            Signature check = Signature.getInstance(algorithm);
            check.initVerify(certificate.getPublicKey());
            check.update(SAMPLE);
            return check.verify(signature);
        } catch (GeneralSecurityException e) {
            return false; // keys of different kinds
        }
    }

    private static @org.jspecify.annotations.Nullable String broken(
            List<X509Certificate> chain, Instant now) {
        for (int i = 0; i + 1 < chain.size(); i++) {
            X509Certificate issuer = chain.get(i + 1);
            if (!signedBy(chain.get(i), issuer)) {
                return "certificate "
                        + (i + 1)
                        + " of the chain is not signed by the one behind it";
            }
            if (issuer.getBasicConstraints() < 0
                    || issuer.getNotAfter().toInstant().isBefore(now)) {
                return "certificate " + (i + 2) + " of the chain may not sign others, or has ended";
            }
        }
        return null;
    }

    private static boolean signedBy(X509Certificate certificate, X509Certificate issuer) {
        if (!certificate.getIssuerX500Principal().equals(issuer.getSubjectX500Principal())) {
            return false;
        }
        try {
            certificate.verify(issuer.getPublicKey());
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    /** The names that TLS clients look at. */
    static List<String> names(X509Certificate certificate) throws CertificateException {
        List<String> names = new ArrayList<>();
        try {
            Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
            for (List<?> alternative : alternatives == null ? List.<List<?>>of() : alternatives) {
                Integer kind = (Integer) alternative.get(0);
                if (kind == DNS_NAME || kind == IP_ADDRESS) {
                    names.add(String.valueOf(alternative.get(1)).toLowerCase(Locale.ROOT));
                }
            }
        } catch (CertificateParsingException e) {
            throw new CertificateException("its names cannot be read");
        }
        return names;
    }
}
