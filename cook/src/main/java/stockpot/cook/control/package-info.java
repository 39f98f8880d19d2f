/**
 * The control user: an account of its own, let in by one key through an sshd of its own, and able
 * to do only what {@code bin/cook-control} allows. Enter settings and the key that the operator
 * laid down; leave steps, a {@code ConfigFile} and a {@code Service}. {@link
 * stockpot.cook.control.ControlUser} is the class to read first. What does not belong here: what a
 * command of cook does.
 */
@NullMarked
package stockpot.cook.control;

import org.jspecify.annotations.NullMarked;
