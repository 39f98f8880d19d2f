/**
 * What operators and clients ask before they ask for anything else: whether the server is up and
 * ready, which versions it speaks, where it lives (well-known), and its figures for Prometheus.
 * Nothing here says anything about a user or a room (threat W12). Read {@link
 * stockpot.server.api.ops.Health} first.
 */
@NullMarked
package stockpot.server.api.ops;

import org.jspecify.annotations.NullMarked;
