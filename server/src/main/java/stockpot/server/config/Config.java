package stockpot.server.config;

/** All settings of one server. */
public record Config(
        ServerConfig server,
        ListenersConfig listeners,
        DatabaseConfig database,
        RegistrationConfig registration,
        LoginConfig login,
        RoomsConfig rooms,
        MediaConfig media,
        PresenceConfig presence,
        UserDirectoryConfig userDirectory,
        TurnConfig turn,
        WellKnownConfig wellKnown,
        RateLimitsConfig rateLimits) {}
