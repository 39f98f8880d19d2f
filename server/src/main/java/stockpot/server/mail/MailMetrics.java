package stockpot.server.mail;

import io.prometheus.client.Collector;
import io.prometheus.client.CounterMetricFamily;
import io.prometheus.client.GaugeMetricFamily;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/** How many letters wait, and what became of the others since the start. */
final class MailMetrics extends Collector {
    private static final List<String> OUTCOMES =
            List.of("sent", "refused", "postponed", "given_up", "turned_away", "line_failed");

    private final LongSupplier waiting;
    private final Map<String, Long> outcomes = new TreeMap<>();

    MailMetrics(LongSupplier waiting) {
        this.waiting = waiting;
        OUTCOMES.forEach(outcome -> outcomes.put(outcome, 0L));
    }

    void count(String outcome) {
        count(outcome, 1);
    }

    synchronized void count(String outcome, int more) {
        outcomes.merge(outcome, (long) more, Long::sum);
    }

    @Override
    public synchronized List<MetricFamilySamples> collect() {
        CounterMetricFamily letters =
                new CounterMetricFamily(
                        "stockpot_mail_letters",
                        "Letters by what became of them; line_failed counts tries of the line.",
                        List.of("outcome"));
        outcomes.forEach((outcome, count) -> letters.addMetric(List.of(outcome), count));
        return List.of(
                new GaugeMetricFamily(
                        "stockpot_mail_queue_letters",
                        "Letters that wait to be sent.",
                        waiting.getAsLong()),
                letters);
    }
}
