package stockpot.cook.plan;

import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import stockpot.cook.env.Places;
import stockpot.cook.host.Host;
import stockpot.cook.host.HostException;
import stockpot.cook.services.Identities;

/**
 * What cook itself finds around it.
 *
 * @param places where our own programs lie
 * @param path the search path
 * @param passedOn variables for Java that the server's launcher reads, as they were given
 * @param identities how a program becomes another user
 */
public record Surroundings(
        Places places, String path, Map<String, String> passedOn, Identities identities) {
    public Surroundings {
        passedOn = Collections.unmodifiableMap(new TreeMap<>(passedOn));
    }

    /** The full path of the server's launcher. */
    public String serverProgram(Host host) {
        String program = places.serverProgram();
        if (program.startsWith("/")) {
            return program;
        }
        Path found = host.program(program);
        if (found == null) {
            throw new HostException(
                    "The program stockpot is not there: install it beside cook, or set"
                            + " STOCKPOT_HOME to its folder.");
        }
        return found.toString();
    }
}
