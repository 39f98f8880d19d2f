package stockpot.cook.host;

/** Who may read and write a file or folder; the mode is given at its creation (threat Z04). */
public enum Mode {
    /** {@code 0600}, folders {@code 0700}. */
    PRIVATE(0600),
    /** {@code 0640}, folders {@code 0750}. */
    GROUP(0640),
    /** {@code 0644}, folders {@code 0755}. */
    PUBLIC(0644),
    /** {@code 0755}: a script. */
    PROGRAM(0755);

    private final int bits;

    Mode(int bits) {
        this.bits = bits;
    }

    /** The permission bits of a file. */
    public int bits() {
        return bits;
    }

    /** The same for a file as {@code rw-r--r--}. */
    public String text() {
        return switch (this) {
            case PRIVATE -> "rw-------";
            case GROUP -> "rw-r-----";
            case PUBLIC -> "rw-r--r--";
            case PROGRAM -> "rwxr-xr-x";
        };
    }

    /** The same for a folder. */
    public String folderText() {
        return switch (this) {
            case PRIVATE -> "rwx------";
            case GROUP -> "rwxr-x---";
            case PUBLIC, PROGRAM -> "rwxr-xr-x";
        };
    }
}
