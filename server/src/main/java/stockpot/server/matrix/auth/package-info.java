/**
 * The authorisation rules: may this event enter the room, given the state before it? Events and
 * state come in, a verdict with its reason leaves. First read {@link
 * stockpot.server.matrix.auth.AuthRules}; each rule carries the number it has in the text of room
 * version 12 ("Authorisation rules"). Signatures, hashes and sizes are checked before; what the
 * server itself forbids its users is not here.
 */
@NullMarked
package stockpot.server.matrix.auth;

import org.jspecify.annotations.NullMarked;
