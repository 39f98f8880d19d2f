package stockpot.cook.certificates;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import stockpot.cook.env.Settings;

/** The host names of a certificate. */
public final class Names {
    private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|.*:.*");
    private static final Pattern PORT = Pattern.compile(":[0-9]+$");

    private Names() {}

    /** DOMAIN without its port, in small letters. */
    public static String serverHost(Settings settings) {
        String domain = settings.domain().toLowerCase(Locale.ROOT);
        if (domain.startsWith("[")) {
            int end = domain.indexOf(']');
            return end < 0 ? domain : domain.substring(1, end);
        }
        return PORT.matcher(domain).replaceFirst("");
    }

    /** PUBLIC_HOST in small letters. */
    public static String publicHost(Settings settings) {
        return settings.publicHost().toLowerCase(Locale.ROOT);
    }

    /** Whether it is an address and no name. */
    static boolean isAddress(String host) {
        return ADDRESS.matcher(host).matches();
    }

    /** RFC 6125: equal, or an asterisk for the whole first label. */
    static boolean cover(List<String> names, String host) {
        String wanted = host.toLowerCase(Locale.ROOT);
        int dot = wanted.indexOf('.');
        return names.contains(wanted)
                || (dot > 0 && !isAddress(wanted) && names.contains("*" + wanted.substring(dot)));
    }
}
