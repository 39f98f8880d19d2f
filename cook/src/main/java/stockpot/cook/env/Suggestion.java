package stockpot.cook.env;

/** What was probably meant by a word that nobody knows. */
public final class Suggestion {
    private Suggestion() {}

    /** Such as {@code : --domain was probably meant}; empty if nothing is near. */
    public static String forWord(String word) {
        int equals = word.indexOf('=');
        String option = Nearest.option(equals < 0 ? word : word.substring(0, equals));
        return option == null ? "" : ": " + option + " was probably meant";
    }
}
