package stockpot.server.mail;

import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.UnsupportedEncodingException;
import java.time.Instant;
import java.util.Date;
import stockpot.server.config.MailAddress;
import stockpot.server.store.QueuedMails.MailRow;

/** Makes a message of a letter: plain text and HTML, one recipient, no line that is not ours. */
final class Composer {
    private static final String UTF_8 = "UTF-8";

    private Composer() {}

    static MimeMessage compose(Session session, MailAddress from, MailRow letter)
            throws MessagingException {
        MimeMessage message =
                new MimeMessage(session) {
                    @Override
                    protected void updateMessageID() throws MessagingException {
                        setHeader("Message-ID", "<" + letter.messageId() + ">");
                    }
                };
        message.setFrom(sender(from));
        // Checked when it was put into the queue: an address that is one, in ASCII, without breaks.
        message.setRecipient(
                Message.RecipientType.TO, new InternetAddress(letter.recipient(), false));
        message.setSubject(Templates.oneLine(letter.subject()), UTF_8);
        message.setSentDate(Date.from(Instant.ofEpochMilli(letter.createdAt())));
        message.setHeader("Auto-Submitted", "auto-generated"); // RFC 3834: no answer, please
        String unsubscribe = letter.unsubscribe();
        if (unsubscribe != null) {
            message.setHeader("List-Unsubscribe", "<" + Templates.oneLine(unsubscribe) + ">");
            message.setHeader("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"); // RFC 8058
        }
        MimeMultipart parts = new MimeMultipart("alternative");
        parts.addBodyPart(part(letter.text(), "plain"));
        parts.addBodyPart(part(letter.html(), "html"));
        message.setContent(parts);
        message.saveChanges();
        return message;
    }

    private static InternetAddress sender(MailAddress from) throws MessagingException {
        try {
            String name = from.name();
            return name == null
                    ? new InternetAddress(from.address(), false)
                    : new InternetAddress(from.address(), name, UTF_8);
        } catch (UnsupportedEncodingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static MimeBodyPart part(String text, String subtype) throws MessagingException {
        MimeBodyPart part = new MimeBodyPart();
        part.setText(text, UTF_8, subtype);
        part.setHeader("Content-Transfer-Encoding", "base64");
        return part;
    }
}
