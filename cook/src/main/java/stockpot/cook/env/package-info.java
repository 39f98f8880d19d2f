/**
 * The only place that reads the environment. {@link stockpot.cook.env.Variables} declares every
 * variable, {@link stockpot.cook.env.SettingsReader} turns flags, environment, files and stored
 * answers into {@link stockpot.cook.env.Settings} or into a list of everything that is wrong. What
 * does not belong here: what follows from a setting.
 */
@NullMarked
package stockpot.cook.env;

import org.jspecify.annotations.NullMarked;
