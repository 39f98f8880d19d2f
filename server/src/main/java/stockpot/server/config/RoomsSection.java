package stockpot.server.config;

import java.util.ArrayList;
import java.util.List;
import stockpot.server.config.RoomsConfig.PublicationRule;

/** How rooms behave. */
final class RoomsSection {
    private static final Setting<String> DEFAULT_VERSION =
            Setting.shared(
                    "default_room_version",
                    Types.choice("1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12"),
                    "12",
                    "12",
                    "Version of rooms that are made without asking for one.");
    private static final Setting<Boolean> MEMBERSHIP_FOR_ALIASES =
            Setting.shared(
                    "require_membership_for_aliases",
                    Types.FLAG,
                    true,
                    "true",
                    "Whether only members may give a room an alias.");
    private static final Setting<Boolean> PUBLIC_WITHOUT_AUTH =
            Setting.shared(
                    "allow_public_rooms_without_auth",
                    Types.FLAG,
                    false,
                    "false",
                    "Whether the directory of rooms is shown to who is not logged in.");
    private static final Setting<String> ACTION =
            Setting.shared(
                    "action", Types.choice("allow", "deny"), "allow", "allow", "allow or deny.");
    private static final Setting<String> USER =
            Setting.shared("user_id", Types.TEXT, "*", "`*`", "Pattern of the user's id.");
    private static final Setting<String> ALIAS =
            Setting.shared("alias", Types.TEXT, "*", "`*`", "Pattern of an alias of the room.");
    private static final Setting<String> ROOM =
            Setting.shared("room_id", Types.TEXT, "*", "`*`", "Pattern of the room's id.");
    private static final Setting<List<Values>> PUBLICATION =
            Setting.open(
                    "room_list_publication_rules",
                    Types.items(List.of(ACTION, USER, ALIAS, ROOM)),
                    "nobody",
                    "Who may publish which room in the directory; the first rule that fits decides,"
                            + " and where none fits nobody may.");
    private static final Setting<String> ENCRYPTION =
            Setting.shared(
                    "encryption_enabled_by_default_for_room_type",
                    Types.choice("all", "invite", "off"),
                    "off",
                    "off",
                    "Which new rooms are encrypted without asking.");

    private RoomsSection() {}

    static List<Setting<?>> settings() {
        return List.of(
                DEFAULT_VERSION,
                MEMBERSHIP_FOR_ALIASES,
                PUBLIC_WITHOUT_AUTH,
                PUBLICATION,
                ENCRYPTION);
    }

    static RoomsConfig read(Values values) {
        List<PublicationRule> rules = new ArrayList<>();
        List<Values> given = values.find(PUBLICATION);
        for (Values rule : given == null ? List.<Values>of() : given) {
            rules.add(
                    new PublicationRule(
                            rule.get(USER),
                            rule.get(ALIAS),
                            rule.get(ROOM),
                            rule.get(ACTION).equals("allow")));
        }
        return new RoomsConfig(
                values.get(DEFAULT_VERSION),
                values.get(MEMBERSHIP_FOR_ALIASES),
                values.get(PUBLIC_WITHOUT_AUTH),
                List.copyOf(rules),
                values.get(ENCRYPTION));
    }
}
