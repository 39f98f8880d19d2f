package stockpot.server.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** {@code turn_*}: relays for calls. */
final class TurnSection {
    private static final Setting<List<String>> URIS =
            Setting.shared("turn_uris", Types.TEXTS, List.of(), "`[]`", "Addresses of the relays.");
    private static final SecretSetting SECRET =
            SecretSetting.of(
                    "turn_shared_secret", "none", "Secret shared with the relays (coturn).");
    private static final Setting<String> USERNAME =
            Setting.open(
                    "turn_username", Types.TEXT, "none", "User, where there is no shared secret.");
    private static final Setting<String> PASSWORD =
            Setting.open("turn_password", Types.TEXT, "none", "Its password.");
    private static final Setting<Duration> LIFETIME =
            Setting.shared(
                    "turn_user_lifetime",
                    Types.DURATION,
                    Duration.ofHours(1),
                    "1h",
                    "How long credentials for a relay last.");
    private static final Setting<Boolean> GUESTS =
            Setting.shared(
                    "turn_allow_guests", Types.FLAG, true, "true", "Whether guests get them too.");

    private TurnSection() {}

    static List<Setting<?>> settings() {
        List<Setting<?>> all = new ArrayList<>(List.of(URIS));
        all.addAll(SECRET.settings());
        all.addAll(List.of(USERNAME, PASSWORD, LIFETIME, GUESTS));
        return all;
    }

    static TurnConfig read(Values values, Problems problems) {
        return new TurnConfig(
                values.get(URIS),
                SECRET.read(values, problems),
                values.find(USERNAME),
                values.find(PASSWORD),
                values.get(LIFETIME),
                values.get(GUESTS));
    }
}
