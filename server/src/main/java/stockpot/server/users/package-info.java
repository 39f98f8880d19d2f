/**
 * Who may come in: names, passwords, tokens, devices, interactive auth, profiles, account data,
 * presence, guests, OpenID tokens, filters, user directory. Client-Server API, "Account management"
 * and "Client Authentication". Rooms and events do not belong here.
 */
@NullMarked
package stockpot.server.users;

import org.jspecify.annotations.NullMarked;
