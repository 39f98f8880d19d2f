package stockpot.server.config;

/**
 * Where a value comes from.
 *
 * @param source a file name, or {@code environment}
 * @param line from 1; 0 where a source has no lines
 */
record Where(String source, int line) {
    static final Where NOWHERE = new Where("", 0);

    @Override
    public String toString() {
        return line == 0 ? source : source + ":" + line;
    }
}
