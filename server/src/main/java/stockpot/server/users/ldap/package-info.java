/**
 * A directory spoken to by LDAP. In come a name and a password; out comes an entry of the directory
 * in words of {@code users}, or that the password is wrong, or that nobody answers in time. What an
 * entry does to an account belongs to {@code accounts}, who may log in to {@link
 * stockpot.server.users.DirectoryPasswords}.
 *
 * <p>Nothing here is loaded unless a directory is configured. Names and filters are encoded by the
 * library and never put together from text (threat C15). Each question has {@link
 * stockpot.server.users.ldap.LdapPool#LIMIT} in all, whatever the directory does (fault F24). Read
 * {@link stockpot.server.users.ldap.LdapDirectory} first.
 */
@NullMarked
package stockpot.server.users.ldap;

import org.jspecify.annotations.NullMarked;
