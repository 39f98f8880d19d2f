package stockpot.cook.env;

import java.util.function.Predicate;

/**
 * What a variable may hold.
 *
 * @param allowed the end of "must be …"
 * @param fits whether a value does
 */
public record Kind(String allowed, Predicate<String> fits) {
    private static final String WORDS = "true, yes, on, 1, false, no, off or 0";

    static final Kind TEXT = new Kind("a text", text -> true);
    static final Kind FLAG = new Kind(WORDS, text -> Words.flag(text) != null);

    /** NOSSL: any word that is none of the eight means what it meant to the old jail. */
    static final Kind LENIENT_FLAG =
            new Kind(WORDS + " (any other word counts as true)", text -> true);

    static final Kind PORT = new Kind("a port from 1 to 65535", Words::isPort);
    static final Kind SERVER_NAME =
            new Kind("a server name such as example.com or example.com:8448", Words::isServerName);
    static final Kind HOST = new Kind("a host name or address, without a port", Words::isHost);
    static final Kind HOST_PORT =
            new Kind("a host, or host:port", text -> Words.hostPort(text, 1) != null);
    static final Kind HOST_PORTS =
            new Kind(
                    "hosts (or host:port) with commas between",
                    text -> Words.list(text).stream().allMatch(HOST_PORT.fits()));
    static final Kind ADDRESS = new Kind("an IPv4 or IPv6 address", Words::isAddress);
    static final Kind NETWORKS =
            new Kind(
                    "addresses or networks such as 10.0.0.0/8 with commas between",
                    text -> Words.list(text).stream().allMatch(Words::isNetwork));
    static final Kind EMAIL = new Kind("an e-mail address", Words::isEmail);
    static final Kind EMAIL_OR_NONE =
            new Kind(
                    "an e-mail address, or none",
                    text -> text.equalsIgnoreCase("none") || Words.isEmail(text));
    static final Kind SENDER =
            new Kind("an address, or Name <address>", text -> Words.isSender(text));
    static final Kind NAME =
            new Kind(
                    "letters, digits, dots, dashes and underscores",
                    text -> text.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,127}"));
    static final Kind GOSSIP_KEY =
            new Kind("base64 of 32 bytes (or of 16 or 24)", Words::isGossipKey);
    static final Kind URL =
            new Kind("an address that begins with https:// or http://", Words::isUrl);
    static final Kind LDAP_SERVERS =
            new Kind(
                    "hosts, host:port or ldap:// and ldaps:// addresses with commas between",
                    text -> Words.ldapServers(text) != null);
    static final Kind DN = new Kind("a DN such as ou=People,dc=example,dc=com", Words::isDn);
    static final Kind FILTER =
            new Kind("an LDAP filter such as (objectClass=posixAccount)", Words::isFilter);
    static final Kind PATH = new Kind("the full path of a file or folder", Words::isPath);
    static final Kind DATABASE =
            new Kind(
                    "an address such as postgresql://user:password@host:5432/database",
                    text -> DatabaseUrl.parse(text) != null);
    static final Kind SIZE =
            new Kind(
                    "a number of bytes, or one with K, M or G behind it, from 1M to 100G",
                    text -> Words.bytes(text) != null);
    static final Kind MEMORY =
            new Kind(
                    "a number of megabytes, or one with k, m or g behind it, of 150m or more",
                    text -> Words.megabytes(text) != null);
    static final Kind ID = new Kind("a number from 0 to 2147483647", Words::isId);
    static final Kind ZONE = new Kind("a time zone such as Europe/Berlin", Words::isZone);
    static final Kind BASE64URL =
            new Kind(
                    "the base64url text that the authority gave",
                    text -> text.matches("[A-Za-z0-9_+/-]{8,1024}=*"));

    /** One of these words, in small or capital letters. */
    static Kind choice(String... words) {
        return new Kind(
                "one of " + String.join(", ", words),
                text -> {
                    for (String word : words) {
                        if (word.equalsIgnoreCase(text)) {
                            return true;
                        }
                    }
                    return false;
                });
    }
}
