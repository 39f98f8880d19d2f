package stockpot.cook.control;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import stockpot.cook.env.Place;
import stockpot.cook.env.Settings;
import stockpot.cook.host.Difference;
import stockpot.cook.host.Folder;
import stockpot.cook.host.Host;
import stockpot.cook.host.HostException;
import stockpot.cook.host.Mode;
import stockpot.cook.host.Once;
import stockpot.cook.host.Owner;
import stockpot.cook.host.Step;
import stockpot.cook.services.Service;

/**
 * CONTROLUSER: the account {@code control}, its key, and the sshd that lets it in. In a folder of
 * an ordinary user no account is made, and the key admits that user.
 */
public final class ControlUser {
    /** The account of a whole machine. */
    public static final String ACCOUNT = "control";

    /** sshd's program, as it lies on the search path or in {@code /usr/sbin}. */
    public static final String PROGRAM = "sshd";

    private static final int ORDER = 30;
    private static final Duration STOP_WITHIN = Duration.ofSeconds(2);

    private ControlUser() {}

    /** Where the operator lays the public key down: {@code /root/importauthkey}. */
    public static Path imported(Place place) {
        return place.root().resolve("root/importauthkey");
    }

    /** Host key and admitted keys; in the data set, so that a new jail is the same host. */
    static Path folder(Place place) {
        return place.data().resolve("ssh");
    }

    static Path hostKey(Place place) {
        return folder(place).resolve("ssh_host_ed25519_key");
    }

    /** Not in the user's home and not its own: whoever is let in cannot let others in. */
    static Path keys(Place place) {
        return folder(place).resolve("authorized_keys");
    }

    static Path home(Place place) {
        return place.data().resolve(ACCOUNT);
    }

    /** Whether there is a key, here already or laid down; without one sshd need not run. */
    public static boolean isAdmitted(Settings settings, Host host) {
        return host.exists(keys(settings.place())) || host.exists(imported(settings.place()));
    }

    /**
     * What must be there before sshd runs.
     *
     * @param random makes the host key
     */
    public static List<Step> steps(Settings settings, SecureRandom random) {
        Place place = settings.place();
        List<Step> steps = new ArrayList<>();
        if (!place.confined()) {
            steps.add(new ControlAccount(home(place)));
            steps.add(new Folder(home(place), Mode.PRIVATE, Owner.CONTROL));
            steps.add(new EmptyFolder());
        }
        steps.add(new Folder(folder(place), Mode.PUBLIC, Owner.ROOT));
        steps.add(
                new Once(
                        "control/host-key",
                        hostKey(place),
                        () -> HostKey.make(random),
                        Owner.ROOT));
        steps.add(new ImportedKeys(imported(place), keys(place)));
        return List.copyOf(steps);
    }

    /**
     * sshd in the foreground.
     *
     * @param program its full path, which it needs to start itself anew for each connection
     */
    public static Service service(Settings settings, Path program) {
        String config = settings.place().current().resolve(SshdConfig.PATH).toString();
        return new Service(
                "sshd",
                null,
                List.of(program.toString(), "-D", "-e", "-f", config),
                Owner.ROOT,
                ORDER,
                Service.Reload.HUP,
                List.of(SshdConfig.PATH),
                List.of(program.toString(), "-t", "-f", config),
                "TERM",
                STOP_WITHIN,
                false);
    }

    /** Debian's sshd, run as root, wants an empty folder that its own package makes only later. */
    private record EmptyFolder() implements Step {
        private static final Path RUN = Path.of("/run");
        private static final Path EMPTY = RUN.resolve("sshd");
        private static final Duration LIMIT = Duration.ofSeconds(10);

        @Override
        public String name() {
            return "control/empty-folder";
        }

        @Override
        public Difference difference(Host host) {
            return host.isFolder(RUN) && !host.exists(EMPTY)
                    ? Difference.of("+ folder " + EMPTY)
                    : Difference.NONE;
        }

        @Override
        public void apply(Host host) {
            Path mkdir = host.program("mkdir");
            if (mkdir != null && !difference(host).isNone()) {
                host.run(List.of(mkdir.toString(), "-m", "0755", EMPTY.toString()), LIMIT);
            }
        }
    }

    /** Takes the keys that were laid down; when the file has gone, those taken before stay. */
    private record ImportedKeys(Path from, Path to) implements Step {
        @Override
        public String name() {
            return "control/keys";
        }

        @Override
        public Difference difference(Host host) {
            byte[] laidDown = host.read(from);
            if (laidDown == null) {
                return Difference.NONE;
            }
            byte[] now = host.read(to);
            String wanted = text(laidDown);
            return now != null && wanted.equals(new String(now, UTF_8))
                    ? Difference.NONE
                    : Difference.of("~ keys of the control user, from " + from);
        }

        @Override
        public void apply(Host host) {
            byte[] laidDown = host.read(from);
            if (laidDown != null) {
                host.write(to, text(laidDown).getBytes(UTF_8), Mode.PUBLIC, Owner.ROOT);
            }
        }

        private String text(byte[] laidDown) {
            AuthorizedKeys keys = AuthorizedKeys.read(laidDown);
            if (!keys.problems().isEmpty()) {
                throw new HostException(
                        from
                                + " cannot be taken as the control user's key: "
                                + String.join("; ", keys.problems())
                                + ". Lay a public key down there, or set CONTROLUSER to false.");
            }
            return keys.text();
        }
    }
}
