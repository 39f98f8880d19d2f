package stockpot.server.mail;

import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.URLName;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.io.PrintStream;
import java.net.Socket;
import java.util.Properties;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.eclipse.angus.mail.smtp.SMTPSenderFailedException;
import org.eclipse.angus.mail.smtp.SMTPTransport;
import org.jspecify.annotations.Nullable;
import stockpot.server.config.MailAddress;
import stockpot.server.config.MailConfig;
import stockpot.server.store.QueuedMails.MailRow;

/** One SMTP connection; threat C17: TLS where it is asked for, and never a password without it. */
final class SmtpLine implements Relay.Line {
    private final Session session;
    private final SMTPTransport transport;
    private final RelaySockets sockets;
    private final MailAddress from;

    private SmtpLine(
            Session session, SMTPTransport transport, RelaySockets sockets, MailAddress from) {
        this.session = session;
        this.transport = transport;
        this.sockets = sockets;
        this.from = from;
    }

    static SmtpLine open(
            MailConfig.Relay relay,
            MailAddress from,
            String ownName,
            RelaySockets sockets,
            @Nullable PrintStream trace)
            throws IOException {
        Session session = Session.getInstance(properties(relay, ownName, sockets));
        if (trace != null) {
            session.setDebugOut(trace);
            session.setDebug(true); // passwords are left out of it by the library
        }
        URLName place =
                new URLName(
                        "smtp", relay.host(), relay.port(), null, relay.user(), relay.password());
        SMTPTransport transport = new SMTPTransport(session, place);
        Socket socket = sockets.connect();
        try {
            transport.connect(socket);
            return new SmtpLine(session, transport, sockets, from);
        } catch (MessagingException e) {
            socket.close();
            throw trouble(relay, sockets, e);
        }
    }

    private static Properties properties(
            MailConfig.Relay relay, String ownName, RelaySockets sockets) throws IOException {
        boolean login = relay.user() != null;
        MailConfig.Tls tls = relay.tls();
        boolean offered = tls == MailConfig.Tls.IF_OFFERED;
        Properties properties = new Properties();
        properties.put("mail.smtp.localhost", ownName);
        properties.put("mail.smtp.auth", Boolean.toString(login));
        properties.put("mail.smtp.auth.mechanisms", "PLAIN LOGIN");
        properties.put(
                "mail.smtp.starttls.enable",
                Boolean.toString(offered || tls == MailConfig.Tls.STARTTLS));
        properties.put(
                "mail.smtp.starttls.required",
                Boolean.toString(tls == MailConfig.Tls.STARTTLS || (offered && login)));
        properties.put("mail.smtp.ssl.checkserveridentity", "true");
        properties.put("mail.smtp.quitwait", "false");
        if (tls != MailConfig.Tls.OFF) {
            properties.put("mail.smtp.ssl.socketFactory", sockets.tls());
        }
        return properties;
    }

    private static RelayTrouble trouble(
            MailConfig.Relay relay, RelaySockets sockets, MessagingException failure) {
        String place = relay.host() + ":" + relay.port();
        if (failure instanceof AuthenticationFailedException) {
            return new RelayTrouble(
                    place + " refuses the credentials: " + RelaySockets.firstLine(failure),
                    "check email.smtp_user and email.smtp_pass",
                    failure);
        }
        if (String.valueOf(failure.getMessage()).contains("STARTTLS is required")) {
            return new RelayTrouble(
                    place + " offers no STARTTLS, and nothing is sent without it",
                    "use port 587 or 465, or set email.tls: implicit if TLS begins at once there;"
                            + " email.tls: off sends without, readable for everyone on the way",
                    failure);
        }
        return sockets.trouble(failure);
    }

    @Override
    public Relay.Outcome send(MailRow letter) throws IOException {
        try {
            MimeMessage message = Composer.compose(session, from, letter);
            transport.sendMessage(message, message.getAllRecipients());
            return new Relay.Outcome.Taken();
        } catch (SendFailedException e) {
            return refusal(e);
        } catch (MessagingException e) {
            throw sockets.trouble(e);
        }
    }

    /** Codes of 500 and above are for good, those of 400 for now (RFC 5321, 4.2.1). */
    private Relay.Outcome refusal(SendFailedException failure) throws IOException {
        int code = 0;
        String reason = RelaySockets.firstLine(failure);
        for (Exception cause = failure; cause != null; cause = next(cause)) {
            int found =
                    switch (cause) {
                        case SMTPAddressFailedException e -> e.getReturnCode();
                        case SMTPSenderFailedException e -> e.getReturnCode();
                        case SMTPSendFailedException e -> e.getReturnCode();
                        default -> 0;
                    };
            if (found != 0) {
                code = found;
                reason = RelaySockets.firstLine(cause);
            }
        }
        if (code < 0 || !transport.isConnected()) {
            throw sockets.trouble(failure); // no answer: it may have been taken or not
        }
        return code >= 500 ? new Relay.Outcome.Refused(reason) : new Relay.Outcome.Later(reason);
    }

    private static @Nullable Exception next(Exception failure) {
        return failure instanceof MessagingException chained ? chained.getNextException() : null;
    }

    @Override
    public void close() {
        try {
            transport.close();
        } catch (MessagingException e) {
            // What was taken has been taken; the connection goes either way.
        }
    }
}
