package stockpot.server.api.client;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import stockpot.server.api.Endpoint;
import stockpot.server.api.EndpointGroup;
import stockpot.server.api.Request;
import stockpot.server.api.Response;
import stockpot.server.matrix.error.MatrixErrors;
import stockpot.server.matrix.id.UserId;
import stockpot.server.matrix.json.Body;
import stockpot.server.matrix.json.Json;
import stockpot.server.matrix.push.PushRule;
import stockpot.server.matrix.push.PushRuleKind;
import stockpot.server.matrix.push.PushRules;
import stockpot.server.push.PushRuleSets;

/** Client-Server API, "Push Rules: API". */
public final class PushRulesApi implements EndpointGroup {
    private static final String RULE = "/pushrules/{scope}/{kind}/{ruleId}";
    private static final int MAX_RULE_ID_BYTES = 255;

    private final PushRuleSets sets;

    /** Reads and changes these. */
    public PushRulesApi(PushRuleSets sets) {
        this.sets = sets;
    }

    @Override
    public List<Endpoint> endpoints() {
        List<Endpoint> all = new ArrayList<>();
        for (String end : List.of("", "/")) {
            all.add(Endpoint.client("GET", "/pushrules" + end, this::getAll));
            all.add(Endpoint.client("GET", "/pushrules/{scope}" + end, this::getScope));
            all.add(Endpoint.client("GET", "/pushrules/{scope}/{kind}" + end, this::getKind));
        }
        all.add(Endpoint.client("GET", RULE, this::getRule));
        all.add(Endpoint.client("PUT", RULE, this::putRule));
        all.add(Endpoint.client("DELETE", RULE, this::deleteRule));
        all.add(Endpoint.client("GET", RULE + "/enabled", this::getEnabled));
        all.add(Endpoint.client("PUT", RULE + "/enabled", this::putEnabled));
        all.add(Endpoint.client("GET", RULE + "/actions", this::getActions));
        all.add(Endpoint.client("PUT", RULE + "/actions", this::putActions));
        return List.copyOf(all);
    }

    private PushRules rules(Request request) {
        return sets.of(user(request));
    }

    private static UserId user(Request request) {
        return request.caller().user();
    }

    private static void requireGlobal(Request request) {
        if (!request.param("scope").equals("global")) {
            throw MatrixErrors.invalidParam("the only scope of push rules is global");
        }
    }

    private static PushRuleKind kind(Request request) {
        requireGlobal(request);
        PushRuleKind kind = PushRuleKind.find(request.param("kind"));
        if (kind == null) {
            throw MatrixErrors.invalidParam("no such kind of push rules");
        }
        return kind;
    }

    private static PushRule rule(Request request, PushRules rules) {
        return rules.require(kind(request), request.param("ruleId"));
    }

    private Response getAll(Request request) {
        return Response.json(PushRuleSets.json(rules(request)));
    }

    private Response getScope(Request request) {
        requireGlobal(request);
        return Response.json(rules(request).json());
    }

    private Response getKind(Request request) {
        return Response.json(rules(request).json().path(kind(request).key()));
    }

    private Response getRule(Request request) {
        return Response.json(rule(request, rules(request)).json());
    }

    private Response putRule(Request request) {
        String ruleId = request.param("ruleId");
        if (ruleId.getBytes(java.nio.charset.StandardCharsets.UTF_8).length > MAX_RULE_ID_BYTES
                || ruleId.indexOf('\0') >= 0) {
            throw MatrixErrors.invalidParam("a rule id has at most 255 bytes");
        }
        PushRuleKind kind = kind(request);
        PushRule rule = PushRule.parse(kind, ruleId, request.body());
        sets.put(user(request), kind, rule, request.query("before"), request.query("after"));
        return Response.empty();
    }

    private Response deleteRule(Request request) {
        sets.remove(user(request), kind(request), request.param("ruleId"));
        return Response.empty();
    }

    private Response getEnabled(Request request) {
        ObjectNode answer = Json.object();
        answer.put("enabled", rule(request, rules(request)).enabled());
        return Response.json(answer);
    }

    private Response putEnabled(Request request) {
        boolean enabled = Body.of(request.body()).flag("enabled");
        sets.enable(user(request), kind(request), request.param("ruleId"), enabled);
        return Response.empty();
    }

    private Response getActions(Request request) {
        ObjectNode answer = Json.object();
        answer.set("actions", rule(request, rules(request)).actions());
        return Response.json(answer);
    }

    private Response putActions(Request request) {
        sets.act(
                user(request),
                kind(request),
                request.param("ruleId"),
                PushRule.actions(request.body()));
        return Response.empty();
    }
}
