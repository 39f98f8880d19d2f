package stockpot.server.mail;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import stockpot.server.config.MailAddress;
import stockpot.server.config.MailConfig;
import stockpot.server.matrix.id.ServerName;
import stockpot.server.ports.Chance;
import stockpot.server.ports.Clock;
import stockpot.server.store.QueuedMails.MailRow;
import stockpot.server.store.WriteTransaction;

/** Writes letters of templates and puts them into the queue. */
public final class Letters {
    private static final int ID_BYTES = 16;

    private final MailConfig config;
    private final ServerName server;
    private final MailQueue queue;
    private final Templates templates;
    private final Clock clock;
    private final Chance chance;

    /** Letters of one server. */
    public Letters(
            MailConfig config, ServerName server, MailQueue queue, Clock clock, Chance chance) {
        this.config = config;
        this.server = server;
        this.queue = queue;
        this.templates = new Templates(config.words().templates());
        this.clock = clock;
        this.chance = chance;
    }

    /**
     * What a letter is made of.
     *
     * @param template its name
     * @param to the address
     * @param language of the template
     * @param values what stands for its names; the server's own are added
     * @param items what is said of each item
     * @param subject in place of the template's, or null
     * @param unsubscribe link that ends letters of this kind, or null
     */
    public record Order(
            String template,
            String to,
            String language,
            Map<String, String> values,
            List<Map<String, String>> items,
            @Nullable String subject,
            @Nullable String unsubscribe) {
        /** An order without items. */
        public static Order of(
                String template, String to, String language, Map<String, String> values) {
            return new Order(template, to, language, values, List.of(), null, null);
        }

        /** The same with a subject of the operator's, if it is not null. */
        public Order about(@Nullable String other) {
            return new Order(template, to, language, values, items, other, unsubscribe);
        }
    }

    /** The settings that letters are written by. */
    public MailConfig config() {
        return config;
    }

    /** The queue that they go into. */
    public MailQueue queue() {
        return queue;
    }

    /** The best of our languages for what a reader asks for. */
    public String language(@Nullable String wanted) {
        return Templates.language(wanted, config.words().language());
    }

    /**
     * A link to a page of this server; its host is configured, never the request's (threat C09).
     */
    public String link(String path, Map<String, String> query) {
        List<String> pairs = new ArrayList<>();
        query.forEach((key, value) ->
                pairs.add(
                        key
                                + "="
                                + java.net.URLEncoder.encode(
                                        value, java.nio.charset.StandardCharsets.UTF_8)));
        return config.linkBase()
                + "_matrix/static/client/"
                + path
                + (pairs.isEmpty() ? "" : "?" + String.join("&", pairs));
    }

    /** Writes a letter; may be called outside of a write. */
    public MailRow write(Order order) {
        if (MailAddress.fold(order.to()) == null) {
            throw new IllegalArgumentException("not a mail address");
        }
        Map<String, String> values = new LinkedHashMap<>();
        String client = config.words().clientUrl();
        values.put("app", config.words().app());
        values.put("server", server.value());
        values.put("client", client == null ? config.linkBase() : client);
        values.putAll(order.values());
        Templates.Filled filled =
                templates.fill(order.template(), order.language(), values, order.items());
        String from = config.from().address();
        String id =
                HexFormat.of().formatHex(chance.bytes(ID_BYTES))
                        + from.substring(from.indexOf('@'));
        String subject = order.subject();
        long now = clock.millis();
        return new MailRow(
                id,
                order.to(),
                subject == null ? filled.subject() : subject,
                filled.text(),
                filled.html(),
                order.unsubscribe(),
                now,
                now,
                0);
    }

    /** Puts a letter into the queue, as part of the write that it tells of. */
    public void post(WriteTransaction tx, MailRow letter) {
        queue.add(tx, letter);
    }
}
