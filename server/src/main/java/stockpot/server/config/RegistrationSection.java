package stockpot.server.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import stockpot.server.config.RegistrationConfig.Terms;

/** Who may make an account. */
final class RegistrationSection {
    private static final Setting<Boolean> ENABLED =
            Setting.shared(
                    "enable_registration",
                    Types.FLAG,
                    false,
                    "false",
                    "Whether people may register themselves.");
    private static final Setting<Boolean> WITHOUT_VERIFICATION =
            Setting.shared(
                    "enable_registration_without_verification",
                    Types.FLAG,
                    false,
                    "false",
                    "Whether they may without any proof. Without it, `enable_registration` needs"
                            + " something that they have to show.");
    private static final Setting<Boolean> TOKEN =
            Setting.shared(
                    "registration_requires_token",
                    Types.FLAG,
                    false,
                    "false",
                    "Whether registration asks for a token that an administrator made.");
    private static final Setting<Boolean> GUESTS =
            Setting.shared(
                    "allow_guest_access", Types.FLAG, false, "false", "Whether guests are let in.");
    private static final SecretSetting SHARED_SECRET =
            SecretSetting.of(
                    "registration_shared_secret",
                    "no such door",
                    "Who knows it may register anyone (`register_new_matrix_user`).");
    private static final Setting<List<String>> AUTO_JOIN =
            Setting.shared(
                    "auto_join_rooms",
                    Types.TEXTS,
                    List.of(),
                    "`[]`",
                    "Aliases of rooms that new users join.");
    private static final Setting<Boolean> TERMS_AT_REGISTRATION =
            Setting.shared(
                    "user_consent.require_at_registration",
                    Types.FLAG,
                    false,
                    "false",
                    "Whether registration asks to accept a policy.");
    private static final Setting<String> TERMS_VERSION =
            Setting.shared(
                    "user_consent.version", Types.TEXT, "1.0", "1.0", "Version of the policy.");
    private static final Setting<String> TERMS_NAME =
            Setting.shared(
                    "user_consent.policy_name",
                    Types.TEXT,
                    "Privacy Policy",
                    "Privacy Policy",
                    "Its name.");
    private static final Setting<String> TERMS_URL =
            Setting.oursOpen(
                    "user_consent.policy_url",
                    Types.TEXT,
                    "none",
                    "Where the policy can be read. `require_at_registration` needs it or"
                            + " `user_consent.policy_file`.");
    private static final Setting<Path> TERMS_FILE =
            Setting.oursOpen(
                    "user_consent.policy_file",
                    Types.PATH,
                    "none",
                    "The policy itself, UTF-8: plain text, or HTML where its name ends in .html;"
                            + " served by this server.");

    /** Where this server shows a policy that it has as a file. */
    private static final String TERMS_PAGE = "_matrix/static/client/terms";

    private RegistrationSection() {}

    static List<Setting<?>> settings() {
        List<Setting<?>> all = new ArrayList<>(List.of(ENABLED, WITHOUT_VERIFICATION, TOKEN));
        all.add(GUESTS);
        all.addAll(SHARED_SECRET.settings());
        all.addAll(List.of(AUTO_JOIN, TERMS_AT_REGISTRATION, TERMS_VERSION, TERMS_NAME, TERMS_URL));
        all.add(TERMS_FILE);
        return all;
    }

    static RegistrationConfig read(Values values, Problems problems) {
        return new RegistrationConfig(
                enabled(values, problems),
                values.get(WITHOUT_VERIFICATION),
                values.get(TOKEN),
                values.get(GUESTS),
                SHARED_SECRET.read(values, problems),
                terms(values, problems),
                values.get(AUTO_JOIN),
                DoorsSection.read(values, problems));
    }

    static @Nullable String sharedSecret(Values values, Problems problems) {
        return SHARED_SECRET.read(values, problems);
    }

    /**
     * Registration open to the world is a thing to say twice, as with Synapse. A file that says it
     * once starts, with the door closed.
     */
    private static boolean enabled(Values values, Problems problems) {
        if (values.get(ENABLED) && LdapSection.directoryOnly(values)) {
            problems.warn(
                    values.where(ENABLED),
                    ENABLED.path(),
                    "registration stays closed, since passwords are the directory's: set passwords:"
                            + " both to let people without an entry in");
            return false;
        }
        boolean proof = values.get(TOKEN) || DoorsSection.read(values, new Problems()).any();
        if (!values.get(ENABLED) || values.get(WITHOUT_VERIFICATION) || proof) {
            return values.get(ENABLED);
        }
        problems.warn(
                values.where(ENABLED),
                ENABLED.path(),
                "registration stays closed, since nothing says how people prove themselves: set"
                        + " registration_requires_token: true, registrations_require_3pid: [email],"
                        + " registration_puzzle_bits, registration_needs_approval: true or, to"
                        + " let anyone in,"
                        + " enable_registration_without_verification: true");
        return false;
    }

    private static @Nullable Terms terms(Values values, Problems problems) {
        if (!values.get(TERMS_AT_REGISTRATION)) {
            return null;
        }
        String url = values.find(TERMS_URL);
        Path file = values.find(TERMS_FILE);
        if (file != null && !Files.isReadable(file)) {
            problems.add(values.where(TERMS_FILE), TERMS_FILE.path(), "cannot read " + file);
        }
        String base = ServerSection.publicBaseurl(values);
        if (url == null && file != null && base != null) {
            url = base + TERMS_PAGE;
        }
        if (url == null) {
            problems.add(
                    values.where(TERMS_AT_REGISTRATION),
                    TERMS_AT_REGISTRATION.path(),
                    "needs user_consent.policy_url, the address where the policy can be read, or"
                            + " user_consent.policy_file together with public_baseurl");
            return null;
        }
        return new Terms(values.get(TERMS_VERSION), values.get(TERMS_NAME), url, file);
    }
}
