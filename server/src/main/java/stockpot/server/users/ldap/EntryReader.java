package stockpot.server.users.ldap;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.RDN;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import stockpot.server.config.LdapConfig;
import stockpot.server.ports.Clock;
import stockpot.server.users.DirectoryEntry;
import stockpot.server.users.DirectoryEntry.Standing;
import stockpot.server.users.DirectoryPhoto;
import stockpot.server.users.LocalName;
import stockpot.server.users.Logins;

/** Makes of an entry what the server wants to know of a person. Pure but for the clock. */
final class EntryReader {
    private static final String MEMBER_OF = "memberOf";
    private static final int MAX_NAME = 256;
    private static final long MILLIS_PER_DAY = 86_400_000;

    /** OpenLDAP's mark of a lock that does not end by itself. */
    private static final String FOR_GOOD = "000001010000Z";

    private static final int AD_DISABLED = 2;

    private final LdapConfig config;
    private final Clock clock;

    EntryReader(LdapConfig config, Clock clock) {
        this.config = config;
        this.clock = clock;
    }

    /** The attributes that a search has to bring. */
    String[] wanted() {
        LdapConfig.Attributes names = config.attributes();
        Set<String> all = new LinkedHashSet<>(List.of(names.uid()));
        all.addAll(names.name());
        all.addAll(names.mail());
        all.addAll(names.photo());
        all.addAll(
                List.of(
                        "pwdAccountLockedTime",
                        "nsAccountLock",
                        "loginDisabled",
                        "userAccountControl",
                        "shadowExpire"));
        if (config.groups().base() == null) {
            all.add(MEMBER_OF);
        }
        return all.toArray(new String[0]);
    }

    /**
     * Whether the entry is the one of that name: the directory may compare more loosely than we do
     * (threat C16).
     */
    boolean isOf(Entry entry, String name) {
        String suffix = config.nameSuffix().toLowerCase(Locale.ROOT);
        for (String value : values(entry, config.attributes().uid())) {
            boolean ends = value.toLowerCase(Locale.ROOT).endsWith(suffix);
            if (ends
                    && name.equals(
                            LocalName.fold(value.substring(0, value.length() - suffix.length())))) {
                return true;
            }
        }
        return false;
    }

    /**
     * What the entry says.
     *
     * @param groups DNs of the groups that name the entry as a member, where they are searched
     */
    DirectoryEntry read(Entry entry, String name, List<String> groups) {
        List<String> memberOf = config.groups().base() == null ? values(entry, MEMBER_OF) : groups;
        Standing standing = Standing.WELCOME;
        if (!config.groups().access().isEmpty() && !isIn(memberOf, config.groups().access())) {
            standing = Standing.OUTSIDE;
        }
        if (lockedBy(entry) != null) {
            standing = Standing.LOCKED;
        }
        Attribute photo = first(entry, config.attributes().photo());
        return new DirectoryEntry(
                name,
                standing,
                name(entry),
                mail(entry),
                DirectoryPhoto.of(photo == null ? null : photo.getValueByteArray()),
                config.groups().admin().isEmpty()
                        ? null
                        : Boolean.valueOf(isIn(memberOf, config.groups().admin())));
    }

    /** The attribute that says that the entry is locked for good, or null. */
    @Nullable String lockedBy(Entry entry) {
        if (values(entry, "pwdAccountLockedTime").contains(FOR_GOOD)) {
            return "pwdAccountLockedTime";
        }
        for (String flag : List.of("nsAccountLock", "loginDisabled")) {
            if (values(entry, flag).stream().anyMatch("true"::equalsIgnoreCase)) {
                return flag;
            }
        }
        if ((number(entry, "userAccountControl") & AD_DISABLED) != 0) {
            return "userAccountControl";
        }
        long expires = number(entry, "shadowExpire");
        return expires > 0 && expires * MILLIS_PER_DAY < clock.millis() ? "shadowExpire" : null;
    }

    private static long number(Entry entry, String attribute) {
        try {
            String value = entry.getAttributeValue(attribute);
            return value == null ? 0 : Long.parseLong(value.strip());
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    private @Nullable String name(Entry entry) {
        Attribute found = first(entry, config.attributes().name());
        String value = found == null ? null : found.getValue();
        if (value == null) {
            return null;
        }
        String name = value.strip();
        int most = Math.min(MAX_NAME, name.codePointCount(0, name.length()));
        return name.substring(0, name.offsetByCodePoints(0, most));
    }

    private @Nullable String mail(Entry entry) {
        Attribute found = first(entry, config.attributes().mail());
        String value = found == null ? null : found.getValue();
        return value == null || value.indexOf('@') < 1 ? null : Logins.foldMail(value.strip());
    }

    /** The first of these attributes that has a value. */
    static @Nullable Attribute first(Entry entry, List<String> attributes) {
        for (String attribute : attributes) {
            Attribute found = entry.getAttribute(attribute);
            String value = found == null ? null : found.getValue();
            if (value != null && !value.isBlank()) {
                return found;
            }
        }
        return null;
    }

    static List<String> values(Entry entry, String attribute) {
        String[] values = entry.getAttributeValues(attribute);
        return values == null ? List.of() : Arrays.asList(values);
    }

    /** Groups are named by their DN, or by the value of its first part. */
    private static boolean isIn(List<String> memberships, List<String> wanted) {
        for (String membership : memberships) {
            for (String group : wanted) {
                if (same(membership, group)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean same(String membership, String group) {
        try {
            DN dn = new DN(membership);
            if (group.indexOf('=') >= 0) {
                return dn.equals(new DN(group));
            }
            RDN first = dn.getRDN();
            return first != null
                    && Arrays.stream(first.getAttributeValues()).anyMatch(group::equalsIgnoreCase);
        } catch (LDAPException e) {
            return membership.equalsIgnoreCase(group);
        }
    }
}
