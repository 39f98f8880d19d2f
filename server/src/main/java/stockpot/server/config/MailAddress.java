package stockpot.server.config;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A mail address, with or without the name of whom it belongs to. Only ASCII addresses count, so
 * that none looks like another (threat C09); nothing in it can end a header line (threat C17).
 *
 * @param name what is shown beside it, or null
 * @param address such as {@code alice@example.com}
 */
public record MailAddress(@Nullable String name, String address) {
    /** Characters of an address, RFC 5321. */
    public static final int MAX_ADDRESS = 254;

    private static final int MAX_LOCAL = 64;
    private static final int MAX_NAME = 200;

    /** Only what {@link #parse} lets through. */
    public MailAddress {
        if (!isAddress(address) || (name != null && !isName(name))) {
            throw new IllegalArgumentException("not a mail address");
        }
    }

    /** Reads {@code address} or {@code Name <address>}; null for anything else. */
    public static @Nullable MailAddress parse(String text) {
        String plain = text.strip();
        int open = plain.lastIndexOf('<');
        if (open < 0) {
            return isAddress(plain) ? new MailAddress(null, plain) : null;
        }
        if (!plain.endsWith(">")) {
            return null;
        }
        String address = plain.substring(open + 1, plain.length() - 1).strip();
        String name = unquoted(plain.substring(0, open).strip());
        if (!isAddress(address) || !isName(name)) {
            return null;
        }
        return new MailAddress(name.isEmpty() ? null : name, address);
    }

    /** An address with its ASCII capitals folded, as it is stored; null if it is none. */
    public static @Nullable String fold(String text) {
        return isAddress(text) ? text.toLowerCase(Locale.ROOT) : null;
    }

    private static String unquoted(String name) {
        boolean quoted = name.length() > 1 && name.startsWith("\"") && name.endsWith("\"");
        return quoted ? name.substring(1, name.length() - 1) : name;
    }

    private static boolean isName(String name) {
        return name.length() <= MAX_NAME && name.chars().noneMatch(Character::isISOControl);
    }

    /** One at sign, printable ASCII around it, nothing that a header or a command would read. */
    private static boolean isAddress(String text) {
        int at = text.indexOf('@');
        if (at < 1 || at > MAX_LOCAL || at != text.lastIndexOf('@')) {
            return false;
        }
        if (text.length() > MAX_ADDRESS || at == text.length() - 1) {
            return false;
        }
        boolean plain =
                text.chars().allMatch(c -> c > ' ' && c < 0x7f && "<>()[]\\,;:\"".indexOf(c) < 0);
        String domain = text.substring(at + 1);
        return plain
                && !text.startsWith("-") // never an option of a program that is handed it
                && !text.startsWith(".")
                && !domain.startsWith(".")
                && !domain.endsWith(".")
                && !text.contains("..");
    }

    @Override
    public String toString() {
        return name == null ? address : name + " <" + address + ">";
    }
}
