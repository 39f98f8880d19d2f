package stockpot.server.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Addresses of people beside their Matrix ids.
 *
 * @param changes {@code enable_3pid_changes}: whether people may add and remove them
 * @param hideErrors {@code request_token_inhibit_3pid_errors}: whether asking for a mail tells
 *     nothing about whose address it is
 * @param nextLinkHosts {@code next_link_domain_whitelist}: hosts that a link may lead on to; null
 *     for that of {@code public_baseurl} alone
 */
public record ThirdPartyConfig(
        boolean changes, boolean hideErrors, @Nullable List<String> nextLinkHosts) {}
