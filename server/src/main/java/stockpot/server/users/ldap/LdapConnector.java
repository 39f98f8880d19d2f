package stockpot.server.users.ldap;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPConnectionOptions;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.extensions.StartTLSExtendedRequest;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import javax.net.SocketFactory;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import stockpot.server.config.LdapConfig;
import stockpot.server.config.LdapConfig.Server;
import stockpot.server.ports.Outgoing;

/**
 * Connects to a server: look-up, TCP, TLS as the settings and the memory of earlier connections
 * demand, and nothing else. Whoever binds comes after.
 */
final class LdapConnector {
    private static final Logger log = System.getLogger(LdapConnector.class.getName());

    /** A larger answer is none to a question of ours, in bytes. */
    private static final int MAX_MESSAGE = 4 << 20;

    private final LdapConfig config;
    private final Outgoing outgoing;
    private final LdapTls tls;
    private final TlsMemory memory;
    private final LdapSteps steps;

    /** Hosts whose TLS failed; in clear nobody speaks to them while this server runs. */
    private final Set<String> failedTls = new ConcurrentSkipListSet<>();

    private final Set<String> warned = new ConcurrentSkipListSet<>();

    LdapConnector(
            LdapConfig config, Outgoing outgoing, LdapTls tls, TlsMemory memory, LdapSteps steps) {
        this.config = config;
        this.outgoing = outgoing;
        this.tls = tls;
        this.memory = memory;
        this.steps = steps;
    }

    /** A fresh connection, encrypted where it must be. */
    LdapLink open(Server server, LdapLink.Role role, Attempt attempt) throws LdapTrouble {
        steps.say("connect to " + server);
        LdapTls.Seen seen = new LdapTls.Seen();
        InetAddress[] reached = new InetAddress[1];
        Socket raw = tcp(server, attempt, reached);
        try {
            Socket ready = server.implicitTls() ? implicit(server, raw, attempt, seen) : raw;
            LDAPConnection connection = new LDAPConnection(new Ready(ready), options(attempt));
            connection.connect(server.host(), reached[0], server.port(), attempt.millisLeft());
            if (server.implicitTls()) {
                remember(server, connection.getSSLSession(), seen);
            } else {
                encrypt(server, connection, attempt, seen);
            }
            return new LdapLink(server, role, connection, raw);
        } catch (LDAPException e) {
            close(raw);
            throw trouble(server, e);
        } catch (LdapTrouble e) {
            close(raw);
            throw e;
        }
    }

    private Socket tcp(Server server, Attempt attempt, InetAddress[] reached) throws LdapTrouble {
        List<InetAddress> addresses;
        try {
            addresses = outgoing.resolve(server.host());
        } catch (IOException e) {
            throw new LdapTrouble(
                    server + ": the name " + server.host() + " has no address",
                    "check the name in ldap.uri, and DNS");
        }
        String why = "no address";
        for (InetAddress address : addresses) {
            try {
                Socket socket = outgoing.sockets().createSocket();
                attempt.uses(socket);
                int limit = attempt.millisLeft();
                socket.connect(new InetSocketAddress(address, server.port()), limit);
                socket.setSoTimeout(limit);
                socket.setTcpNoDelay(true);
                reached[0] = address;
                return socket;
            } catch (IOException e) {
                why = address.getHostAddress() + ": " + e.getMessage();
            }
        }
        throw new LdapTrouble(
                server + " cannot be reached (" + why + ")",
                "check that the directory runs, the port in ldap.uri, and the firewall between");
    }

    private Socket implicit(Server server, Socket raw, Attempt attempt, LdapTls.Seen seen)
            throws LdapTrouble {
        try {
            Socket layered = tls.over(seen).createSocket(raw, server.host(), server.port(), true);
            layered.setSoTimeout(attempt.millisLeft());
            if (layered instanceof SSLSocket secure) {
                secure.startHandshake();
            }
            return layered;
        } catch (IOException e) {
            failedTls.add(server.host());
            throw badTls(server, String.valueOf(e.getMessage()), seen);
        }
    }

    /**
     * StartTLS, unless the settings forbid it or the server does not know it and may not need to.
     */
    private void encrypt(
            Server server, LDAPConnection connection, Attempt attempt, LdapTls.Seen seen)
            throws LdapTrouble {
        if (config.tls() == LdapConfig.Tls.OFF) {
            steps.say("  no TLS, as ldap.tls says");
            return;
        }
        ResultCode answer;
        try {
            StartTLSExtendedRequest request = new StartTLSExtendedRequest(tls.over(seen));
            request.setResponseTimeoutMillis(attempt.millisLeft());
            answer = connection.processExtendedOperation(request).getResultCode();
        } catch (LDAPException e) {
            if (seen.certificate() == null && !refusedStartTls(e.getResultCode())) {
                connection.close();
                throw trouble(server, e);
            }
            if (seen.certificate() != null) {
                failedTls.add(server.host());
                connection.close();
                throw badTls(server, e.getExceptionMessage(), seen);
            }
            answer = e.getResultCode();
        }
        if (answer.equals(ResultCode.SUCCESS)) {
            remember(server, connection.getSSLSession(), seen);
        } else {
            inClear(server, connection, answer);
        }
    }

    private static boolean refusedStartTls(ResultCode code) {
        return code.equals(ResultCode.PROTOCOL_ERROR)
                || code.equals(ResultCode.UNWILLING_TO_PERFORM)
                || code.equals(ResultCode.UNAVAILABLE)
                || code.equals(ResultCode.OTHER)
                || code.equals(ResultCode.OPERATIONS_ERROR);
    }

    private void inClear(Server server, LDAPConnection connection, ResultCode answer)
            throws LdapTrouble {
        boolean before = failedTls.contains(server.host()) || memory.spokeTls(server.host());
        if (config.tls() == LdapConfig.Tls.REQUIRED || before) {
            connection.close();
            throw new LdapTrouble(
                    server
                            + " offers no TLS ("
                            + answer.getName()
                            + "), "
                            + (before ? "but did before" : "which is required"),
                    before
                            ? "somebody may stand in between; if the directory really gave TLS up,"
                                    + " set ldap.tls to off"
                            : "set up TLS in the directory, use ldaps://, or set ldap.tls to auto");
        }
        steps.say("  StartTLS is not offered (" + answer.getName() + "): passwords go in clear");
        if (warned.add(server.host())) {
            log.log(
                    Level.WARNING,
                    "directory {0} offers no TLS: passwords go to it in clear",
                    server);
        }
    }

    private void remember(Server server, @Nullable SSLSession session, LdapTls.Seen seen) {
        if (session == null) {
            return;
        }
        X509Certificate certificate = seen.certificate();
        steps.say(
                "  "
                        + (server.implicitTls() ? "TLS: " : "StartTLS: ")
                        + session.getProtocol()
                        + ", "
                        + session.getCipherSuite());
        if (certificate != null) {
            steps.say(
                    "  certificate for "
                            + LdapTls.names(certificate)
                            + ", by "
                            + certificate.getIssuerX500Principal().getName()
                            + ", until "
                            + certificate.getNotAfter().toInstant());
        }
        steps.say(
                config.verify() ? "  the certificate is good" : "  the certificate is NOT checked");
        memory.noteTls(server.host());
    }

    private static LdapTrouble badTls(Server server, String why, LdapTls.Seen seen) {
        X509Certificate certificate = seen.certificate();
        if (certificate == null) {
            return new LdapTrouble(
                    server + ": TLS does not come about (" + why + ")",
                    "check that this port speaks TLS at once; ldap:// with port 389 begins it by"
                            + " StartTLS");
        }
        return new LdapTrouble(
                server
                        + ": the certificate is refused ("
                        + (seen.problem() == null ? why : seen.problem())
                        + "); it is for "
                        + LdapTls.names(certificate)
                        + ", by "
                        + certificate.getIssuerX500Principal().getName()
                        + ", until "
                        + certificate.getNotAfter().toInstant(),
                "call the server by a name in its certificate, renew it if it has expired, or name"
                        + " its authority in ldap.tls_options.ca_certs_file");
    }

    /** What a failed exchange means. */
    static LdapTrouble trouble(Server server, LDAPException e) {
        if (e.getResultCode().equals(ResultCode.TIMEOUT)) {
            return new LdapTrouble(
                    server + " does not answer in time", "check the load of the directory");
        }
        String said = e.getDiagnosticMessage() == null ? "" : ": " + e.getDiagnosticMessage();
        return new LdapTrouble(
                server + " answers " + e.getResultCode().getName() + said,
                "look into the log of the directory");
    }

    private static LDAPConnectionOptions options(Attempt attempt) {
        LDAPConnectionOptions options = new LDAPConnectionOptions();
        options.setUseSynchronousMode(true); // no thread that reads beside ours
        options.setFollowReferrals(false); // a password is sent to the servers we know only
        options.setAbandonOnTimeout(false);
        options.setBindWithDNRequiresPassword(true);
        options.setMaxMessageSize(MAX_MESSAGE);
        options.setConnectTimeoutMillis(attempt.millisLeft());
        options.setResponseTimeoutMillis(attempt.millisLeft());
        return options;
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // it is gone anyway
        }
    }

    /** Hands out one socket that is connected already. */
    private static final class Ready extends SocketFactory {
        private final Socket socket;

        private Ready(Socket socket) {
            this.socket = socket;
        }

        @Override
        public Socket createSocket(String host, int port) {
            return socket;
        }

        @Override
        public Socket createSocket(String host, int port, InetAddress local, int localPort) {
            return socket;
        }

        @Override
        public Socket createSocket(InetAddress host, int port) {
            return socket;
        }

        @Override
        public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) {
            return socket;
        }
    }
}
