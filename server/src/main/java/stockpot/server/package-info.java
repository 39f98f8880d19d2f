/**
 * The homeserver's two outermost classes: {@code Main} starts and stops, {@code Wiring} is the only
 * place where objects meet. Everything else lies in the packages below; {@code
 * docs/ARCHITECTURE.md} says which may see which.
 */
@NullMarked
package stockpot.server;

import org.jspecify.annotations.NullMarked;
