/** Homeservers as processes under test: configured, started, measured, stopped. */
@NullMarked
package stockpot.bench.subject;

import org.jspecify.annotations.NullMarked;
