/**
 * What happens to a whole account: closing it, a new password, logging it out everywhere. Each
 * action is a small class that composes what {@code users}, {@code rooms}, {@code e2ee} and {@code
 * push} offer; what concerns one of them alone belongs there. Client-Server API, "Account
 * management". Read {@link stockpot.server.accounts.Deactivation} first.
 */
@NullMarked
package stockpot.server.accounts;

import org.jspecify.annotations.NullMarked;
