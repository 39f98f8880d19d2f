package stockpot.server.users.ldap;

/**
 * A server of the directory that gives no answer, or an answer that says nothing of the person.
 * Never holds a password.
 */
final class LdapTrouble extends Exception {
    private static final long serialVersionUID = 1L;

    private final String remedy;

    /**
     * Trouble in words.
     *
     * @param what happened, with the server's address
     * @param remedy what a person can do
     */
    LdapTrouble(String what, String remedy) {
        super(what, null, false, false);
        this.remedy = remedy;
    }

    String what() {
        return String.valueOf(getMessage());
    }

    String remedy() {
        return remedy;
    }
}
