package stockpot.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import stockpot.bench.scenario.Figures;

/** Tables in Markdown: a row for each figure, a column for each server, medians over rounds. */
final class Report {
    private static final String OURS = "Stockpot";
    private static final String THEIRS = "Synapse";

    private Report() {}

    static String markdown(String title, Map<String, List<Figures>> results) {
        StringBuilder text = new StringBuilder("\n### ").append(title).append("\n\n| figure |");
        results.keySet().forEach(name -> text.append(' ').append(name).append(" |"));
        boolean both = results.containsKey(OURS) && results.containsKey(THEIRS);
        text.append(both ? " ratio |\n| --- |" : "\n| --- |");
        text.append(" --- |".repeat(results.size() + (both ? 1 : 0))).append('\n');
        for (String figure : results.values().iterator().next().get(0).values().keySet()) {
            text.append("| ").append(figure).append(" |");
            results.values().forEach(rounds -> text.append(cell(rounds, figure)));
            if (both) {
                double ours = median(results.getOrDefault(OURS, List.of()), figure);
                double theirs = median(results.getOrDefault(THEIRS, List.of()), figure);
                text.append(ours == 0 ? " |" : " " + Figures.text(theirs / ours) + " |");
            }
            text.append('\n');
        }
        return text.toString();
    }

    private static String cell(List<Figures> rounds, String figure) {
        return " " + Figures.text(median(rounds, figure)) + " |";
    }

    private static double median(List<Figures> rounds, String figure) {
        List<Double> values = new ArrayList<>();
        rounds.forEach(round -> values.add(round.values().getOrDefault(figure, 0.0)));
        values.sort(null);
        return values.isEmpty() ? 0 : values.get(values.size() / 2);
    }
}
