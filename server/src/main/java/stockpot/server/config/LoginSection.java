package stockpot.server.config;

import java.time.Duration;
import java.util.List;

/** How people log in. */
final class LoginSection {
    private static final Setting<Boolean> PASSWORDS =
            Setting.shared(
                    "password_config.enabled",
                    Types.FLAG,
                    true,
                    "true",
                    "Whether people log in by password.");
    private static final Setting<Boolean> LOCAL =
            Setting.shared(
                    "password_config.localdb_enabled",
                    Types.FLAG,
                    true,
                    "true",
                    "Whether passwords kept here count.");
    private static final Setting<String> PEPPER =
            Setting.shared(
                    "password_config.pepper",
                    Types.TEXT,
                    "",
                    "empty",
                    "Added to every password before it is hashed. It can never change later.");
    private static final Setting<Integer> BCRYPT =
            Setting.open(
                    "bcrypt_rounds",
                    Types.whole(4, 31),
                    "argon2id is used instead",
                    "If given, new passwords are hashed by bcrypt at this cost.");
    private static final Setting<Duration> REFRESHABLE =
            Setting.shared(
                    "refreshable_access_token_lifetime",
                    Types.DURATION,
                    Duration.ofMinutes(5),
                    "5m",
                    "Life of an access token that can be refreshed.");
    private static final Setting<Duration> REFRESH =
            Setting.open(
                    "refresh_token_lifetime",
                    Types.DURATION,
                    "no end",
                    "Life of an unused refresh token.");
    private static final Setting<Duration> SESSION =
            Setting.open(
                    "session_lifetime",
                    Types.DURATION,
                    "no end",
                    "Life of a login whose token cannot be refreshed.");
    private static final Setting<Duration> NON_REFRESHABLE =
            Setting.open(
                    "nonrefreshable_access_token_lifetime",
                    Types.DURATION,
                    "`session_lifetime`",
                    "Life of an access token that cannot be refreshed.");
    private static final Setting<Boolean> EXISTING =
            Setting.shared(
                    "login_via_existing_session.enabled",
                    Types.FLAG,
                    false,
                    "false",
                    "Whether a logged-in client may get a token to log another one in.");
    private static final Setting<Duration> TOKEN_TIMEOUT =
            Setting.shared(
                    "login_via_existing_session.token_timeout",
                    Types.DURATION,
                    Duration.ofMinutes(5),
                    "5m",
                    "Life of such a token.");
    private static final Setting<Duration> UI_AUTH =
            Setting.shared(
                    "ui_auth.session_timeout",
                    Types.DURATION,
                    Duration.ZERO,
                    "0",
                    "How long a passed check of identity counts for further requests.");

    private LoginSection() {}

    static List<Setting<?>> settings() {
        return List.of(
                PASSWORDS,
                LOCAL,
                PEPPER,
                BCRYPT,
                REFRESHABLE,
                REFRESH,
                SESSION,
                NON_REFRESHABLE,
                EXISTING,
                TOKEN_TIMEOUT,
                UI_AUTH);
    }

    static LoginConfig read(Values values) {
        Duration lifetime = values.find(NON_REFRESHABLE);
        return new LoginConfig(
                values.get(PASSWORDS),
                values.get(LOCAL),
                values.get(PEPPER),
                values.find(BCRYPT),
                values.get(REFRESHABLE),
                values.find(REFRESH),
                lifetime == null ? values.find(SESSION) : lifetime,
                values.get(EXISTING),
                values.get(TOKEN_TIMEOUT),
                values.get(UI_AUTH));
    }
}
