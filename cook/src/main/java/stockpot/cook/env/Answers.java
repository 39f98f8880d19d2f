package stockpot.cook.env;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The value of each variable, from the first source that has it. Names and twins ({@code
 * NAME_FILE}) are sorted out here; what values mean is not looked at, except that they fit their
 * kind.
 */
final class Answers {
    /** What a twin has behind its name. */
    static final String FILE = "_FILE";

    private static final int MOST_BYTES = 1 << 16;

    /** Where values come from: its name in messages, and what it has. */
    record Source(String name, Map<String, String> values) {}

    private final Map<String, String> values = new LinkedHashMap<>();
    private final Map<String, String> origins = new LinkedHashMap<>();
    private final List<Problem> problems;

    /**
     * Takes the values out of the sources, the most important first.
     *
     * @param problems where everything wrong is added
     */
    Answers(List<Source> sources, List<Problem> problems) {
        this.problems = problems;
        for (Variable variable : Variables.all()) {
            for (Source source : sources) {
                if (take(variable, source)) {
                    break;
                }
            }
        }
    }

    /** Complains of names that are close to ours, with a suggestion (threat Z12). */
    static void refuseNearNames(Source source, List<Problem> problems) {
        for (String name : new TreeMap<>(source.values()).keySet()) {
            Variable near = Nearest.of(name);
            if (near != null) {
                problems.add(
                        new Problem(
                                name,
                                "is not known: "
                                        + near.name()
                                        + " was probably meant; unset the one that is not"));
            }
        }
    }

    private boolean take(Variable variable, Source source) {
        String found = null;
        String foundUnder = null;
        for (String name : variable.names()) {
            String value = valueOf(variable, name, source);
            if (value == null) {
                continue;
            }
            if (found != null && !same(variable, found, value)) {
                problems.add(
                        new Problem(
                                foundUnder + " and " + name,
                                "are two names of one thing and differ: give one of them"));
                return true;
            }
            if (found == null) {
                found = value;
                foundUnder = name;
            }
        }
        if (found == null || foundUnder == null) {
            return false;
        }
        keep(variable, foundUnder, found, source);
        return true;
    }

    private static boolean same(Variable variable, String a, String b) {
        return a.equals(b)
                || (variable.kind().equals(Kind.FLAG)
                        && Words.flag(a) != null
                        && Objects.equals(Words.flag(a), Words.flag(b)));
    }

    /** The value itself or what its twin's file holds; null for neither or empty. */
    private @Nullable String valueOf(Variable variable, String name, Source source) {
        String value = source.values().getOrDefault(name, "");
        String file = source.values().getOrDefault(name + FILE, "");
        if (!value.isEmpty() && !file.isEmpty()) {
            problems.add(
                    new Problem(name, "and " + name + FILE + " are both given: give one of them"));
            return value;
        }
        if (file.isEmpty()) {
            String trimmed = variable.secret() ? value : value.strip();
            return trimmed.isEmpty() ? null : trimmed;
        }
        String content = content(name + FILE, file);
        return content == null || content.isEmpty() ? null : content;
    }

    private @Nullable String content(String name, String file) {
        if (!Words.isPath(file)) {
            problems.add(new Problem(name, "must be " + Kind.PATH.allowed()));
            return null;
        }
        try {
            Path path = Path.of(file);
            if (!Files.isRegularFile(path)) {
                problems.add(new Problem(name, "names " + shown(file) + ", which is no file"));
                return null;
            }
            if (Files.size(path) > MOST_BYTES) {
                problems.add(new Problem(name, "names a file larger than 64 KiB"));
                return null;
            }
            String text =
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(Files.readAllBytes(path)))
                            .toString();
            return text.endsWith("\r\n")
                    ? text.substring(0, text.length() - 2)
                    : text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
        } catch (CharacterCodingException e) {
            problems.add(new Problem(name, "names a file that is no UTF-8 text"));
        } catch (IOException e) {
            problems.add(new Problem(name, "names a file that cannot be read: give the right to"));
        }
        return null;
    }

    private void keep(Variable variable, String name, String value, Source source) {
        String wrong = wrongCharacter(value);
        if (wrong != null) {
            problems.add(new Problem(name, wrong));
        } else if (!variable.kind().fits().test(value)) {
            String given = variable.secret() ? "" : ", not " + shown(value);
            problems.add(new Problem(name, "must be " + variable.kind().allowed() + given));
        } else {
            values.put(variable.name(), value);
            origins.put(variable.name(), source.name());
        }
    }

    /** Why no file of ours can hold a value, or null (threat Z01). */
    private static @Nullable String wrongCharacter(String value) {
        if (value.length() > MOST_BYTES) {
            return "is longer than 65536 characters";
        }
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '\n' || c == '\r') {
                return "must not hold an end of line: it is one line of text";
            }
            if ((Character.isISOControl(c) && c != '\t') || c == '\u2028' || c == '\u2029') {
                return "must not hold control characters";
            }
            if (c == '\uFFFD') {
                return "holds bytes that are no UTF-8: give it in UTF-8, and a UTF-8 locale"
                        + " (LC_ALL=C.UTF-8)";
            }
            if (Character.isSurrogate(c)) {
                boolean pair =
                        Character.isHighSurrogate(c)
                                && i + 1 < value.length()
                                && Character.isLowSurrogate(value.charAt(i + 1));
                if (!pair) {
                    return "is no valid Unicode text";
                }
                i++;
            }
        }
        return null;
    }

    /** A value in a message: in quotes, cut, without control characters. */
    static String shown(String value) {
        String cut = value.length() > 60 ? value.substring(0, 60) + "…" : value;
        return '"' + cut.replaceAll("\\p{Cntrl}", "?") + '"';
    }

    @Nullable String find(Variable variable) {
        return values.get(variable.name());
    }

    String get(Variable variable, String fallback) {
        String value = find(variable);
        return value == null ? fallback : value;
    }

    boolean flag(Variable variable, boolean fallback) {
        String value = find(variable);
        Boolean meaning = value == null ? null : Words.flag(value);
        return meaning == null ? fallback : meaning;
    }

    boolean has(Variable variable) {
        return values.containsKey(variable.name());
    }

    @Nullable String origin(Variable variable) {
        return origins.get(variable.name());
    }

    /** All values by canonical name, in the order of the variables. */
    Map<String, String> values() {
        return values;
    }
}
