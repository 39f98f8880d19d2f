package stockpot.server.mail;

import java.io.IOException;
import stockpot.server.store.QueuedMails.MailRow;

/** Where letters are handed over. In production it speaks SMTP. */
@FunctionalInterface
public interface Relay {
    /**
     * Opens a line, over which letters go one after another.
     *
     * @throws IOException when nobody answers, the certificate is not good, or the credentials are
     *     not: no letter can go; the message is fit for the log
     */
    Line open() throws IOException;

    /** A line that is open. */
    interface Line extends AutoCloseable {
        /**
         * Hands a letter over.
         *
         * @throws IOException when the line broke; whether the letter was taken is not known
         */
        Outcome send(MailRow letter) throws IOException;

        @Override
        void close();
    }

    /** What became of one letter. */
    sealed interface Outcome {
        /** The relay has taken it. */
        record Taken() implements Outcome {}

        /** Not now; the same letter may go later. */
        record Later(String reason) implements Outcome {}

        /** Never: there is no such address, or the relay does not want the letter. */
        record Refused(String reason) implements Outcome {}
    }
}
