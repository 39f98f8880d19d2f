package stockpot.server.config;

import java.util.List;

/** Presence and the user directory. */
final class PeopleSection {
    private static final Setting<Boolean> PRESENCE =
            Setting.shared(
                    "presence.enabled",
                    Types.FLAG,
                    true,
                    "true",
                    "Whether the server tells who is about.");
    private static final Setting<Boolean> DIRECTORY =
            Setting.shared(
                    "user_directory.enabled",
                    Types.FLAG,
                    true,
                    "true",
                    "Whether users can be searched for.");
    private static final Setting<Boolean> ALL_USERS =
            Setting.shared(
                    "user_directory.search_all_users",
                    Types.FLAG,
                    false,
                    "false",
                    "Whether users are found who share no room with the one who searches.");
    private static final Setting<Boolean> PREFER_LOCAL =
            Setting.shared(
                    "user_directory.prefer_local_users",
                    Types.FLAG,
                    false,
                    "false",
                    "Whether users of this server come first.");

    private PeopleSection() {}

    static List<Setting<?>> settings() {
        return List.of(PRESENCE, DIRECTORY, ALL_USERS, PREFER_LOCAL);
    }

    static PresenceConfig presence(Values values) {
        return new PresenceConfig(values.get(PRESENCE));
    }

    static UserDirectoryConfig directory(Values values) {
        return new UserDirectoryConfig(
                values.get(DIRECTORY), values.get(ALL_USERS), values.get(PREFER_LOCAL));
    }
}
