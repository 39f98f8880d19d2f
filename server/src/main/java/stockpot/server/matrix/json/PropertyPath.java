package stockpot.server.matrix.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/**
 * The way to a property of an event, such as {@code content.m\.relates_to.rel_type}. Appendices,
 * "Dot-separated property paths".
 *
 * @param names the property names from the outside in, unescaped
 */
public record PropertyPath(List<String> names) {
    /** Copies the names. */
    public PropertyPath {
        names = List.copyOf(names);
    }

    /** Reads a path; every text is one. */
    public static PropertyPath parse(String text) {
        List<String> names = new ArrayList<>();
        StringBuilder name = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\' && i + 1 < text.length() && isEscapable(text.charAt(i + 1))) {
                name.append(text.charAt(++i));
            } else if (c == '.') {
                names.add(name.toString());
                name.setLength(0);
            } else {
                name.append(c);
            }
        }
        names.add(name.toString());
        return new PropertyPath(names);
    }

    private static boolean isEscapable(char c) {
        return c == '.' || c == '\\';
    }

    /** What the path leads to, a missing node if there is nothing. */
    public JsonNode find(JsonNode root) {
        JsonNode at = root;
        for (String name : names) {
            if (!(at instanceof ObjectNode)) {
                return MissingNode.getInstance();
            }
            at = at.path(name);
        }
        return at;
    }

    /** Copies what the path leads to into another object, making the objects on the way. */
    public void copy(ObjectNode from, ObjectNode to) {
        JsonNode value = find(from);
        if (value.isMissingNode()) {
            return;
        }
        ObjectNode at = to;
        for (String name : names.subList(0, names.size() - 1)) {
            // An earlier path may have copied the whole object already.
            at = at.get(name) instanceof ObjectNode inner ? inner : at.putObject(name);
        }
        at.set(names.getLast(), value);
    }
}
