/**
 * Tests of what lies outside the programs: the pot flavour, Nomad jobs, services of rc(8), the
 * start script of containers, examples, installation. They run the scripts in the shells that
 * systems have, with stand-ins from {@code .ci/rigs} where there is no FreeBSD; {@link
 * stockpot.cook.packaging.Scripts} is the class to read first.
 */
@NullMarked
package stockpot.cook.packaging;

import org.jspecify.annotations.NullMarked;
