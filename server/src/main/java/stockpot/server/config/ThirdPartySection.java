package stockpot.server.config;

import java.util.List;

/** Addresses of people beside their Matrix ids. */
final class ThirdPartySection {
    private static final Setting<Boolean> CHANGES =
            Setting.shared(
                    "enable_3pid_changes",
                    Types.FLAG,
                    true,
                    "true",
                    "Whether people may add and remove mail addresses.");
    private static final Setting<Boolean> HIDE =
            Setting.shared(
                    "request_token_inhibit_3pid_errors",
                    Types.FLAG,
                    false,
                    "false",
                    "Whether asking for a mail answers alike for addresses that are in use and"
                            + " those that are not.");
    private static final Setting<List<String>> NEXT_LINKS =
            Setting.open(
                    "next_link_domain_whitelist",
                    Types.TEXTS,
                    "the host of `public_baseurl`",
                    "Hosts that the page behind a confirmed address may lead on to.");
    private static final Setting<String> IDENTITY_SERVER =
            Setting.oursOpen(
                    "identity_server",
                    Types.TEXT,
                    "none: off",
                    "Host name of the identity server that people may bind their addresses at.");

    private ThirdPartySection() {}

    static List<Setting<?>> settings() {
        return List.of(CHANGES, HIDE, NEXT_LINKS, IDENTITY_SERVER);
    }

    static ThirdPartyConfig read(Values values, Problems problems) {
        String identity = values.find(IDENTITY_SERVER);
        if (identity != null && !identity.matches("[A-Za-z0-9.-]+(:[0-9]{1,5})?")) {
            problems.add(
                    values.where(IDENTITY_SERVER),
                    IDENTITY_SERVER.path(),
                    "must be a host name such as id.example.com, without https://");
        }
        return new ThirdPartyConfig(
                values.get(CHANGES), values.get(HIDE), values.find(NEXT_LINKS), identity);
    }
}
