/**
 * Letters that leave once. What enters is a template's name with its values and an address; it is
 * written into the queue in the same write as what it tells of, so that a crash loses neither or
 * both. What leaves is a message that a relay has taken. Between the relay's answer and our commit
 * a crash makes a letter leave twice, with the same {@code Message-ID}.
 *
 * <p>Nothing here decides who may be written to, or what a link in a letter does: that is {@code
 * users} and above. Jakarta Mail is seen by {@link stockpot.server.mail.SmtpLine} and {@link
 * stockpot.server.mail.Composer} alone and loaded with the first letter. Read {@link
 * stockpot.server.mail.MailQueue} first.
 */
@NullMarked
package stockpot.server.mail;

import org.jspecify.annotations.NullMarked;
