package stockpot.server.config;

/** {@code presence}: whether the server tells who is about. */
public record PresenceConfig(boolean enabled) {}
