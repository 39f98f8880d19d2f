/**
 * Configuration files rendered from settings: the server's own, and what belongs to no other
 * package. {@link stockpot.cook.files.ServerConfig} is the class to read first. Values enter as
 * data and leave quoted in the way of the file's format; nothing here writes a file.
 */
@NullMarked
package stockpot.cook.files;

import org.jspecify.annotations.NullMarked;
