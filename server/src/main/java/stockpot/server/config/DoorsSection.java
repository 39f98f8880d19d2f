package stockpot.server.config;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** What registration asks for, beside tokens and terms. */
final class DoorsSection {
    private static final int MAX_BITS = 28;

    private static final Setting<List<String>> REQUIRED =
            Setting.shared(
                    "registrations_require_3pid",
                    Types.TEXTS,
                    List.of(),
                    "`[]`",
                    "`[email]`: registration asks for a mail address and proves it.");
    private static final Setting<String> MEDIUM =
            Setting.shared(
                    "medium", Types.choice("email", "msisdn"), "email", "email", "What kind.");
    private static final Setting<String> PATTERN =
            Setting.open(
                    "pattern", Types.TEXT, "must be given", "What the whole address must match.");
    private static final Setting<List<Values>> ALLOWED =
            Setting.shared(
                    "allowed_local_3pids",
                    Types.items(List.of(MEDIUM, PATTERN)),
                    List.of(),
                    "any address",
                    "The addresses that accounts may have.");
    private static final Setting<Boolean> BYPASS =
            Setting.shared(
                    "enable_registration_token_3pid_bypass",
                    Types.FLAG,
                    false,
                    "false",
                    "Whether a registration token does instead of a mail address.");
    private static final Setting<Integer> PUZZLE =
            Setting.ours(
                    "registration_puzzle_bits",
                    Types.whole(0, MAX_BITS),
                    0,
                    "0: no puzzle",
                    "Difficulty of a puzzle that the client's computer solves at registration; 18"
                            + " takes a browser some seconds, each bit more twice as long.");
    private static final Setting<Boolean> APPROVAL =
            Setting.ours(
                    "registration_needs_approval",
                    Types.FLAG,
                    false,
                    "false",
                    "Whether an administrator has to let each new account in; they are mailed.");

    private DoorsSection() {}

    static List<Setting<?>> settings() {
        return List.of(REQUIRED, ALLOWED, BYPASS, PUZZLE, APPROVAL);
    }

    static RegistrationDoors read(Values values, Problems problems) {
        List<String> required = values.get(REQUIRED);
        for (String medium : required) {
            if (!medium.equals("email")) {
                problems.add(
                        values.where(REQUIRED),
                        REQUIRED.path(),
                        "only email can be asked for; " + medium + " cannot");
            }
        }
        return new RegistrationDoors(
                required.contains("email"),
                allowed(values, problems),
                values.get(BYPASS),
                values.get(PUZZLE),
                values.get(APPROVAL));
    }

    /** What asks for mail cannot be kept without a relay. */
    static void checkMail(Values values, boolean mail, Problems problems) {
        if (!mail && values.get(REQUIRED).contains("email")) {
            problems.add(
                    values.where(REQUIRED),
                    REQUIRED.path(),
                    "asks for a mail address, but no mail can be sent: set email.smtp_host");
        }
    }

    private static List<Pattern> allowed(Values values, Problems problems) {
        List<Pattern> patterns = new ArrayList<>();
        for (Values one : values.get(ALLOWED)) {
            String pattern = one.find(PATTERN);
            if (!one.get(MEDIUM).equals("email")) {
                continue;
            }
            try {
                if (pattern == null) {
                    throw new PatternSyntaxException("is missing", "", -1);
                }
                patterns.add(Pattern.compile(pattern));
            } catch (PatternSyntaxException e) {
                problems.add(
                        one.where(PATTERN),
                        ALLOWED.path(),
                        "pattern " + e.getDescription() + ": give a regular expression");
            }
        }
        return List.copyOf(patterns);
    }
}
