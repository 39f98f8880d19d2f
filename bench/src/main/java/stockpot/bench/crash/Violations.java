package stockpot.bench.crash;

import java.util.ArrayList;
import java.util.List;

/** Broken promises, as sentences. */
final class Violations {
    private final List<String> all = new ArrayList<>();

    synchronized void add(String sentence) {
        all.add(sentence);
        System.err.println("VIOLATION " + sentence);
    }

    synchronized int count() {
        return all.size();
    }
}
