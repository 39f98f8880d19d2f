package stockpot.server.config;

/**
 * {@code log_level} (ours): what goes to standard output.
 *
 * @param level {@code error}, {@code warning}, {@code info}, {@code debug} or {@code trace}
 */
public record LoggingConfig(String level) {}
