package stockpot.cook.env;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One variable, declared once: what reads it, checks it, explains it and makes its flag comes from
 * here.
 *
 * @param name the canonical name
 * @param aliases other names for the same
 * @param flag the letter of the Nomad image's flag, or null
 * @param kind what it may hold
 * @param secret whether its value is never shown
 * @param fallback what holds when it is not given, in words; "required" where nothing does
 * @param meaning one sentence
 */
public record Variable(
        String name,
        List<String> aliases,
        @Nullable Character flag,
        Kind kind,
        boolean secret,
        String fallback,
        String meaning) {
    /** What stands for "must be given" in {@link #fallback}. */
    public static final String REQUIRED = "required";

    public Variable {
        aliases = List.copyOf(aliases);
    }

    static Variable of(String name, Kind kind, String fallback, String meaning) {
        return new Variable(name, List.of(), null, kind, false, fallback, meaning);
    }

    static Variable secret(String name, Kind kind, String fallback, String meaning) {
        return new Variable(name, List.of(), null, kind, true, fallback, meaning);
    }

    Variable flag(char letter) {
        return new Variable(name, aliases, letter, kind, secret, fallback, meaning);
    }

    Variable alias(String... others) {
        return new Variable(name, List.of(others), flag, kind, secret, fallback, meaning);
    }

    /** The canonical name and the others. */
    public List<String> names() {
        List<String> names = new ArrayList<>(List.of(name));
        names.addAll(aliases);
        return names;
    }

    /** Such as {@code -d} and {@code --domain}, the letter first. */
    public List<String> options() {
        List<String> options = new ArrayList<>();
        if (flag != null) {
            options.add("-" + flag);
        }
        names().forEach(word -> options.add("--" + dashed(word)));
        return options;
    }

    private static String dashed(String word) {
        return word.toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
