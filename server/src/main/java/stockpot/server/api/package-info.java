/**
 * The HTTP face: endpoints as data, one filter per concern, errors to JSON. A handler reads in four
 * steps: parse, authorize, act, answer. {@link stockpot.server.api.Endpoint} is the class to read
 * first; groups of endpoints lie in {@code api.client}, {@code api.federation}, {@code api.admin}
 * and {@code api.ops}, named like the chapters of the specification.
 */
@NullMarked
package stockpot.server.api;

import org.jspecify.annotations.NullMarked;
