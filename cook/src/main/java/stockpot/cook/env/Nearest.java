package stockpot.cook.env;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds names that were probably meant to be ours: {@code REGISTRATION_ENABLED}, {@code NO_SSL}.
 */
final class Nearest {
    private static final int SHORT = 5;
    private static final int LONG = 8;

    /** Names of others that look like ours and are common. */
    private static final Set<String> OTHERS = Set.of("MEMORY_LIMIT", "DOMAINNAME", "HOSTNAME");

    private static final List<String> PREFIXES =
            List.of("NOMAD_", "_POT_", "STOCKPOT_", "COOK_", "JAVA", "VAULT_", "PG", "SSL_");

    private static final Set<String> KNOWN = known();

    private Nearest() {}

    /** The variable that an unknown name is close to, or null if it is not close to any. */
    static @Nullable Variable of(String name) {
        String plain = plain(name);
        if (KNOWN.contains(name)
                || OTHERS.contains(name)
                || plain.length() < SHORT
                || PREFIXES.stream().anyMatch(name::startsWith)) {
            return null;
        }
        for (Variable variable : Variables.all()) {
            for (String ours : variable.names()) {
                if (isClose(plain, plain(ours))) {
                    return variable;
                }
            }
        }
        return null;
    }

    /** The nearest flag to an unknown one, whatever the distance up to three, or null. */
    static @Nullable String option(String word) {
        String best = null;
        int least = 4;
        for (Variable variable : Variables.all()) {
            for (String option : variable.options()) {
                int distance = distance(word, option);
                if (option.startsWith("--") && distance < least) {
                    least = distance;
                    best = option;
                }
            }
        }
        return best;
    }

    private static Set<String> known() {
        Set<String> names = new HashSet<>();
        for (Variable variable : Variables.all()) {
            for (String name : variable.names()) {
                names.add(name);
                names.add(name + Answers.FILE);
            }
        }
        return names;
    }

    private static String plain(String name) {
        return name.replace("_", "").replace("-", "").toUpperCase(Locale.ROOT);
    }

    private static boolean isClose(String theirs, String ours) {
        if (theirs.equals(ours)) {
            return true;
        }
        if (ours.length() >= LONG && theirs.startsWith(ours)) {
            return true;
        }
        int allowed = ours.length() < SHORT ? 0 : ours.length() < LONG ? 1 : 2;
        return distance(theirs, ours) <= allowed;
    }

    /** How many letters are wrong, missing or too many; two that changed places count once. */
    static int distance(String a, String b) {
        int[][] d = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                d[i][j] = i == 0 ? j : j == 0 ? i : step(d, a, b, i, j);
            }
        }
        return d[a.length()][b.length()];
    }

    private static int step(int[][] d, String a, String b, int i, int j) {
        int change = d[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        int least = Math.min(change, Math.min(d[i - 1][j], d[i][j - 1]) + 1);
        boolean swapped =
                i > 1
                        && j > 1
                        && a.charAt(i - 1) == b.charAt(j - 2)
                        && a.charAt(i - 2) == b.charAt(j - 1);
        return swapped ? Math.min(least, d[i - 2][j - 2] + 1) : least;
    }
}
