package stockpot.cook.env;

import java.nio.file.Path;

/**
 * Where everything lies. Two kinds: the whole machine (a jail, a host, a container), or a folder in
 * which an ordinary user works ({@code --root}); nothing outside that folder is written then, and
 * no account is made.
 *
 * @param root {@code /}, or the folder of {@code --root}
 * @param confined whether {@code --root} was given
 * @param data the data set: what must survive a new jail, and nothing else
 * @param etc rendered configuration; everything in it can be made again
 * @param run process ids, sockets, the table of the front
 * @param log log files
 * @param ports who listens where
 */
public record Place(
        Path root, boolean confined, Path data, Path etc, Path run, Path log, Ports ports) {
    /** The rendered files of now: a link to the folder of their version. */
    public Path current() {
        return etc.resolve("current");
    }

    /** The server's configuration. */
    public Path serverConfig() {
        return current().resolve("homeserver.yaml");
    }

    /** The server's data folder: database, media, signing key, control socket. */
    public Path server() {
        return data.resolve("stockpot");
    }

    /** Secrets that were made once, one a file, mode 0600. */
    public Path secrets() {
        return data.resolve("secrets");
    }

    /** ACME account, certificates and the state of renewal. */
    public Path certificates() {
        return data.resolve("certificates");
    }

    /** What the periodic duties remember, one file each. */
    public Path duties() {
        return data.resolve("duties");
    }

    /** Answers of earlier starts that must not change, above all the server name. */
    public Path answers() {
        return data.resolve("answers.json");
    }

    /** Where ACME's HTTP-01 tokens lie while an order runs. */
    public Path webroot() {
        return run.resolve("webroot");
    }
}
