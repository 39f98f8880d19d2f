package stockpot.server.config;

/**
 * {@code user_directory}.
 *
 * @param enabled whether search answers at all
 * @param searchAllUsers whether users that share no room and no public room are found
 * @param preferLocalUsers whether local users come first
 */
public record UserDirectoryConfig(
        boolean enabled, boolean searchAllUsers, boolean preferLocalUsers) {}
