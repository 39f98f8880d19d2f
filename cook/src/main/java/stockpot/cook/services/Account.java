package stockpot.cook.services;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import stockpot.cook.host.Difference;
import stockpot.cook.host.Host;
import stockpot.cook.host.HostException;
import stockpot.cook.host.Step;

/**
 * The server's own user and group: without a shell, a home or a password (threat Z15). The number
 * is the one that images have, so that a data set fits wherever it is mounted.
 *
 * @param name of the user and its group
 */
public record Account(String name) implements Step {
    private static final String NUMBER = "3400";
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @Override
    public String name() {
        return "user " + name;
    }

    @Override
    public Difference difference(Host host) {
        return host.run(List.of("id", "-u", name), LIMIT).status() == 0
                ? Difference.NONE
                : Difference.of("+ user " + name + ", without a shell");
    }

    @Override
    public void apply(Host host) {
        Host.Result result = host.run(command(host), LIMIT);
        if (result.status() != 0) {
            throw new HostException(
                    "The user "
                            + name
                            + " cannot be made: "
                            + result.output().strip()
                            + ". Make it by hand, or give UID.");
        }
    }

    private List<String> command(Host host) {
        Path pw = host.program("pw");
        if (pw != null) {
            return List.of(
                    pw.toString(),
                    "useradd",
                    name,
                    "-u",
                    NUMBER,
                    "-c",
                    "Matrix homeserver",
                    "-d",
                    "/nonexistent",
                    "-s",
                    "/usr/sbin/nologin");
        }
        Path useradd = host.program("useradd");
        if (useradd != null) {
            return List.of(
                    useradd.toString(),
                    "--system",
                    "--uid",
                    NUMBER,
                    "--user-group",
                    "--no-create-home",
                    "--home-dir",
                    "/nonexistent",
                    "--shell",
                    "/usr/sbin/nologin",
                    name);
        }
        Path adduser = host.program("adduser");
        if (adduser != null) { // BusyBox
            return List.of(
                    adduser.toString(),
                    "-S",
                    "-D",
                    "-H",
                    "-u",
                    NUMBER,
                    "-s",
                    "/sbin/nologin",
                    name);
        }
        throw new HostException(
                "There is no user " + name + ", and no program to make one: make it, or give UID.");
    }
}
