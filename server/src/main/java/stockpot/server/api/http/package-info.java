/**
 * HTTP/1.1 on the wire: what comes from a socket becomes an {@link
 * stockpot.server.api.http.Exchange}, what is answered becomes bytes. Listeners, sockets, TLS and
 * threads are Helidon's; the reading of requests is ours, through its service interface for
 * protocols, because the parser of 4.5.0 is laxer than threats W01 and W03 allow (RFC 9112 is the
 * text followed). Every ceiling stands in {@link stockpot.server.api.http.HttpLimits}.
 *
 * <p>Nothing here knows Matrix: routes, tokens and errors are the business of {@code api}. Read
 * {@link stockpot.server.api.http.HttpConnection} first.
 */
@NullMarked
package stockpot.server.api.http;

import org.jspecify.annotations.NullMarked;
