package stockpot.cook.nginx;

import java.net.InetAddress;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * One word of nginx's configuration, checked against the grammar of its kind and quoted where that
 * is needed. There is no other way to get a value into a template, so no value can end a directive
 * or add one (threat Z02).
 */
final class Word {
    private static final Pattern HOST =
            Pattern.compile(
                    "(?!.{254})[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?"
                            + "(?:\\.[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?)*");
    private static final Pattern ADDRESS_4 = Pattern.compile("[0-9]{1,3}(?:\\.[0-9]{1,3}){3}");
    private static final Pattern ADDRESS_6 = Pattern.compile("(?=.*:)[0-9a-fA-F:.]{2,45}");
    private static final Pattern LENGTH = Pattern.compile("[0-9]{1,3}");
    private static final Pattern ACCOUNT = Pattern.compile("[A-Za-z_][A-Za-z0-9_.-]{0,31}");
    private static final int MAX_PORT = 65_535;
    private static final int MAX_PATH = 1024;

    private final String text;

    private Word(String text) {
        this.text = text;
    }

    /** As it stands in the file. */
    @Override
    public String toString() {
        return text;
    }

    /** A word of our own, never a value. */
    static Word ours(String text) {
        return new Word(text);
    }

    /** A host name, or an address; an IPv6 address gets its brackets. */
    static Word host(String variable, String value) {
        if (isAddress(value)) {
            return new Word(bracketed(value));
        }
        if (!HOST.matcher(value).matches()) {
            throw refusal(variable, "is no host name");
        }
        return new Word(value);
    }

    /** An address and a port, as in {@code listen}. */
    static Word endpoint(String variable, String address, int port) {
        if (!isAddress(address)) {
            throw refusal(variable, "is no address");
        }
        return new Word(bracketed(address) + ":" + port(port));
    }

    private static String bracketed(String address) {
        return address.contains(":") ? "[" + address + "]" : address;
    }

    /** Nothing is looked up: what is no literal is no address. */
    private static boolean isAddress(String value) {
        if (!ADDRESS_4.matcher(value).matches() && !ADDRESS_6.matcher(value).matches()) {
            return false;
        }
        try {
            InetAddress.ofLiteral(value);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** A port. */
    static Word port(int port) {
        if (port < 1 || port > MAX_PORT) {
            throw refusal("--ports", "holds a number that is no port");
        }
        return new Word(Integer.toString(port));
    }

    /** An address, or a network such as {@code 10.0.0.0/8}. */
    static Word network(String variable, String value) {
        int slash = value.indexOf('/');
        String address = slash < 0 ? value : value.substring(0, slash);
        String length = slash < 0 ? "0" : value.substring(slash + 1);
        int most = address.contains(":") ? 128 : 32;
        if (!isAddress(address)
                || !LENGTH.matcher(length).matches()
                || Integer.parseInt(length) > most) {
            throw refusal(variable, "holds something that is neither address nor network");
        }
        return new Word(value);
    }

    /** A number of bytes. */
    static Word bytes(long bytes) {
        return new Word(Long.toString(bytes));
    }

    /** The name of an account. */
    static Word account(String value) {
        if (!ACCOUNT.matcher(value).matches()) {
            throw refusal("the account of nginx", "has a name that nginx does not take");
        }
        return new Word(value);
    }

    /**
     * A path, quoted. nginx reads a dollar as the begin of a variable and knows no way to write
     * one, so a path with a dollar is refused, as are control characters.
     */
    static Word path(String variable, Path path) {
        return path(variable, path, "");
    }

    /** The same with something of ours behind it, such as the slash of a folder. */
    static Word path(String variable, Path path, String end) {
        String value = path + end;
        if (!path.isAbsolute() || value.length() > MAX_PATH) {
            throw refusal(variable, "is no absolute path of at most " + MAX_PATH + " characters");
        }
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '$' || c < ' ' || c == 0x7F || c == '\uFFFD') {
                throw refusal(variable, "is a path with a dollar or a control character");
            }
            if (c == '"' || c == '\\') {
                quoted.append('\\');
            }
            quoted.append(c);
        }
        return new Word(quoted.append('"').toString());
    }

    private static IllegalArgumentException refusal(String variable, String why) {
        return new IllegalArgumentException(
                variable + " " + why + ", so nginx cannot be configured with it.");
    }
}
