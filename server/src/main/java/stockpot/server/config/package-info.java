/**
 * Every setting as a record, one record for each section, read once at the start. The schema that
 * reads them from {@code homeserver.yaml} lies here too and reports all problems together, with
 * file, line, key and the nearest known key. {@link stockpot.server.config.Config} is the class to
 * read first. Nothing here opens a socket, a database or a thread.
 */
@NullMarked
package stockpot.server.config;

import org.jspecify.annotations.NullMarked;
