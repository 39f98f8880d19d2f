/** The ports as the JVM has them, for production. Only {@code Wiring} makes these. */
@NullMarked
package stockpot.server.ports.jvm;

import org.jspecify.annotations.NullMarked;
