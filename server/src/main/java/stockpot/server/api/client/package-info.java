/**
 * The Client-Server API: one class per chapter, named by its heading, each a list of endpoints
 * whose handlers parse, authorize, act and answer. The work itself lies in the packages below. Read
 * {@link stockpot.server.api.client.Login} for the pattern.
 */
@NullMarked
package stockpot.server.api.client;

import org.jspecify.annotations.NullMarked;
