/**
 * The Matrix specification as pure code: values in, values out. Nothing here reads a clock, waits,
 * opens a file or knows a database; it is tested exhaustively and runs unchanged in the simulator.
 * Packages: {@code id}, {@code json}, {@code error}, {@code event}, {@code version}, {@code auth},
 * {@code signing}, {@code push}, {@code filter}, {@code visibility}, {@code text}.
 */
@NullMarked
package stockpot.server.matrix;

import org.jspecify.annotations.NullMarked;
