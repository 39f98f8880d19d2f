package stockpot.server.push;

import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import stockpot.server.matrix.id.UserId;
import stockpot.server.store.Database;
import stockpot.server.store.Pushers;
import stockpot.server.users.Newcomers;
import stockpot.server.users.Secrets;

/** Who is mailed what they missed, and how they end it without logging in. */
public final class MailReaders {
    private final Database database;
    private final String key;

    /** Readers in this database; links are signed under that secret. */
    public MailReaders(Database database, String key) {
        this.database = database;
        this.key = key;
    }

    /** A link that ends the letters to an address. */
    public record Link(String user, String address, String token) {}

    /** The query of the link for a reader. */
    public Map<String, String> query(UserId user, String address) {
        Map<String, String> query = new LinkedHashMap<>();
        query.put("user", user.value());
        query.put("address", address);
        query.put("token", token(user.value(), address));
        return query;
    }

    private String token(String user, String address) {
        byte[] said =
                ("unsubscribe\n" + user + "\n" + address)
                        .getBytes(java.nio.charset.StandardCharsets.UTF_8);
        return HexFormat.of().formatHex(Secrets.mac("HmacSHA256", key, said));
    }

    /** Whether this server made the link. */
    public boolean good(Link link) {
        return Secrets.same(token(link.user(), link.address()), link.token());
    }

    /** Ends the letters of a good link. */
    public void unsubscribe(Link link) {
        database.write(tx -> {
            Pushers.delete(tx, new UserId(link.user()), Newcomers.MAIL_APP, link.address());
            return true;
        });
    }
}
