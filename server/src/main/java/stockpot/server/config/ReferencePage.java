package stockpot.server.config;

import java.util.ArrayList;
import java.util.List;

/** Writes the reference of all keys from the schema: {@code docs/configuration.md}. */
public final class ReferencePage {
    private static final String HEAD =
            """
            # Configuration

            This page is made from the schema in the code (`stockpot --print-config-reference`); a
            test compares them.

            `homeserver.yaml` has Synapse's names wherever the meaning is the same, so that the file
            of a Synapse user starts Stockpot. Keys marked *ours* are not Synapse's. A key that
            nobody knows, or a wrong value, stops the start with file, line, key and what is
            allowed; `stockpot --config FILE --check-config` says the same without starting. Keys
            that only Synapse uses are named in one warning.

            Every key can also be set by the environment, over the file: by the variable named
            beside it, or by that name with `_FILE` behind it, which names a file that holds the
            value (its last newline does not count). Lists are given there with commas, or as YAML.
            """;

    private ReferencePage() {}

    /** The page as Markdown. */
    public static String markdown() {
        StringBuilder page = new StringBuilder(HEAD);
        for (Schema.Section section : Schema.SECTIONS) {
            page.append("\n## ").append(section.title()).append("\n\n");
            page.append("| key | value | default | meaning | variable |\n");
            page.append("| --- | --- | --- | --- | --- |\n");
            for (Setting<?> setting : section.settings()) {
                row(page, "", setting, true);
            }
        }
        page.append("\n## Keys without effect\n\n");
        page.append("Synapse knows these; here they are accepted and named in one warning.\n\n");
        for (String path : UnusedKeys.paths()) {
            page.append("- `").append(path).append("`\n");
        }
        return page.toString();
    }

    private static void row(StringBuilder page, String prefix, Setting<?> setting, boolean top) {
        String path = prefix + setting.path();
        page.append("| `").append(path).append('`');
        page.append(setting.origin() == Setting.Origin.OURS ? " (*ours*)" : "");
        page.append(" | ").append(setting.type().allowed());
        page.append(" | ").append(setting.fallbackText());
        page.append(" | ").append(setting.doc());
        page.append(" | ").append(top ? "`" + setting.variable() + "`" : "").append(" |\n");
        for (Setting<?> inside : setting.type().inside()) {
            row(page, path + "[].", inside, false);
        }
    }

    /** The same for a terminal: all keys, or those whose path holds the given word. */
    public static String explain(String word) {
        List<String> lines = new ArrayList<>();
        for (Schema.Section section : Schema.SECTIONS) {
            section.settings().forEach(setting -> explain(lines, "", setting, word));
        }
        for (String path : UnusedKeys.paths()) {
            if (!word.isEmpty() && path.contains(word)) {
                lines.add(path + "\n    Synapse's; it has no effect here.");
            }
        }
        return String.join("\n", lines);
    }

    private static void explain(
            List<String> lines, String prefix, Setting<?> setting, String word) {
        String path = prefix + setting.path();
        if (path.contains(word)) {
            lines.add(
                    path
                            + "\n    "
                            + setting.doc().replace("`", "")
                            + "\n    Allowed: "
                            + setting.type().allowed()
                            + ". Default: "
                            + setting.fallbackText().replace("`", "")
                            + ".");
        }
        setting.type().inside().forEach(inside -> explain(lines, path + "[].", inside, word));
    }
}
