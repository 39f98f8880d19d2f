/**
 * Administration over HTTP, under the paths that operators of Synapse know. No logic of its own: it
 * calls the same packages as everything else. Routes of administrators demand {@link
 * stockpot.server.api.Endpoint.Authentication#ADMIN}.
 */
@NullMarked
package stockpot.server.api.admin;

import org.jspecify.annotations.NullMarked;
