package stockpot.cook.certificates;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Certificates of authorities made for tests, good or not. */
public final class SampleCertificates {
    /**
     * A chain and the key of its first certificate, as text.
     *
     * @param root trusted for it
     */
    public record Pair(String chain, String key, X509Certificate root) {}

    private SampleCertificates() {}

    /** Signed by itself: for servers of tests that are trusted by name. */
    public static Pair selfSigned(String... names) {
        KeyPair key = Keys.make();
        Instant from = Instant.now().minus(Duration.ofHours(1));
        X509Certificate certificate =
                Keys.selfSigned(key, List.of(names), from, Duration.ofDays(2));
        try {
            return new Pair(Pem.of(certificate), Pem.of(key.getPrivate()), certificate);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /** A chain of two below a root. */
    public static Pair issued(Instant from, Duration life, String... names) {
        try {
            KeyPair rootKey = Keys.make();
            KeyPair middleKey = Keys.make();
            KeyPair key = Keys.make();
            Instant early = from.minus(Duration.ofDays(400));
            Duration long_ = life.plusDays(4_000);
            X509Certificate root =
                    make("CN=root", "CN=root", rootKey, rootKey, early, long_, true, names);
            X509Certificate middle =
                    make("CN=middle", "CN=root", middleKey, rootKey, early, long_, true, names);
            X509Certificate own =
                    make("CN=own", "CN=middle", key, middleKey, from, life, false, names);
            return new Pair(Pem.of(own) + Pem.of(middle), Pem.of(key.getPrivate()), root);
        } catch (GeneralSecurityException | IOException | OperatorCreationException e) {
            throw new AssertionError(e);
        }
    }

    private static X509Certificate make(
            String subject,
            String issuer,
            KeyPair key,
            KeyPair signer,
            Instant from,
            Duration life,
            boolean authority,
            String... names)
            throws GeneralSecurityException, IOException, OperatorCreationException {
        X509v3CertificateBuilder builder =
                new X509v3CertificateBuilder(
                                new X500Name(issuer),
                                new BigInteger(64, new SecureRandom()),
                                Date.from(from),
                                Date.from(from.plus(life)),
                                new X500Name(subject),
                                SubjectPublicKeyInfo.getInstance(key.getPublic().getEncoded()))
                        .addExtension(
                                Extension.basicConstraints, true, new BasicConstraints(authority));
        if (!authority) {
            GeneralName[] all = new GeneralName[names.length];
            for (int i = 0; i < names.length; i++) {
                all[i] = new GeneralName(GeneralName.dNSName, names[i]);
            }
            builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(all));
        }
        byte[] encoded =
                builder.build(
                                new JcaContentSignerBuilder("SHA256withECDSA")
                                        .build(signer.getPrivate()))
                        .getEncoded();
        return (X509Certificate)
                CertificateFactory.getInstance("X.509")
                        .generateCertificate(new ByteArrayInputStream(encoded));
    }

    /** Trust in these alone. */
    public static SSLContext trusting(List<X509Certificate> certificates) {
        try {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            for (int i = 0; i < certificates.size(); i++) {
                store.setCertificateEntry("c" + i, certificates.get(i));
            }
            TrustManagerFactory factory =
                    TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, factory.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Trust in the certificates of a text. */
    public static SSLContext trusting(String text) {
        try {
            return trusting(Pem.chain(text));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }
}
