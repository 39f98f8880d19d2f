package stockpot.server.matrix.push;

import org.jspecify.annotations.Nullable;

/** The kinds of push rules, in the order in which they are asked. */
public enum PushRuleKind {
    OVERRIDE("override"),
    CONTENT("content"),
    ROOM("room"),
    SENDER("sender"),
    UNDERRIDE("underride");

    private final String key;

    PushRuleKind(String key) {
        this.key = key;
    }

    /** The name in paths and rule sets. */
    public String key() {
        return key;
    }

    /** The kind of that name, or null. */
    public static @Nullable PushRuleKind find(String key) {
        for (PushRuleKind kind : values()) {
            if (kind.key.equals(key)) {
                return kind;
            }
        }
        return null;
    }
}
