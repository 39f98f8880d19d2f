package stockpot.cook.env;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads {@code --ports http=18080,client=18008}. */
final class PortList {
    private static final String OPTION = "--ports";

    private PortList() {}

    static Ports read(@Nullable String text, Ports usual, List<Problem> problems) {
        if (text == null || text.isBlank()) {
            return usual;
        }
        Map<String, Integer> numbers = new HashMap<>(byName(usual));
        List<String> moved = new ArrayList<>();
        for (String pair : Words.list(text)) {
            String[] parts = pair.split("=", 2);
            String name = parts[0].strip();
            if (!numbers.containsKey(name)) {
                String known = String.join(", ", byName(usual).keySet().stream().sorted().toList());
                problems.add(new Problem(OPTION, "knows no " + Answers.shown(name) + ": " + known));
            } else if (parts.length < 2 || !Words.isPort(parts[1].strip())) {
                problems.add(new Problem(OPTION, name + " must be " + Kind.PORT.allowed()));
            } else {
                numbers.put(name, Integer.parseInt(parts[1].strip()));
                moved.add(name);
            }
        }
        refuseTwice(numbers, moved, problems);
        return new Ports(
                numbers.getOrDefault("http", 0),
                numbers.getOrDefault("https", 0),
                numbers.getOrDefault("federation", 0),
                numbers.getOrDefault("client", 0),
                numbers.getOrDefault("metrics", 0),
                numbers.getOrDefault("node_exporter", 0),
                numbers.getOrDefault("consul", 0),
                numbers.getOrDefault("ssh", 0));
    }

    private static void refuseTwice(
            Map<String, Integer> numbers, List<String> moved, List<Problem> problems) {
        for (String name : moved) {
            for (Map.Entry<String, Integer> other : numbers.entrySet()) {
                if (!other.getKey().equals(name) && other.getValue().equals(numbers.get(name))) {
                    String what = "gives " + name + " the port of " + other.getKey();
                    problems.add(new Problem(OPTION, what));
                    return;
                }
            }
        }
    }

    private static Map<String, Integer> byName(Ports ports) {
        return Map.of(
                "http", ports.http(),
                "https", ports.https(),
                "federation", ports.federation(),
                "client", ports.client(),
                "metrics", ports.metrics(),
                "node_exporter", ports.nodeExporter(),
                "consul", ports.consul(),
                "ssh", ports.ssh());
    }
}
