package stockpot.cook.host;

/** Whom a file belongs to or as whom a service runs; confined to a folder all are the caller. */
public enum Owner {
    ROOT,
    /** The server's own user, without shell and without write access to its configuration. */
    STOCKPOT,
    /** nginx's user. */
    WEB,
    /** Consul's user. */
    CONSUL,
    /** The control user. */
    CONTROL
}
