package stockpot.server.mail;

import java.io.IOException;
import java.io.PrintStream;
import org.jspecify.annotations.Nullable;
import stockpot.server.config.MailAddress;
import stockpot.server.config.MailConfig;
import stockpot.server.ports.Outgoing;

/** A relay that is spoken to by SMTP. Loads Jakarta Mail with the first line. */
public final class SmtpRelay implements Relay {
    private final MailConfig.Relay relay;
    private final MailAddress from;
    private final String ownName;
    private final Outgoing outgoing;
    private final @Nullable PrintStream trace;

    /**
     * A relay.
     *
     * @param ownName what this server calls itself in its greeting
     * @param trace where the dialogue is shown, or null
     */
    public SmtpRelay(
            MailConfig.Relay relay,
            MailAddress from,
            String ownName,
            Outgoing outgoing,
            @Nullable PrintStream trace) {
        this.relay = relay;
        this.from = from;
        this.ownName = ownName;
        this.outgoing = outgoing;
        this.trace = trace;
    }

    @Override
    public Line open() throws IOException {
        return SmtpLine.open(relay, from, ownName, new RelaySockets(relay, outgoing), trace);
    }
}
