package stockpot.server.users.ldap;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.RDN;
import org.jspecify.annotations.Nullable;
import stockpot.server.config.LdapConfig;

/**
 * Filters and DNs of a user's name. Nothing that a person wrote is ever read as part of a filter or
 * a DN: the library takes values apart from their syntax (threat C15).
 */
final class LdapNames {
    /** The name of a DN that no entry has, so that a bind as it costs what a real one costs. */
    static final String NOBODY = "no-such-person";

    private final LdapConfig config;
    private final DN base;
    private final @Nullable Filter extra;

    LdapNames(LdapConfig config) throws LdapTrouble {
        this.config = config;
        try {
            base = new DN(config.base());
            extra = config.filter() == null ? null : Filter.create(config.filter());
        } catch (LDAPException e) {
            throw new LdapTrouble("ldap.base or ldap.filter cannot be read", "correct them");
        }
    }

    DN base() {
        return base;
    }

    /** The entry whose name attribute holds exactly this name, and that matches the filter. */
    Filter filter(String name) {
        Filter named =
                Filter.createEqualityFilter(config.attributes().uid(), name + config.nameSuffix());
        return extra == null ? named : Filter.createANDFilter(named, extra);
    }

    /** The DN of a name, where entries lie side by side below the base. */
    DN direct(String name) {
        return new DN(new RDN(config.attributes().uid(), name + config.nameSuffix()), base);
    }

    /** The DN that no entry has. */
    DN nobody() {
        return direct(NOBODY);
    }
}
