package stockpot.server.config;

import org.jspecify.annotations.Nullable;

/**
 * All settings of one server.
 *
 * @param ldap the directory, or null where there is none
 * @param mail null where no mail is sent
 */
public record Config(
        ServerConfig server,
        ListenersConfig listeners,
        DatabaseConfig database,
        RegistrationConfig registration,
        LoginConfig login,
        @Nullable LdapConfig ldap,
        RoomsConfig rooms,
        MediaConfig media,
        PresenceConfig presence,
        UserDirectoryConfig userDirectory,
        TurnConfig turn,
        WellKnownConfig wellKnown,
        RateLimitsConfig rateLimits,
        @Nullable MailConfig mail,
        ThirdPartyConfig thirdParty) {}
