package stockpot.cook.host;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whom files belong to. Confined to a folder, or without root's rights, all are the caller's; else
 * each owner is a user of this machine.
 */
public final class Owners {
    private static final Map<Owner, List<String>> NAMES =
            new EnumMap<>(
                    Map.of(
                            Owner.ROOT, List.of("root"),
                            Owner.STOCKPOT, List.of("stockpot"),
                            Owner.WEB, List.of("www", "www-data", "nginx"),
                            Owner.CONSUL, List.of("consul"),
                            Owner.CONTROL, List.of("control")));

    private final boolean gives;
    private final String self;
    private final Map<Owner, String> own;

    private Owners(boolean gives, String self, Map<Owner, String> own) {
        this.gives = gives;
        this.self = self;
        this.own = own;
    }

    /** All files are the caller's. */
    public static Owners ofCaller() {
        return new Owners(false, System.getProperty("user.name", "root"), Map.of());
    }

    /**
     * Each owner a user of this machine, where the caller is root.
     *
     * @param server the name or number of the user that the server runs as, or null for the usual
     */
    public static Owners ofMachine(@Nullable String server) {
        String self = System.getProperty("user.name", "root");
        return new Owners(
                self.equals("root"),
                self,
                server == null ? Map.of() : Map.of(Owner.STOCKPOT, server));
    }

    /** Whether services run as users of their own. */
    public boolean separate() {
        return gives;
    }

    /** The name of the caller. */
    public String self() {
        return self;
    }

    /** The user's name, or null if this machine has none of the usual names. */
    public @Nullable String name(Owner owner) {
        if (!gives) {
            return self;
        }
        String named = own.get(owner);
        List<String> usual = NAMES.getOrDefault(owner, List.of());
        return (named == null ? usual : List.of(named))
                .stream().filter(Owners::isHere).findFirst().orElse(null);
    }

    /** The name that such a user has where nobody says otherwise. */
    public String usual(Owner owner) {
        String named = own.get(owner);
        return named != null ? named : NAMES.getOrDefault(owner, List.of(self)).getFirst();
    }

    private static boolean isHere(String name) {
        try {
            return lookup().lookupPrincipalByName(name) != null;
        } catch (IOException e) { // there is no user of that name
            return false;
        }
    }

    /** Gives a file or folder to its owner. */
    void give(Path path, Owner owner) throws IOException {
        if (!gives) {
            return;
        }
        String name = name(owner);
        if (name == null) {
            throw new HostException(
                    "There is no user "
                            + String.join(" or ", NAMES.getOrDefault(owner, List.of()))
                            + " on this machine: make one, so that "
                            + path
                            + " can belong to it.");
        }
        PosixFileAttributeView view =
                Files.getFileAttributeView(
                        path, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
        if (!view.readAttributes().owner().getName().equals(name)) {
            view.setOwner(lookup().lookupPrincipalByName(name));
        }
        setGroup(view, name);
    }

    private static void setGroup(PosixFileAttributeView view, String name) throws IOException {
        try {
            if (!view.readAttributes().group().getName().equals(name)) {
                view.setGroup(lookup().lookupPrincipalByGroupName(name));
            }
        } catch (UserPrincipalNotFoundException e) {
            // root's group is wheel on BSD: files of root keep the folder's group there
        }
    }

    /** Whether files of this user may lie in our way. */
    boolean isTrusted(String name) {
        Set<String> trusted = new HashSet<>(List.of(self, "root"));
        if (gives) {
            Arrays.stream(Owner.values()).map(this::name).forEach(trusted::add);
        }
        return trusted.contains(name);
    }

    private static UserPrincipalLookupService lookup() {
        return FileSystems.getDefault().getUserPrincipalLookupService();
    }
}
