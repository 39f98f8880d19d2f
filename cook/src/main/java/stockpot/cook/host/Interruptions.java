package stockpot.cook.host;

/** Told before each change of the machine; a test ends the process there (faults F02, F10). */
@FunctionalInterface
public interface Interruptions {
    /** Nobody listens. */
    Interruptions NONE = point -> {};

    /** A change named so is about to happen, or has half happened. */
    void at(String point);
}
