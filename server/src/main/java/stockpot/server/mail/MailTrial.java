package stockpot.server.mail;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import stockpot.server.config.Config;
import stockpot.server.config.MailAddress;
import stockpot.server.config.MailConfig;
import stockpot.server.ports.Chance;
import stockpot.server.ports.Clock;
import stockpot.server.ports.Outgoing;
import stockpot.server.store.QueuedMails.MailRow;

/** Sends one letter at once and shows the whole dialogue, with what to do where it fails. */
public final class MailTrial {
    private static final String MASK = "********";

    private final Config config;
    private final Clock clock;
    private final Chance chance;
    private final Outgoing outgoing;

    /** A test by that configuration. */
    public MailTrial(Config config, Clock clock, Chance chance, Outgoing outgoing) {
        this.config = config;
        this.clock = clock;
        this.chance = chance;
        this.outgoing = outgoing;
    }

    /**
     * Sends a letter to an address.
     *
     * @return the exit status: 0 if the relay has taken it, else 1
     */
    public int run(String to, PrintStream out) {
        MailConfig mail = config.mail();
        String address = MailAddress.fold(to);
        if (mail == null) {
            out.println("No mail is sent: email.smtp_host is not set.");
            return 1;
        }
        if (address == null) {
            out.println("Not a mail address: " + Templates.oneLine(to));
            return 1;
        }
        out.println("Relay " + mail.relay().host() + ":" + mail.relay().port() + ", " + way(mail));
        out.println("From " + mail.from() + " to " + address);
        ByteArrayOutputStream trace = new ByteArrayOutputStream();
        String end;
        boolean taken = false;
        try (PrintStream traced = new PrintStream(trace, true, StandardCharsets.UTF_8)) {
            Relay relay =
                    new SmtpRelay(
                            mail.relay(),
                            mail.from(),
                            greeting(config.server().name().value()),
                            outgoing,
                            traced);
            try (Relay.Line line = relay.open()) {
                Relay.Outcome outcome = line.send(letter(mail, address));
                taken = outcome instanceof Relay.Outcome.Taken;
                end = said(outcome);
            }
        } catch (IOException e) {
            end = "Not sent: " + e.getMessage() + ".";
        }
        trace.toString(StandardCharsets.UTF_8)
                .lines()
                .filter(MailTrial::isDialogue)
                .forEach(line -> out.println("    " + masked(line, mail.relay())));
        out.println(end);
        return taken ? 0 : 1;
    }

    /** What a server of that name calls itself in its greeting. */
    public static String greeting(String serverName) {
        return serverName.startsWith("[") ? serverName : serverName.split(":", 2)[0];
    }

    private MailRow letter(MailConfig mail, String address) {
        Templates.Filled filled =
                new Templates(mail.words().templates())
                        .fill(
                                "test",
                                mail.words().language(),
                                Map.of(
                                        "server",
                                        config.server().name().value(),
                                        "app",
                                        mail.words().app()),
                                java.util.List.of());
        long now = clock.millis();
        String id =
                java.util.HexFormat.of().formatHex(chance.bytes(16))
                        + mail.from().address().substring(mail.from().address().indexOf('@'));
        return new MailRow(
                id, address, filled.subject(), filled.text(), filled.html(), null, now, now, 0);
    }

    private static String way(MailConfig mail) {
        String tls =
                switch (mail.relay().tls()) {
                    case IMPLICIT -> "TLS from the first byte";
                    case STARTTLS -> "STARTTLS required";
                    case IF_OFFERED -> "STARTTLS where it is offered";
                    case OFF -> "no TLS (email.tls: off)";
                };
        @Nullable String user = mail.relay().user();
        return tls + (user == null ? ", no login" : ", login as " + user);
    }

    private static String said(Relay.Outcome outcome) {
        return switch (outcome) {
            case Relay.Outcome.Taken _ -> "The relay has taken the letter.";
            case Relay.Outcome.Later later ->
                    "Put off by the relay: "
                            + later.reason()
                            + ". The server would try again by itself; if it stays so, ask who runs"
                            + " the relay.";
            case Relay.Outcome.Refused refused ->
                    "Refused by the relay: "
                            + refused.reason()
                            + ". Check the address and whether the relay lets email.notif_from send.";
        };
    }

    /** Without the library's notes to itself, but with what it leaves out of the dialogue. */
    private static boolean isDialogue(String line) {
        return !line.startsWith("DEBUG") || line.contains("trace suppressed");
    }

    private static String masked(String line, MailConfig.Relay relay) {
        String password = relay.password();
        if (password == null) {
            return line;
        }
        Base64.Encoder base64 = Base64.getEncoder();
        String plain = "\0" + relay.user() + "\0" + password;
        return line.replace(encoded(base64, plain), MASK)
                .replace(encoded(base64, password), MASK)
                .replace(password, MASK);
    }

    private static String encoded(Base64.Encoder base64, String text) {
        return base64.encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
