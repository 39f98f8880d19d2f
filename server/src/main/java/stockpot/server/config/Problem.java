package stockpot.server.config;

/**
 * One thing that keeps a configuration from being used.
 *
 * @param where file and line, or the environment
 * @param key path of the key, empty where the file as a whole is meant
 * @param message what is wrong, and what is allowed
 */
record Problem(Where where, String key, String message) {
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(where.toString());
        if (!text.isEmpty()) {
            text.append(": ");
        }
        if (!key.isEmpty()) {
            text.append(key).append(": ");
        }
        return text.append(message).toString();
    }
}
