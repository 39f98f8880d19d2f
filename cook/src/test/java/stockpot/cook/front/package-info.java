/**
 * Tests of what stays in front after {@code cook up}: {@code bin/lib/front.sh} and its launcher.
 */
@NullMarked
package stockpot.cook.front;

import org.jspecify.annotations.NullMarked;
