package stockpot.bench.subject;

import java.nio.file.Path;
import java.util.List;

/** A homeserver as it is installed here. */
public interface Installation {
    /** Its name in the tables. */
    String name();

    /** Writes the configuration of a fresh server into {@code folder}. */
    void configure(Path folder, int port, Subject.Options options);

    /** The command that runs the server of that folder in the foreground. */
    List<String> command(Path folder);
}
