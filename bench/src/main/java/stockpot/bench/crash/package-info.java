/**
 * Kills a server under load, again and again, and compares what was acknowledged with what is
 * there.
 */
@NullMarked
package stockpot.bench.crash;

import org.jspecify.annotations.NullMarked;
