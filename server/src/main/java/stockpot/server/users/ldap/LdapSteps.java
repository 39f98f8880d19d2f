package stockpot.server.users.ldap;

/** Hears what is done, step by step, for {@code --ldap-test}. No line holds a secret. */
@FunctionalInterface
public interface LdapSteps {
    /** For servers, where nobody listens. */
    LdapSteps NONE = line -> {};

    /** One thing that was done, or its result. */
    void say(String line);
}
