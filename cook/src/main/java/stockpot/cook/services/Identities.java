package stockpot.cook.services;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import stockpot.cook.host.Host;
import stockpot.cook.host.HostException;
import stockpot.cook.host.Owner;
import stockpot.cook.host.Owners;

/** How a program is started as another user. */
public final class Identities {
    private final Owners owners;
    private final boolean freeBsd;

    /** On this machine. */
    public Identities(Owners owners) {
        this.owners = owners;
        this.freeBsd = System.getProperty("os.name", "").equals("FreeBSD");
    }

    /** Whether services run as users of their own. */
    public boolean separate() {
        return owners.separate();
    }

    /**
     * Whom a program that gives up root's rights by itself is told to become; null where it has
     * none to give up, or must choose.
     */
    public @Nullable String account(Owner owner) {
        if (owners.separate()) {
            return owners.name(owner);
        }
        return owners.self().equals("root") ? owners.self() : null;
    }

    /** The words before a program's own; none where it runs as the caller. */
    public List<String> prefix(Host host, Owner owner) {
        if (!owners.separate() || owner == Owner.ROOT) {
            return List.of();
        }
        String found = owners.name(owner);
        String name = found == null ? owners.usual(owner) : found; // it may be made first
        if (freeBsd) {
            return List.of("/usr/sbin/chroot", "-u", name, "-g", name, "/");
        }
        Path setpriv = host.program("setpriv");
        if (setpriv != null) {
            return List.of(
                    setpriv.toString(),
                    "--reuid=" + name,
                    "--regid=" + name,
                    "--init-groups",
                    "--");
        }
        Path chroot = host.program("chroot");
        if (chroot == null) {
            throw new HostException("Neither setpriv nor chroot is here: install util-linux.");
        }
        return List.of(chroot.toString(), "--userspec=" + name + ":" + name, "/");
    }
}
