package stockpot.server.users.ldap;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.Entry;
import java.util.List;
import org.jspecify.annotations.Nullable;
import stockpot.server.config.LdapConfig;

/** Tells what was taken from an entry, and from which attribute. */
final class LdapReport {
    private LdapReport() {}

    static void tell(LdapSteps steps, LdapConfig config, EntryReader reader, Entry entry) {
        if (LdapSteps.NONE.equals(steps)) {
            return;
        }
        LdapConfig.Attributes names = config.attributes();
        steps.say("  name: " + chosen(EntryReader.first(entry, names.name()), names.name()));
        steps.say("  mail: " + chosen(EntryReader.first(entry, names.mail()), names.mail()));
        Attribute photo = EntryReader.first(entry, names.photo());
        byte @Nullable [] bytes = photo == null ? null : photo.getValueByteArray();
        steps.say(
                "  photo: "
                        + (photo == null || bytes == null
                                ? "none"
                                : bytes.length + " bytes (" + photo.getName() + ")"));
        String lockedBy = reader.lockedBy(entry);
        steps.say(lockedBy == null ? "  not locked" : "  LOCKED, as " + lockedBy + " says");
        boolean asked = !config.groups().access().isEmpty() || !config.groups().admin().isEmpty();
        if (asked && config.groups().base() == null) {
            List<String> groups = EntryReader.values(entry, "memberOf");
            steps.say(
                    "  groups (memberOf): "
                            + (groups.isEmpty() ? "none" : String.join("; ", groups)));
        }
    }

    private static String chosen(@Nullable Attribute attribute, List<String> tried) {
        return attribute == null
                ? "none of " + String.join(", ", tried)
                : attribute.getValue() + " (" + attribute.getName() + ")";
    }
}
