package stockpot.server.config;

import java.nio.file.Path;

/** Secrets that the configuration does not give: made once, then kept in the data set. */
public interface KeptSecrets {
    /** For reading without starting: nothing is made, and nothing may be protected with it. */
    KeptSecrets NONE = (dataDir, name) -> "";

    /** The kept secret of that name, made now if there is none. */
    String secret(Path dataDir, String name);
}
