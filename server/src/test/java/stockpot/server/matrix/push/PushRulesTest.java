package stockpot.server.matrix.push;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static stockpot.server.fixture.TestRoom.BOB;
import static stockpot.server.fixture.TestRoom.json;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import stockpot.server.matrix.error.MatrixException;
import stockpot.server.matrix.json.Json;

class PushRulesTest {
    private static final PushRules DEFAULTS = PushRules.defaults(BOB);

    private static PushRule rule(String id) {
        return PushRule.parse(
                PushRuleKind.OVERRIDE, id, json("{'conditions':[],'actions':['notify']}"));
    }

    private static List<String> ids(PushRules rules, PushRuleKind kind) {
        List<String> ids = new ArrayList<>();
        rules.rules(kind).forEach(rule -> ids.add(rule.ruleId()));
        return ids;
    }

    private static String code(Runnable action) {
        return assertThrows(MatrixException.class, action::run).code().value();
    }

    /** The specification's definitions, word for word, in a file. */
    @Test
    void predefinedRulesAreThoseOfTheSpecification() throws IOException {
        try (InputStream file =
                Objects.requireNonNull(
                        PushRulesTest.class.getResourceAsStream("predefined-rules.json"))) {
            assertEquals(Json.parseObject(file.readAllBytes()), DEFAULTS.json());
        }
    }

    @Test
    void kindsHaveTheirNames() {
        for (PushRuleKind kind : PushRuleKind.values()) {
            assertEquals(kind, PushRuleKind.find(kind.key()));
        }
        assertNull(PushRuleKind.find("OVERRIDE"));
        assertEquals(BOB, DEFAULTS.user());
    }

    @Test
    void newRulesStandBehindTheMasterAndBeforeTheOthers() {
        PushRules rules =
                DEFAULTS.put(PushRuleKind.OVERRIDE, rule("a"), null, null)
                        .put(PushRuleKind.OVERRIDE, rule("b"), null, null);
        assertEquals(
                List.of(".m.rule.master", "b", "a", ".m.rule.suppress_notices"),
                ids(rules, PushRuleKind.OVERRIDE).subList(0, 4));
        assertEquals(12, ids(rules, PushRuleKind.OVERRIDE).size());
        PushRules underride = DEFAULTS.put(PushRuleKind.UNDERRIDE, rule("a"), null, null);
        assertEquals("a", ids(underride, PushRuleKind.UNDERRIDE).getFirst());
        PushRules room = DEFAULTS.put(PushRuleKind.ROOM, rule("!r"), null, null);
        assertEquals(List.of("!r"), ids(room, PushRuleKind.ROOM));
    }

    @Test
    void rulesStandBeforeAndAfterOthersOfTheUser() {
        PushRules rules =
                DEFAULTS.put(PushRuleKind.OVERRIDE, rule("a"), null, null)
                        .put(PushRuleKind.OVERRIDE, rule("b"), null, "a")
                        .put(PushRuleKind.OVERRIDE, rule("c"), "b", null)
                        .put(PushRuleKind.OVERRIDE, rule("d"), "a", "b");
        assertEquals(
                List.of(".m.rule.master", "d", "a", "c", "b", ".m.rule.suppress_notices"),
                ids(rules, PushRuleKind.OVERRIDE).subList(0, 6));
        PushRules moved = rules.put(PushRuleKind.OVERRIDE, rule("b"), "d", null);
        assertEquals(
                List.of(".m.rule.master", "b", "d", "a", "c", ".m.rule.suppress_notices"),
                ids(moved, PushRuleKind.OVERRIDE).subList(0, 6));
        for (String anchor : List.of("unknown", ".m.rule.master", ".m.rule.reaction")) {
            assertEquals(
                    "M_INVALID_PARAM",
                    code(() -> rules.put(PushRuleKind.OVERRIDE, rule("e"), anchor, null)));
            assertEquals(
                    "M_INVALID_PARAM",
                    code(() -> rules.put(PushRuleKind.OVERRIDE, rule("e"), null, anchor)));
        }
    }

    @Test
    void changedRulesStayWhereTheyAreAndDisabled() {
        PushRules rules =
                DEFAULTS.put(PushRuleKind.OVERRIDE, rule("a"), null, null)
                        .put(PushRuleKind.OVERRIDE, rule("b"), null, null)
                        .enable(PushRuleKind.OVERRIDE, "a", false);
        PushRule other = PushRule.parse(PushRuleKind.OVERRIDE, "a", json("{'actions':[]}"));
        PushRules changed = rules.put(PushRuleKind.OVERRIDE, other, null, null);
        assertEquals(ids(rules, PushRuleKind.OVERRIDE), ids(changed, PushRuleKind.OVERRIDE));
        PushRule found = changed.require(PushRuleKind.OVERRIDE, "a");
        assertFalse(found.enabled());
        assertEquals(Json.array(), found.actions());
    }

    @Test
    void rulesAreEnabledActedOnAndRemoved() {
        PushRules rules = DEFAULTS.put(PushRuleKind.OVERRIDE, rule("a"), null, null);
        assertTrue(
                rules.enable(PushRuleKind.OVERRIDE, ".m.rule.master", true)
                        .require(PushRuleKind.OVERRIDE, ".m.rule.master")
                        .enabled());
        assertEquals(
                "[\"notify\"]",
                rules.act(
                                PushRuleKind.OVERRIDE,
                                ".m.rule.reaction",
                                Json.array().add("notify").add("dont_notify"))
                        .require(PushRuleKind.OVERRIDE, ".m.rule.reaction")
                        .actions()
                        .toString());
        PushRules removed = rules.remove(PushRuleKind.OVERRIDE, "a");
        assertEquals(DEFAULTS.json(), removed.json());
        assertNull(removed.find(PushRuleKind.OVERRIDE, "a"));
        assertNull(rules.find(PushRuleKind.UNDERRIDE, "a"));
        assertEquals("M_NOT_FOUND", code(() -> rules.remove(PushRuleKind.OVERRIDE, "x")));
        assertEquals("M_NOT_FOUND", code(() -> rules.enable(PushRuleKind.SENDER, "a", true)));
        assertEquals("M_NOT_FOUND", code(() -> rules.act(PushRuleKind.ROOM, "a", Json.array())));
        assertEquals(
                "M_INVALID_PARAM",
                code(() -> rules.remove(PushRuleKind.OVERRIDE, ".m.rule.master")));
    }

    @Test
    void onlyChangesAreStored() {
        PushRule content =
                PushRule.parse(
                        PushRuleKind.CONTENT,
                        "cake",
                        json("{'pattern':'c*','actions':['notify']}"));
        PushRules rules =
                DEFAULTS.put(PushRuleKind.OVERRIDE, rule("a"), null, null)
                        .put(PushRuleKind.OVERRIDE, rule("b"), null, null)
                        .put(PushRuleKind.CONTENT, content, null, null)
                        .enable(PushRuleKind.CONTENT, "cake", false)
                        .enable(PushRuleKind.OVERRIDE, ".m.rule.master", true)
                        .act(PushRuleKind.UNDERRIDE, ".m.rule.message", Json.array());
        ObjectNode changes = rules.changes();
        assertEquals(2, changes.path("override").size());
        assertEquals(1, changes.path("content").size());
        assertEquals(2, changes.path("defaults").size());
        assertEquals(rules.json(), PushRules.of(BOB, Json.trusted(Json.text(changes))).json());
        assertEquals(DEFAULTS.json(), PushRules.of(BOB, DEFAULTS.changes()).json());
        assertEquals(DEFAULTS.json(), PushRules.of(BOB, Json.object()).json());
        assertFalse(DEFAULTS.changes().has("defaults"));
    }

    @Test
    void storedRulesWithGapsAreRead() {
        PushRules rules =
                PushRules.of(
                        BOB, json("{'room':[{'rule_id':'!r'}],'defaults':{'.m.rule.call':{}}}"));
        PushRule rule = rules.require(PushRuleKind.ROOM, "!r");
        assertTrue(rule.enabled());
        assertEquals(
                json("{'rule_id':'!r','default':false,'enabled':true,'actions':[]}"), rule.json());
        assertEquals(
                DEFAULTS.require(PushRuleKind.UNDERRIDE, ".m.rule.call").json(),
                rules.require(PushRuleKind.UNDERRIDE, ".m.rule.call").json());
    }

    @Test
    void rulesOfAUserAreBounded() {
        ObjectNode changes = Json.object();
        for (int i = 0; i < PushRules.MAX_RULES - 1; i++) {
            changes.withArray("sender").addObject().put("rule_id", "@u" + i + ":x");
        }
        PushRules full =
                PushRules.of(BOB, changes).put(PushRuleKind.OVERRIDE, rule("a"), null, null);
        assertEquals(
                "M_TOO_LARGE", code(() -> full.put(PushRuleKind.OVERRIDE, rule("b"), null, null)));
        assertEquals(full.json(), full.put(PushRuleKind.OVERRIDE, rule("a"), null, null).json());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "override | {'actions':[]} | ``",
                "override | {'actions':['notify','dont_notify','coalesce']} | ``",
                "override | {'actions':[{'set_tweak':'sound','value':'x'}],'conditions':[]} | ``",
                "override | {'actions':[],'conditions':[{'kind':'new'}]} | ``",
                "override | {} | M_MISSING_PARAM",
                "override | {'actions':5} | M_BAD_JSON",
                "override | {'actions':['dance']} | M_INVALID_PARAM",
                "override | {'actions':[5]} | M_INVALID_PARAM",
                "override | {'actions':[{}]} | M_INVALID_PARAM",
                "override | {'actions':[{'set_tweak':5}]} | M_INVALID_PARAM",
                "override | {'actions':[],'conditions':5} | M_BAD_JSON",
                "underride | {'actions':[],'conditions':[5]} | M_BAD_JSON",
                "underride | {'actions':[],'conditions':[{}]} | M_BAD_JSON",
                "content | {'actions':[],'pattern':'x'} | ``",
                "content | {'actions':[]} | M_MISSING_PARAM",
                "content | {'actions':[],'pattern':5} | M_BAD_JSON",
                "room | {'actions':[],'conditions':5,'pattern':5} | ``",
                "sender | {'actions':[]} | ``"
            })
    void j13_rulesOfClientsAreChecked(String kindName, String body, String refusal) {
        PushRuleKind kind = Objects.requireNonNull(PushRuleKind.find(kindName));
        if (refusal.isEmpty()) {
            PushRule rule = PushRule.parse(kind, "id", json(body));
            assertTrue(rule.enabled());
            assertFalse(rule.isDefault());
            boolean conditional = kindName.endsWith("ride");
            assertEquals(conditional, rule.json().has("conditions"));
            assertEquals(kind == PushRuleKind.CONTENT, rule.json().has("pattern"));
        } else {
            assertEquals(refusal, code(() -> PushRule.parse(kind, "id", json(body))));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".m.rule.mine", "a/b", "a\\b"})
    void ruleIdsOfClientsAreChecked(String id) {
        assertEquals("M_INVALID_PARAM", code(() -> rule(id)));
    }

    @Test
    void sizeOfARuleIsBounded() {
        ObjectNode body = json("{'actions':[],'pattern':''}");
        int left = PushRule.MAX_BYTES - Json.bytes(body).length;
        body.put("pattern", "x".repeat(left));
        assertEquals("id", PushRule.parse(PushRuleKind.CONTENT, "id", body).ruleId());
        body.put("pattern", "x".repeat(left + 1));
        assertEquals("M_TOO_LARGE", code(() -> PushRule.parse(PushRuleKind.CONTENT, "id", body)));
    }

    @Test
    void historicalActionsAreForgotten() {
        PushRule rule =
                PushRule.parse(
                        PushRuleKind.ROOM,
                        "!r",
                        json("{'actions':['dont_notify','notify','coalesce',{'set_tweak':'x'}]}"));
        assertEquals("[\"notify\",{\"set_tweak\":\"x\"}]", rule.actions().toString());
    }
}
