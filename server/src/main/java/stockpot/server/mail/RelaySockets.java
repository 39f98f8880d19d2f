package stockpot.server.mail;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import stockpot.server.config.MailConfig;
import stockpot.server.ports.Outgoing;

/** Connections to the relay: names, addresses, time limits and certificates (threat C17). */
final class RelaySockets {
    private static final Duration CONNECT = Duration.ofSeconds(10);

    /** How long the relay may be silent; a slow one looks at a letter before it takes it. */
    private static final Duration SILENCE = Duration.ofSeconds(60);

    private final MailConfig.Relay relay;
    private final Outgoing outgoing;

    RelaySockets(MailConfig.Relay relay, Outgoing outgoing) {
        this.relay = relay;
        this.outgoing = outgoing;
    }

    /** A connection on which the relay is about to greet; with TLS where it begins at once. */
    Socket connect() throws IOException {
        Socket plain = plain();
        if (relay.tls() != MailConfig.Tls.IMPLICIT) {
            return plain;
        }
        try {
            SSLSocket secure =
                    (SSLSocket) tls().createSocket(plain, relay.host(), relay.port(), true);
            SSLParameters parameters = secure.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            secure.setSSLParameters(parameters);
            secure.startHandshake();
            return secure;
        } catch (IOException e) {
            plain.close();
            throw trouble(e);
        }
    }

    private Socket plain() throws IOException {
        IOException last = null;
        try {
            for (InetAddress found : outgoing.resolve(relay.host())) {
                // Named as configured, so that nobody asks for the name of the address again.
                InetAddress address = InetAddress.getByAddress(relay.host(), found.getAddress());
                Socket socket = outgoing.sockets().createSocket();
                try {
                    socket.connect(
                            new InetSocketAddress(address, relay.port()), (int) CONNECT.toMillis());
                    socket.setSoTimeout((int) SILENCE.toMillis());
                    return socket;
                } catch (IOException e) {
                    socket.close();
                    last = e;
                }
            }
        } catch (IOException e) {
            last = e;
        }
        throw trouble(last == null ? new UnknownHostException(relay.host()) : last);
    }

    /** Makes TLS connections that trust the system's authorities or those of the file. */
    SSLSocketFactory tls() throws IOException {
        Path file = relay.caFile();
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            TrustManagerFactory trust =
                    TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(file == null ? null : authorities(file));
            context.init(null, trust.getTrustManagers(), null);
            return context.getSocketFactory();
        } catch (GeneralSecurityException e) {
            throw new RelayTrouble(
                    "the authorities of " + file + " cannot be read",
                    "email.ca_file must hold certificates in PEM form",
                    e);
        }
    }

    private static KeyStore authorities(Path file) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        int number = 0;
        try (InputStream in = Files.newInputStream(file)) {
            for (Certificate one :
                    CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                store.setCertificateEntry("ca-" + number++, one);
            }
        }
        if (number == 0) {
            throw new CertificateException("no certificate in the file");
        }
        return store;
    }

    private String place() {
        return relay.host() + ":" + relay.port();
    }

    /** What went wrong, for the operator. */
    RelayTrouble trouble(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            RelayTrouble known = known(cause, failure);
            if (known != null) {
                return known;
            }
        }
        return new RelayTrouble(
                place() + " breaks off: " + firstLine(failure),
                "see the log of the relay, or try stockpot --mail-test",
                failure);
    }

    private @Nullable RelayTrouble known(Throwable cause, Throwable failure) {
        return switch (cause) {
            case RelayTrouble trouble -> trouble;
            case UnknownHostException _ ->
                    new RelayTrouble(
                            "the name " + relay.host() + " is not known",
                            "check email.smtp_host and the resolver of this machine",
                            failure);
            case ConnectException _ ->
                    new RelayTrouble(
                            "nobody answers at " + place(),
                            "check email.smtp_port, and that the relay runs and lets this machine in",
                            failure);
            case SocketTimeoutException _ ->
                    new RelayTrouble(
                            place() + " is silent",
                            "check email.smtp_port and the firewall; a port where TLS begins at"
                                    + " once needs email.tls: implicit",
                            failure);
            case CertificateException e ->
                    new RelayTrouble(
                            "the certificate of " + place() + " is not good: " + firstLine(e),
                            "name the authority in email.ca_file, or set email.smtp_host to a name"
                                    + " that stands in the certificate",
                            failure);
            case SSLException e when e.getCause() == null ->
                    new RelayTrouble(
                            "TLS with " + place() + " fails: " + firstLine(e),
                            "if TLS begins there by STARTTLS, set email.tls: starttls",
                            failure);
            default -> null;
        };
    }

    static String firstLine(Throwable failure) {
        String message = String.valueOf(failure.getMessage());
        return message.strip().lines().findFirst().orElse(failure.getClass().getSimpleName());
    }
}
