package stockpot.server.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds the settings of matrix-synapse-ldap3 where users of Synapse have them, and puts them below
 * {@code ldap}, so that everything after this sees one form only.
 */
final class LdapModules {
    private static final String LDAP = "ldap";
    private static final List<String> LISTS = List.of("modules", "password_providers");
    private static final List<String> NAMES =
            List.of(
                    "ldap_auth_provider.LdapAuthProviderModule",
                    "ldap_auth_provider.LdapAuthProvider");

    private LdapModules() {}

    /** The same settings, with those of the module moved. */
    static Values moved(Values values, Problems problems) {
        Values result = values;
        for (String list : LISTS) {
            Item.Entry entry = result.root().entries().get(list);
            if (entry != null && entry.value() instanceof Item.Sequence sequence) {
                result = moved(result, list, sequence, problems);
            }
        }
        return result;
    }

    private static Values moved(
            Values values, String list, Item.Sequence sequence, Problems problems) {
        Values result = values;
        List<Item> others = new ArrayList<>();
        for (Item element : sequence.items()) {
            if (!isLdap(element)) {
                others.add(element);
                continue;
            }
            Item config = config(element);
            if (result.root().entries().containsKey(LDAP)) {
                String message = "there is one directory only: give either this or ldap, once";
                problems.add(element.where(), list, message);
            } else {
                result = result.with(LDAP, config);
            }
        }
        if (others.size() == sequence.items().size()) {
            return result;
        }
        return others.isEmpty()
                ? without(result, list)
                : result.with(list, new Item.Sequence(others, sequence.where()));
    }

    private static boolean isLdap(Item element) {
        Item.Entry module =
                element instanceof Item.Mapping mapping ? mapping.entries().get("module") : null;
        return module != null
                && module.value() instanceof Item.Scalar name
                && NAMES.contains(name.text());
    }

    private static Item config(Item element) {
        Item.Entry config =
                element instanceof Item.Mapping mapping ? mapping.entries().get("config") : null;
        return config == null ? new Item.Mapping(Map.of(), element.where()) : config.value();
    }

    private static Values without(Values values, String key) {
        Map<String, Item.Entry> entries = new LinkedHashMap<>(values.root().entries());
        entries.remove(key);
        return new Values(new Item.Mapping(entries, values.root().where()));
    }
}
