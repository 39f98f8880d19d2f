package stockpot.cook.certificates;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/**
 * The certificate in use: proven, and in a folder of its own that is never changed. A renewed one
 * lies in another folder, so that configuration which names these paths shows the change.
 *
 * @param names host names it is good for, in small letters; an asterisk may stand for the first
 *     label
 * @param chain PEM file, its own certificate first
 * @param key PEM file, mode 0600
 * @param selfSigned whether no authority stands behind it
 */
public record Installed(
        List<String> names,
        Path chain,
        Path key,
        Instant notBefore,
        Instant notAfter,
        boolean selfSigned) {
    public Installed {
        names = List.copyOf(names);
    }

    /** Whether a TLS client that wants this host would take it. */
    public boolean covers(String host) {
        return Names.cover(names, host);
    }
}
