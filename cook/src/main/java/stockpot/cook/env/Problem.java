package stockpot.cook.env;

/**
 * One thing that is wrong in what the operator said.
 *
 * @param name the variable, or {@code --root} and the like
 * @param what what is wrong and what is allowed; never a secret
 */
public record Problem(String name, String what) {
    @Override
    public String toString() {
        return name + " " + what;
    }
}
