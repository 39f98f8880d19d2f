package stockpot.cook.operator;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import stockpot.cook.env.Variables;

/** What the words of a command line mean before Picocli sees them. */
public final class Words {
    private static final Set<String> ALONE = Set.of("--help", "--version");

    private Words() {}

    /**
     * Without empty arguments (a job file of Nomad gives one), and with {@code up} in front where
     * no command is named.
     */
    public static String[] prepared(String... words) {
        Set<String> options = new HashSet<>(Set.of("--root", "--ports"));
        Variables.all().forEach(variable -> options.addAll(variable.options()));
        List<String> kept = new ArrayList<>();
        String before = "";
        for (String word : words) {
            // An empty value of an option is a value: no mail, no directory.
            if (!word.isEmpty() || options.contains(before)) {
                kept.add(word);
            }
            before = word;
        }
        if (kept.isEmpty()
                || (kept.getFirst().startsWith("-") && !ALONE.contains(kept.getFirst()))) {
            kept.addFirst("up");
        }
        return kept.toArray(String[]::new);
    }
}
