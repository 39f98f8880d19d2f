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
        return program(places.serverProgram(), host);
    }

    /** The full path of cook's own launcher. */
    public String cookProgram(Host host) {
        return program(places.cookProgram(), host);
    }

    private static String program(String program, Host host) {
        if (program.startsWith("/")) {
            return program;
        }
        Path found = host.program(program);
        if (found == null) {
            throw new HostException(
                    "The program "
                            + program
                            + " is not there: install it anew, or set STOCKPOT_HOME to the folder"
                            + " of the launchers.");
        }
        return found.toString();
    }
}
