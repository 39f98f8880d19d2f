/** The loads, one class each; each returns {@link stockpot.bench.scenario.Figures}. */
@NullMarked
package stockpot.bench.scenario;

import org.jspecify.annotations.NullMarked;
