/**
 * Matching of text against patterns that users write, in linear time. No pattern of a user ever
 * reaches {@code java.util.regex} (threat R01). Appendices, "Glob-style matching".
 */
@NullMarked
package stockpot.server.matrix.text;

import org.jspecify.annotations.NullMarked;
