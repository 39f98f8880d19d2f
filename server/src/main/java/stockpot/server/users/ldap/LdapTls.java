package stockpot.server.users.ldap;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/** TLS to one server: its certificate must be one that we trust, for the name we called. */
final class LdapTls {
    private final X509ExtendedTrustManager trust;
    private final boolean verify;

    private LdapTls(X509ExtendedTrustManager trust, boolean verify) {
        this.trust = trust;
        this.verify = verify;
    }

    /**
     * Reads the authorities.
     *
     * @param caFile PEM file, or null for those of the JDK
     * @param verify whether certificates are checked at all
     */
    static LdapTls of(@Nullable Path caFile, boolean verify) throws LdapTrouble {
        try {
            TrustManagerFactory factory =
                    TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(caFile == null ? null : store(caFile));
            for (TrustManager manager : factory.getTrustManagers()) {
                if (manager instanceof X509ExtendedTrustManager extended) {
                    return new LdapTls(extended, verify);
                }
            }
        } catch (IOException | GeneralSecurityException e) {
            throw new LdapTrouble(
                    (caFile == null ? "the certificates of Java" : caFile) + " cannot be read",
                    "ldap.tls_options.ca_certs_file must be a PEM file of certificates");
        }
        throw new IllegalStateException("this Java checks no certificates");
    }

    private static KeyStore store(Path file) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        try (InputStream in = Files.newInputStream(file)) {
            Collection<? extends Certificate> found =
                    CertificateFactory.getInstance("X.509").generateCertificates(in);
            if (found.isEmpty()) {
                throw new CertificateException("no certificate");
            }
            for (Certificate one : found) {
                store.setCertificateEntry("ca" + store.size(), one);
            }
        }
        return store;
    }

    /** What a handshake showed. */
    static final class Seen {
        private volatile List<X509Certificate> chain = List.of();
        private volatile @Nullable String problem;

        /** Why the certificate was refused, or null. */
        @Nullable String problem() {
            return problem;
        }

        /** The server's certificate, or null where it showed none. */
        @Nullable X509Certificate certificate() {
            List<X509Certificate> shown = chain;
            return shown.isEmpty() ? null : shown.getFirst();
        }
    }

    /** The reason, without the names of the classes around it. */
    private static String deepest(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return String.valueOf(cause.getMessage());
    }

    /** Puts TLS on connected sockets; what the server shows goes into {@code seen}. */
    SSLSocketFactory over(Seen seen) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new Recording(seen)}, null);
            return new Layered(context.getSocketFactory());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no TLS", e);
        }
    }

    /** Remembers what was shown, then lets the JDK judge. */
    private final class Recording extends X509ExtendedTrustManager {
        private final Seen seen;

        private Recording(Seen seen) {
            this.seen = seen;
        }

        private void note(X509Certificate[] chain) {
            seen.chain = List.of(chain);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
                throws CertificateException {
            note(chain);
            if (!verify) {
                return;
            }
            try {
                trust.checkServerTrusted(chain, type, socket);
            } catch (CertificateException e) {
                seen.problem = deepest(e);
                throw e;
            }
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
                throws CertificateException {
            trust.checkServerTrusted(chain, type, engine);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type)
                throws CertificateException {
            trust.checkServerTrusted(chain, type);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
                throws CertificateException {
            trust.checkClientTrusted(chain, type, socket);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
                throws CertificateException {
            trust.checkClientTrusted(chain, type, engine);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type)
                throws CertificateException {
            trust.checkClientTrusted(chain, type);
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return trust.getAcceptedIssuers();
        }
    }

    /** Makes TLS sockets that compare the certificate with the host (RFC 4513, 3.1.3). */
    private final class Layered extends SSLSocketFactory {
        private final SSLSocketFactory inner;

        private Layered(SSLSocketFactory inner) {
            this.inner = inner;
        }

        @Override
        public Socket createSocket(Socket socket, String host, int port, boolean autoClose)
                throws IOException {
            Socket layered = inner.createSocket(socket, host, port, autoClose);
            if (verify && layered instanceof SSLSocket tls) {
                SSLParameters parameters = tls.getSSLParameters();
                parameters.setEndpointIdentificationAlgorithm("LDAPS");
                tls.setSSLParameters(parameters);
            }
            return layered;
        }

        @Override
        public String[] getDefaultCipherSuites() {
            return inner.getDefaultCipherSuites();
        }

        @Override
        public String[] getSupportedCipherSuites() {
            return inner.getSupportedCipherSuites();
        }

        @Override
        public Socket createSocket(String host, int port) throws IOException {
            throw notByItself();
        }

        @Override
        public Socket createSocket(String host, int port, InetAddress local, int localPort)
                throws IOException {
            throw notByItself();
        }

        @Override
        public Socket createSocket(InetAddress host, int port) throws IOException {
            throw notByItself();
        }

        @Override
        public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort)
                throws IOException {
            throw notByItself();
        }

        private static IOException notByItself() {
            return new IOException("connections are made by the port");
        }
    }

    /** The names that a certificate is for, for people. */
    static String names(X509Certificate certificate) {
        List<String> names = new ArrayList<>();
        try {
            Collection<List<?>> all = certificate.getSubjectAlternativeNames();
            for (List<?> name : all == null ? List.<List<?>>of() : all) {
                if (name.size() == 2 && name.get(1) instanceof String text) {
                    names.add(text);
                }
            }
        } catch (CertificateException e) {
            // then by its subject
        }
        return names.isEmpty()
                ? certificate.getSubjectX500Principal().getName()
                : String.join(", ", names);
    }
}
