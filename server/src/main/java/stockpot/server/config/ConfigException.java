package stockpot.server.config;

import java.util.List;

/** A configuration that cannot be used, with every reason. */
public final class ConfigException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient List<String> problems;

    /** All problems, one line each. */
    public ConfigException(List<String> problems) {
        super(String.join("\n", problems));
        this.problems = List.copyOf(problems);
    }

    /** One line for each problem: file, line, key, what is wrong and what is allowed. */
    public List<String> problems() {
        return problems;
    }
}
