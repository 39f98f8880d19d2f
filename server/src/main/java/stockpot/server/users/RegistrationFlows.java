package stockpot.server.users;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import stockpot.server.config.RegistrationConfig;
import stockpot.server.config.RegistrationDoors;
import stockpot.server.matrix.json.Json;

/** Which stages registration asks for. Client-Server API, "User-interactive authentication". */
final class RegistrationFlows {
    private RegistrationFlows() {}

    /**
     * The flows, the shortest first; where mail is sent, an address can be given even if nobody
     * asks for one.
     */
    static List<List<String>> flows(RegistrationConfig config, boolean mail) {
        RegistrationDoors doors = config.doors();
        if (doors.mail() && doors.tokenSparesMail()) {
            return List.of(flow(config, true, false), flow(config, false, true));
        }
        List<List<String>> flows = new ArrayList<>();
        if (!doors.mail()) {
            flows.add(flow(config, config.tokenRequired(), false));
        }
        if (mail) {
            flows.add(flow(config, config.tokenRequired(), true));
        }
        return List.copyOf(flows);
    }

    private static List<String> flow(RegistrationConfig config, boolean token, boolean mail) {
        List<String> flow = new ArrayList<>();
        if (token) {
            flow.add(RegistrationTokenStage.TYPE);
        }
        if (config.doors().puzzleBits() > 0) {
            flow.add(PuzzleStage.TYPE);
        }
        if (config.terms() != null) {
            flow.add(ConsentStage.TERMS);
        }
        if (mail) {
            flow.add(MailStage.TYPE);
        }
        if (flow.isEmpty()) {
            flow.add(ConsentStage.DUMMY);
        }
        return List.copyOf(flow);
    }

    /** What clients need to know of the stages. */
    static ObjectNode params(RegistrationConfig config) {
        ObjectNode params = Json.object();
        RegistrationConfig.Terms terms = config.terms();
        if (terms != null) {
            params.putObject(ConsentStage.TERMS)
                    .putObject("policies")
                    .putObject("privacy_policy")
                    .put("version", terms.version())
                    .putObject("en")
                    .put("name", terms.name())
                    .put("url", terms.url());
        }
        int bits = config.doors().puzzleBits();
        if (bits > 0) {
            params.set(PuzzleStage.TYPE, PuzzleStage.params(bits));
        }
        return params;
    }
}
