package stockpot.cook.certificates;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;

/** Keys and certificates as text. */
final class Pem {
    /** Far above any chain. */
    private static final int MAX_CHAIN = 10;

    private Pem() {}

    static String of(X509Certificate certificate) throws CertificateException {
        return block("CERTIFICATE", certificate.getEncoded());
    }

    static String of(List<X509Certificate> chain) throws CertificateException {
        StringBuilder text = new StringBuilder();
        for (X509Certificate certificate : chain) {
            text.append(of(certificate));
        }
        return text.toString();
    }

    /** In PKCS 8. */
    static String of(PrivateKey key) {
        return block("PRIVATE KEY", key.getEncoded());
    }

    /** Both halves, since the JDK does not compute one from the other. */
    static String of(KeyPair pair) {
        return of(pair.getPrivate()) + block("PUBLIC KEY", pair.getPublic().getEncoded());
    }

    /**
     * What {@link #of(KeyPair)} wrote.
     *
     * @throws GeneralSecurityException if it is cut or damaged
     */
    static KeyPair pair(String text) throws GeneralSecurityException {
        PrivateKey key = key(text);
        try (PEMParser parser = new PEMParser(new StringReader(text))) {
            for (Object next = parser.readObject(); next != null; next = parser.readObject()) {
                if (next instanceof SubjectPublicKeyInfo info) {
                    X509EncodedKeySpec half = new X509EncodedKeySpec(info.getEncoded());
                    return new KeyPair(
                            KeyFactory.getInstance(key.getAlgorithm()).generatePublic(half), key);
                }
            }
        } catch (IOException | RuntimeException e) {
            throw new GeneralSecurityException("the key is cut or damaged");
        }
        throw new GeneralSecurityException("there is no public key");
    }

    private static String block(String kind, byte[] content) {
        Base64.Encoder encoder = Base64.getMimeEncoder(64, new byte[] {'\n'});
        return "-----BEGIN "
                + kind
                + "-----\n"
                + encoder.encodeToString(content)
                + "\n-----END "
                + kind
                + "-----\n";
    }

    /**
     * All certificates of a text, in its order.
     *
     * @throws CertificateException if there is none, or something is cut or damaged
     */
    static List<X509Certificate> chain(String text) throws CertificateException {
        List<X509Certificate> chain = new ArrayList<>();
        CertificateFactory factory = CertificateFactory.getInstance("X.509");
        try (PEMParser parser = new PEMParser(new StringReader(text))) {
            for (Object next = parser.readObject(); next != null; next = parser.readObject()) {
                if (next instanceof X509CertificateHolder holder && chain.size() < MAX_CHAIN) {
                    chain.add(
                            (X509Certificate)
                                    factory.generateCertificate(
                                            new ByteArrayInputStream(holder.getEncoded())));
                }
            }
        } catch (IOException | RuntimeException e) {
            throw new CertificateException("a certificate is cut or damaged");
        }
        int begun = text.split("-----BEGIN CERTIFICATE-----", -1).length - 1;
        if (chain.isEmpty() || chain.size() < Math.min(begun, MAX_CHAIN)) {
            throw new CertificateException(
                    chain.isEmpty() ? "there is no certificate" : "a certificate is cut");
        }
        return chain;
    }

    /**
     * The private key of a text: PKCS 8, or the older forms of RSA and EC keys.
     *
     * @throws GeneralSecurityException if there is none that can be read; the message holds nothing
     *     of the text
     */
    static PrivateKey key(String text) throws GeneralSecurityException {
        try (PEMParser parser = new PEMParser(new StringReader(text))) {
            for (Object next = parser.readObject(); next != null; next = parser.readObject()) {
                if (next instanceof PrivateKeyInfo info) {
                    return key(info);
                }
                if (next instanceof PEMKeyPair pair) {
                    return key(pair.getPrivateKeyInfo());
                }
                if (next.getClass().getSimpleName().contains("Encrypted")) {
                    throw new GeneralSecurityException("the key is locked with a password");
                }
            }
        } catch (IOException | RuntimeException e) {
            throw new GeneralSecurityException("the key is cut or damaged");
        }
        throw new GeneralSecurityException("there is no private key");
    }

    private static PrivateKey key(PrivateKeyInfo info)
            throws GeneralSecurityException, IOException {
        var algorithm = info.getPrivateKeyAlgorithm().getAlgorithm();
        String name;
        if (algorithm.equals(PKCSObjectIdentifiers.rsaEncryption)) {
            name = "RSA";
        } else if (algorithm.equals(X9ObjectIdentifiers.id_ecPublicKey)) {
            name = "EC";
        } else if (algorithm.equals(EdECObjectIdentifiers.id_Ed25519)) {
            name = "Ed25519";
        } else {
            throw new GeneralSecurityException("the key is neither RSA nor EC nor Ed25519");
        }
        return KeyFactory.getInstance(name)
                .generatePrivate(new PKCS8EncodedKeySpec(info.getEncoded()));
    }

    static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
