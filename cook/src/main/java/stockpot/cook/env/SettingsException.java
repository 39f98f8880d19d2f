package stockpot.cook.env;

import java.util.List;
import java.util.stream.Collectors;

/** What the operator said cannot be used; all of it at once. */
public final class SettingsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<Problem> problems;

    /** With at least one problem. */
    public SettingsException(List<Problem> problems) {
        super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
        this.problems = List.copyOf(problems);
    }

    /** Every problem, in the order of the variables. */
    public List<Problem> problems() {
        return problems;
    }
}
