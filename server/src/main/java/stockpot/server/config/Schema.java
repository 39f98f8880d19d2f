package stockpot.server.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Every key there is: those that have an effect, and those that only Synapse uses. */
final class Schema {
    /** A titled group of settings, as on the reference page. */
    record Section(String title, List<Setting<?>> settings) {}

    /** A place in the tree of keys. */
    static final class Node {
        private final TreeMap<String, Node> children = new TreeMap<>();
        private @Nullable Setting<?> setting;
        private boolean unused;

        Map<String, Node> children() {
            return children;
        }

        @Nullable Setting<?> setting() {
            return setting;
        }

        boolean unused() {
            return unused;
        }

        private Node at(String path) {
            Node node = this;
            for (String key : path.split("\\.")) {
                node = node.children.computeIfAbsent(key, name -> new Node());
            }
            return node;
        }
    }

    static final List<Section> SECTIONS =
            List.of(
                    new Section("Server", ServerSection.settings()),
                    new Section("Listeners", ListenersSection.settings()),
                    new Section("Database", DatabaseSection.settings()),
                    new Section("Registration", RegistrationSection.settings()),
                    new Section("What registration asks for", DoorsSection.settings()),
                    new Section("Login", LoginSection.settings()),
                    new Section("Directory", LdapSection.settings()),
                    new Section("Mail", MailSection.settings()),
                    new Section("Mail addresses of people", ThirdPartySection.settings()),
                    new Section("Rooms", RoomsSection.settings()),
                    new Section("Media", MediaSection.settings()),
                    new Section("Presence and user directory", PeopleSection.settings()),
                    new Section("Calls", TurnSection.settings()),
                    new Section("Well-known documents", WellKnownSection.settings()),
                    new Section("Logging", LoggingSection.settings()),
                    new Section("Rate limits", RateLimitsSection.settings()));

    private Schema() {}

    static List<Setting<?>> settings() {
        List<Setting<?>> all = new ArrayList<>();
        SECTIONS.forEach(section -> all.addAll(section.settings()));
        return all;
    }

    /** The tree of all keys; elements of a list lie below {@code []}. */
    static Node tree() {
        Node root = new Node();
        add(root, "", settings());
        for (String path : UnusedKeys.paths()) {
            root.at(path.replace("[]", ".[]")).unused = true;
        }
        return root;
    }

    private static void add(Node root, String prefix, List<Setting<?>> settings) {
        for (Setting<?> setting : settings) {
            String path = prefix + setting.path();
            root.at(path).setting = setting;
            add(root, path + ".[].", setting.type().inside());
        }
    }
}
