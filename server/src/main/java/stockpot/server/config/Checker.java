package stockpot.server.config;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Compares a file with the schema: unknown keys, wrong types, wrong values, keys without effect.
 */
final class Checker {
    private final Problems problems;
    private final List<String> unused = new ArrayList<>();

    Checker(Problems problems) {
        this.problems = problems;
    }

    /** Key paths that are given and have no effect, in the order of the file. */
    List<String> unused() {
        return List.copyOf(unused);
    }

    void check(Values values) {
        mapping(values.root(), Schema.tree(), "");
    }

    private void mapping(Item.Mapping mapping, Schema.Node node, String prefix) {
        mapping.entries()
                .forEach((key, entry) -> {
                    Schema.Node child = node.children().get(key);
                    if (child == null || key.equals("[]")) {
                        unknown(entry.keyWhere(), prefix, key, node);
                    } else {
                        value(entry.value(), child, prefix + key);
                    }
                });
    }

    private void value(Item item, Schema.Node node, String path) {
        if (node.unused()) {
            if (!unused.contains(path)) {
                unused.add(path);
            }
            return;
        }
        if (Item.isNothing(item)) {
            return;
        }
        Setting<?> setting = node.setting();
        if (setting != null) {
            typed(item, setting, node, path);
        } else if (item instanceof Item.Mapping inner) {
            mapping(inner, node, path + ".");
        } else {
            problems.add(item.where(), path, "must have keys of its own: " + keys(node));
        }
    }

    private void typed(Item item, Setting<?> setting, Schema.Node node, String path) {
        try {
            setting.type().reader().read(item);
        } catch (WrongValue e) {
            problems.add(item.where(), path, String.valueOf(e.getMessage()));
            return;
        }
        Schema.Node element = node.children().get("[]");
        if (element != null && item instanceof Item.Sequence sequence) {
            for (Item one : sequence.items()) {
                if (one instanceof Item.Mapping inner) {
                    mapping(inner, element, path + "[].");
                }
            }
        }
    }

    private static String keys(Schema.Node node) {
        return String.join(", ", node.children().keySet());
    }

    private void unknown(Where where, String prefix, String key, Schema.Node node) {
        String nearest = Nearest.of(key, node.children().keySet());
        problems.add(where, prefix + key, "nobody knows this key" + hint(prefix, nearest));
    }

    private static String hint(String prefix, @Nullable String nearest) {
        return nearest == null ? "" : "; the nearest known one is " + prefix + nearest;
    }
}
