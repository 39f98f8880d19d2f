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

    private ThirdPartySection() {}

    static List<Setting<?>> settings() {
        return List.of(CHANGES, HIDE, NEXT_LINKS);
    }

    static ThirdPartyConfig read(Values values) {
        return new ThirdPartyConfig(values.get(CHANGES), values.get(HIDE), values.find(NEXT_LINKS));
    }
}
