/** The only place that reads the environment. It knows names of variables and what they mean. */
@NullMarked
package stockpot.cook.env;

import org.jspecify.annotations.NullMarked;
