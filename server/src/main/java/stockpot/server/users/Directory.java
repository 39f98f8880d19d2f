package stockpot.server.users;

/** People and their passwords, kept outside of this server. Implemented by {@code users.ldap}. */
public interface Directory extends AutoCloseable {
    /** What the directory says to a name and a password. */
    sealed interface Checked {
        /** They belong together. */
        record Right(DirectoryEntry entry) implements Checked {}

        /** They do not, or the name finds nobody, or more than one. */
        record Wrong() implements Checked {}
    }

    /** What the directory says to a name alone. */
    sealed interface Looked {
        /** This entry has it. */
        record Found(DirectoryEntry entry) implements Looked {}

        /** No entry that may log in has it. */
        record Missing() implements Looked {}

        /** Several entries have it, so that none can be told to be the one. */
        record Unclear() implements Looked {}
    }

    /**
     * Checks a password by binding as the entry of that name, once. A name that finds nobody costs
     * the same work (threat C03).
     *
     * @param name localpart; empty for nobody
     * @throws stockpot.server.matrix.error.MatrixException 503 where no server answers in time
     */
    Checked check(String name, String password);

    /**
     * Looks an entry up.
     *
     * @throws stockpot.server.matrix.error.MatrixException 503 where no server answers in time
     */
    Looked find(String name);

    /** Lets go of all connections. */
    @Override
    void close();
}
