package stockpot.server.api;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Finds the endpoint of a raw path (threat N04): literal segments are compared as they were sent, a
 * braced segment takes any one segment that is not empty, and only that is decoded, once. So a rule
 * of a proxy about a path cannot be walked around by spelling the path differently.
 */
public final class Router {
    /** A template that ends so also takes an empty state key behind a slash. */
    private static final String STATE_WITHOUT_KEY = "/state/{eventType}";

    private final Node root = new Node();

    /**
     * Builds the table.
     *
     * @throws IllegalStateException when two endpoints have the same method and path
     */
    public Router(List<Endpoint> endpoints) {
        for (Endpoint endpoint : endpoints) {
            for (String template : endpoint.paths()) {
                add(endpoint, template, template);
            }
        }
        // Last, so that an endpoint with a template of its own for the empty key goes first.
        for (Endpoint endpoint : endpoints) {
            for (String template : endpoint.paths()) {
                if (template.endsWith(STATE_WITHOUT_KEY)
                        && place(template + "/", false).routes.get(endpoint.method()) == null) {
                    add(endpoint, template + "/", template);
                }
            }
        }
    }

    private void add(Endpoint endpoint, String path, String template) {
        Node node = place(path, true);
        Route route = new Route(endpoint, template, names(path));
        if (node.routes.putIfAbsent(endpoint.method(), route) != null) {
            throw new IllegalStateException(
                    "two endpoints for " + endpoint.method() + " " + template);
        }
    }

    private Node place(String path, boolean create) {
        if (!path.startsWith("/")) {
            throw new IllegalStateException("not a path: " + path);
        }
        Node node = root;
        for (String segment : path.substring(1).split("/", -1)) {
            Node next = isVariable(segment) ? node.variable : node.literals.get(segment);
            if (next == null) {
                next = new Node();
                if (!create) {
                    return next;
                }
                if (isVariable(segment)) {
                    node.variable = next;
                } else {
                    node.literals.put(segment, next);
                }
            }
            node = next;
        }
        return node;
    }

    private static boolean isVariable(String segment) {
        return segment.startsWith("{") && segment.endsWith("}");
    }

    private static List<String> names(String path) {
        List<String> names = new ArrayList<>();
        for (String segment : path.substring(1).split("/", -1)) {
            if (isVariable(segment)) {
                names.add(segment.substring(1, segment.length() - 1));
            }
        }
        return names;
    }

    /**
     * Looks a path up.
     *
     * @param path as sent, beginning with a slash
     * @return the place of the path with the segments that its variables took, or null
     */
    @Nullable Place find(String path) {
        List<String> taken = new ArrayList<>(4);
        Node node = find(root, path, 1, taken);
        return node == null ? null : new Place(node.routes, taken);
    }

    /** A literal goes before a variable; where it leads nowhere, the variable is tried. */
    private static @Nullable Node find(Node node, String path, int from, List<String> taken) {
        int slash = path.indexOf('/', from);
        String segment = path.substring(from, slash < 0 ? path.length() : slash);
        Node literal = node.literals.get(segment);
        if (literal != null) {
            Node found = slash < 0 ? literal.ifPlace() : find(literal, path, slash + 1, taken);
            if (found != null) {
                return found;
            }
        }
        Node variable = node.variable;
        if (variable == null || segment.isEmpty()) {
            return null;
        }
        taken.add(segment);
        Node found = slash < 0 ? variable.ifPlace() : find(variable, path, slash + 1, taken);
        if (found == null) {
            taken.removeLast();
        }
        return found;
    }

    /**
     * What stands at a path.
     *
     * @param routes by method
     * @param segments raw segments of the variables, in order
     */
    record Place(Map<String, Route> routes, List<String> segments) {
        /** The methods, for an {@code Allow} header. */
        String methods() {
            return String.join(", ", routes.keySet());
        }
    }

    /**
     * An endpoint under one of its templates.
     *
     * @param endpoint what is to be done
     * @param template the template that matched
     * @param names of its variables, in order
     */
    record Route(Endpoint endpoint, String template, List<String> names) {
        Route {
            names = List.copyOf(names);
        }
    }

    private static final class Node {
        final Map<String, Node> literals = new LinkedHashMap<>();
        final Map<String, Route> routes = new TreeMap<>();
        @Nullable Node variable;

        @Nullable Node ifPlace() {
            return routes.isEmpty() ? null : this;
        }
    }
}
