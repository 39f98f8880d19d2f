/**
 * What an operator sees from afar: logs that go to another machine, and the metrics of this one.
 * Enter settings; leave {@code ConfigFile}s and {@code Service}s of syslog-ng and node_exporter.
 * {@link stockpot.cook.monitoring.LogShipper} is the class to read first. What does not belong
 * here: the server's own metrics, and alerts about certificates.
 */
@NullMarked
package stockpot.cook.monitoring;

import org.jspecify.annotations.NullMarked;
