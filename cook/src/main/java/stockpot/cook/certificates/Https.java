package stockpot.cook.certificates;

import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;
import stockpot.cook.host.Host;

/** Connections to the certificate authority. */
final class Https {
    static final Duration CONNECT = Duration.ofSeconds(15);
    static final Duration ANSWER = Duration.ofSeconds(30);

    private Https() {}

    /**
     * A client that trusts the authorities of the JDK, and those of a file beside them.
     *
     * @throws FailureException if the file cannot be read
     */
    static HttpClient client(Host host, @Nullable Path authorities) throws FailureException {
        HttpClient.Builder builder =
                HttpClient.newBuilder()
                        .connectTimeout(CONNECT)
                        .followRedirects(HttpClient.Redirect.NORMAL);
        if (authorities == null) {
            return builder.build();
        }
        byte[] text = host.read(authorities);
        if (text == null) {
            throw new FailureException(
                    Failure.Kind.SETTING,
                    "ACME_CA_FILE: there is no file " + authorities + ": correct the path.");
        }
        try {
            return builder.sslContext(context(Pem.chain(Pem.text(text)))).build();
        } catch (GeneralSecurityException | IOException e) {
            throw new FailureException(
                    Failure.Kind.SETTING,
                    "ACME_CA_FILE: " + authorities + " holds no certificates in PEM.");
        }
    }

    private static SSLContext context(List<X509Certificate> more)
            throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        int number = 0;
        for (X509Certificate certificate : more) {
            store.setCertificateEntry("file-" + number++, certificate);
        }
        for (X509Certificate certificate : usual()) {
            store.setCertificateEntry("usual-" + number++, certificate);
        }
        TrustManagerFactory factory =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, factory.getTrustManagers(), null);
        return context;
    }

    private static List<X509Certificate> usual() throws GeneralSecurityException {
        TrustManagerFactory factory =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init((KeyStore) null);
        for (var manager : factory.getTrustManagers()) {
            if (manager instanceof X509TrustManager trust) {
                return List.of(trust.getAcceptedIssuers());
            }
        }
        return List.of();
    }
}
