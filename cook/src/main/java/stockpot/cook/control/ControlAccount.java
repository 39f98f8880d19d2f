package stockpot.cook.control;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import stockpot.cook.host.Difference;
import stockpot.cook.host.Host;
import stockpot.cook.host.HostException;
import stockpot.cook.host.Step;

/**
 * The account {@code control}: no password, a plain shell that only ever runs the forced command.
 * FreeBSD's {@code pw} or Linux's {@code useradd} makes it; one that is there stays as it is.
 */
record ControlAccount(Path home) implements Step {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String COMMENT = "Stockpot control user";
    private static final String SHELL = "/bin/sh";

    @Override
    public String name() {
        return "control/account";
    }

    @Override
    public Difference difference(Host host) {
        return isThere(host) ? Difference.NONE : Difference.of("+ account " + ControlUser.ACCOUNT);
    }

    @Override
    public void apply(Host host) {
        if (isThere(host)) {
            return;
        }
        List<String> command = command(host);
        if (command == null) {
            throw new HostException(
                    "The account "
                            + ControlUser.ACCOUNT
                            + " cannot be made: neither pw nor useradd is there. Make it by hand,"
                            + " or set CONTROLUSER to false.");
        }
        Host.Result result = host.run(command, LIMIT);
        // A second run after a kill finds it there; so does one beside another cook.
        if (result.status() != 0 && !isThere(host)) {
            throw new HostException(
                    "The account "
                            + ControlUser.ACCOUNT
                            + " cannot be made: "
                            + result.output().strip());
        }
    }

    private static boolean isThere(Host host) {
        Path id = host.program("id");
        return id != null
                && host.run(List.of(id.toString(), "-u", ControlUser.ACCOUNT), LIMIT).status() == 0;
    }

    private @Nullable List<String> command(Host host) {
        Path pw = host.program("pw");
        if (pw != null) {
            return List.of(
                    pw.toString(),
                    "useradd",
                    "-n",
                    ControlUser.ACCOUNT,
                    "-c",
                    COMMENT,
                    "-d",
                    home.toString(),
                    "-s",
                    SHELL,
                    "-w",
                    "no");
        }
        Path useradd = host.program("useradd");
        if (useradd != null) {
            // "*" is no password at all; without it the account is locked, and sshd refuses it.
            return List.of(
                    useradd.toString(),
                    "-c",
                    COMMENT,
                    "-d",
                    home.toString(),
                    "-M",
                    "-s",
                    SHELL,
                    "-p",
                    "*",
                    ControlUser.ACCOUNT);
        }
        return null;
    }
}
