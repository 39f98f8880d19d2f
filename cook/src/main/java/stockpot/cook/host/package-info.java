/**
 * The only place that writes files or runs programs. {@link stockpot.cook.host.Step} is the class
 * to read first: packages above make steps and configuration files, {@code plan} puts them in
 * order, and the applier here looks at each, applies what differs and looks again. Arguments are
 * lists, never a line for a shell. What does not belong here: what a file or command means.
 */
@NullMarked
package stockpot.cook.host;

import org.jspecify.annotations.NullMarked;
