package stockpot.server.users.ldap;

/** Which hosts have spoken TLS, so that nobody in between can talk us out of it later. */
public interface TlsMemory {
    /** Forgets at once, for trying out. */
    TlsMemory NONE =
            new TlsMemory() {
                @Override
                public boolean spokeTls(String host) {
                    return false;
                }

                @Override
                public void noteTls(String host) {
                    // the next connection finds out again
                }
            };

    /** Whether a host has spoken TLS before. */
    boolean spokeTls(String host);

    /** Notes that it does. */
    void noteTls(String host);
}
