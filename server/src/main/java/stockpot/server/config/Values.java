package stockpot.server.config;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Keys and values of one mapping, looked up by their declared settings. */
final class Values {
    private final Item.Mapping root;

    Values(Item.Mapping root) {
        this.root = root;
    }

    Item.Mapping root() {
        return root;
    }

    /**
     * The value of a key that has a default. A wrong value, told elsewhere, counts as not given.
     */
    <T> T get(Setting<T> setting) {
        T found = find(setting);
        if (found == null) {
            throw new IllegalStateException(setting.path() + " has no default");
        }
        return found;
    }

    /** The value of a key, its default, or null. */
    <T> @Nullable T find(Setting<T> setting) {
        Item item = item(setting.path());
        if (item == null) {
            return setting.fallback();
        }
        try {
            return setting.type().reader().read(item);
        } catch (WrongValue e) {
            return setting.fallback();
        }
    }

    /** Whether a key is given. */
    boolean has(Setting<?> setting) {
        return item(setting.path()) != null;
    }

    /** Where a key stands, or where it could stand. */
    Where where(Setting<?> setting) {
        Item item = item(setting.path());
        return item == null ? new Where(root.where().source(), 0) : item.where();
    }

    private @Nullable Item item(String path) {
        Item item = root;
        for (String key : path.split("\\.")) {
            Item.Entry entry =
                    item instanceof Item.Mapping mapping ? mapping.entries().get(key) : null;
            if (entry == null || Item.isNothing(entry.value())) {
                return null;
            }
            item = entry.value();
        }
        return item;
    }

    /** The same with one value set, over whatever was there. */
    Values with(String path, Item value) {
        return new Values(with(root, path, value));
    }

    private static Item.Mapping with(Item.Mapping mapping, String path, Item value) {
        Map<String, Item.Entry> entries = new LinkedHashMap<>(mapping.entries());
        int dot = path.indexOf('.');
        if (dot < 0) {
            entries.put(path, new Item.Entry(value.where(), value));
        } else {
            String key = path.substring(0, dot);
            Item.Entry entry = entries.get(key);
            Item.Mapping inner =
                    entry != null && entry.value() instanceof Item.Mapping found
                            ? found
                            : new Item.Mapping(Map.of(), value.where());
            Item.Mapping changed = with(inner, path.substring(dot + 1), value);
            entries.put(key, new Item.Entry(value.where(), changed));
        }
        return new Item.Mapping(entries, mapping.where());
    }
}
