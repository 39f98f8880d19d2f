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
            List.of("NOMAD_", "_POT_", "STOCKPOT_", "COOK_", "JAVA", "VAULT_", "PG");

    private Nearest() {}

    /** The variable that an unknown name is close to, or null if it is not close to any. */
    static @Nullable Variable of(String name) {
        String plain = plain(name);
        if (known().contains(name)
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

    /** Levenshtein's. */
    static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(change, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }
}
