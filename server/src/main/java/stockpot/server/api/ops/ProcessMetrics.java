package stockpot.server.api.ops;

import io.prometheus.client.Collector;
import io.prometheus.client.CounterMetricFamily;
import io.prometheus.client.GaugeMetricFamily;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;

/**
 * Figures of the process. The management classes behind some of them load at the first scrape, so
 * that a server nobody scrapes does not carry them.
 */
public final class ProcessMetrics extends Collector {
    /** Registers itself with {@code register}. */
    public ProcessMetrics() {}

    @Override
    public List<MetricFamilySamples> collect() {
        Runtime runtime = Runtime.getRuntime();
        List<MetricFamilySamples> all = new ArrayList<>();
        all.add(
                gauge(
                        "stockpot_heap_used_bytes",
                        "Heap in use, garbage included",
                        (double) (runtime.totalMemory() - runtime.freeMemory())));
        all.add(
                gauge(
                        "stockpot_heap_max_bytes",
                        "Largest heap allowed",
                        (double) runtime.maxMemory()));
        all.add(
                gauge(
                        "stockpot_threads",
                        "Native threads",
                        ManagementFactory.getThreadMXBean().getThreadCount()));
        all.add(
                new CounterMetricFamily(
                        "process_cpu_seconds_total", "CPU time of the process", cpuSeconds()));
        addCollections(all);
        return all;
    }

    private static MetricFamilySamples gauge(String name, String help, double value) {
        return new GaugeMetricFamily(name, help, value);
    }

    private static double cpuSeconds() {
        return ManagementFactory.getOperatingSystemMXBean()
                        instanceof com.sun.management.OperatingSystemMXBean system
                ? system.getProcessCpuTime() / 1e9
                : 0;
    }

    private static void addCollections(List<MetricFamilySamples> all) {
        long count = 0;
        long millis = 0;
        for (GarbageCollectorMXBean bean : ManagementFactory.getGarbageCollectorMXBeans()) {
            count += bean.getCollectionCount();
            millis += bean.getCollectionTime();
        }
        all.add(
                new CounterMetricFamily(
                        "stockpot_gc_collections_total", "Garbage collections", count));
        all.add(
                new CounterMetricFamily(
                        "stockpot_gc_seconds_total", "Time in garbage collections", millis / 1e3));
    }
}
