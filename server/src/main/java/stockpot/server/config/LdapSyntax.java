package stockpot.server.config;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPException;

/**
 * Checks what only the LDAP library understands; a class of its own, so that it loads only then.
 */
final class LdapSyntax {
    private LdapSyntax() {}

    static boolean isDn(String text) {
        return DN.isValidDN(text);
    }

    static boolean isFilter(String text) {
        try {
            Filter.create(text);
            return true;
        } catch (LDAPException e) {
            return false;
        }
    }
}
