/**
 * Filters of {@code /sync}, {@code /messages}, {@code /context} and {@code /search}: read once,
 * refused if they have the wrong shape, then asked about rooms and events in linear time (threat
 * R06). First read {@link stockpot.server.matrix.filter.Filter}. Client-Server API, "Filtering".
 */
@NullMarked
package stockpot.server.matrix.filter;

import org.jspecify.annotations.NullMarked;
