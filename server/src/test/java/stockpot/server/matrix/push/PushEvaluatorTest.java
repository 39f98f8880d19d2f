package stockpot.server.matrix.push;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static stockpot.server.fixture.TestRoom.ALICE;
import static stockpot.server.fixture.TestRoom.BOB;
import static stockpot.server.fixture.TestRoom.json;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import stockpot.server.fixture.TestRoom;
import stockpot.server.matrix.auth.PowerLevels;
import stockpot.server.matrix.event.Pdu;
import stockpot.server.matrix.json.Json;
import stockpot.server.matrix.version.RoomVersion;

class PushEvaluatorTest {
    private static final TestRoom ROOM = TestRoom.of(RoomVersion.V12).member(BOB, "join");
    private static final PowerLevels LEVELS =
            PowerLevels.of(
                    ROOM.get("m.room.power_levels"), ROOM.get("m.room.create"), RoomVersion.V12);
    private static final PushRules DEFAULTS = PushRules.defaults(BOB);

    private static Pdu message(String content) {
        return ROOM.build(ALICE, "m.room.message", null, json(content));
    }

    private static PushActions evaluate(PushRules rules, Pdu event, long members) {
        return new PushEvaluator(event, members, LEVELS).evaluate(rules, "Bob the Cook");
    }

    /** What the predefined rules make of an event in a room of two and of many. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "m.room.message |  | {'body':'x'} | 3 | .m.rule.message | n",
                "m.room.message |  | {'body':'x'} | 2 | .m.rule.room_one_to_one | ns",
                "m.room.encrypted |  | {} | 3 | .m.rule.encrypted | n",
                "m.room.encrypted |  | {} | 2 | .m.rule.encrypted_room_one_to_one | ns",
                "m.room.message |  | {'msgtype':'m.notice'} | 2 | .m.rule.suppress_notices | -",
                "m.room.message |  | {'m.mentions':{'user_ids':['@a:b','@bob:kitchen.example']}} | 3"
                        + " | .m.rule.is_user_mention | nsh",
                "m.room.message |  | {'m.mentions':{'user_ids':['@bob:kitchen.exampl']}} | 3"
                        + " | .m.rule.message | n",
                "m.room.message |  | {'m.mentions':{'user_ids':'@bob:kitchen.example'}} | 3"
                        + " | .m.rule.message | n",
                "m.room.message |  | {'m.mentions':{'room':true}} | 3 | .m.rule.is_room_mention | nh",
                "m.room.message |  | {'m.mentions':{'room':'true'}} | 3 | .m.rule.message | n",
                "m.room.message |  | {'m.relates_to':{'rel_type':'m.replace'}} | 3"
                        + " | .m.rule.suppress_edits | -",
                "m.room.member | @bob:kitchen.example | {'membership':'invite'} | 3"
                        + " | .m.rule.invite_for_me | ns",
                "m.room.member | @zara:pantry.example | {'membership':'invite'} | 3"
                        + " | .m.rule.member_event | -",
                "m.room.member | @bob:kitchen.example | {'membership':'join'} | 3"
                        + " | .m.rule.member_event | -",
                "m.room.tombstone |  | {} | 3 | - | -",
                "m.room.tombstone | `` | {} | 3 | .m.rule.tombstone | nh",
                "m.room.server_acl | `` | {} | 3 | .m.rule.room.server_acl | -",
                "m.reaction |  | {} | 2 | .m.rule.reaction | -",
                "m.call.invite |  | {} | 3 | .m.rule.call | nr",
                "m.room.topic | `` | {} | 3 | - | -",
                "m.unknown |  | {'body':'bob'} | 2 | - | -"
            })
    void predefinedRulesJudge(
            String type,
            @Nullable String stateKey,
            String content,
            long members,
            String rule,
            String outcome) {
        Pdu event = ROOM.build(ALICE, type, stateKey, json(content));
        PushActions actions = evaluate(DEFAULTS, event, members);
        assertEquals(rule.equals("-") ? null : rule, actions.ruleId());
        assertEquals(outcome.contains("n"), actions.notifies());
        assertEquals(outcome.contains("h"), actions.highlights());
        String sound = outcome.contains("s") ? "default" : outcome.contains("r") ? "ring" : null;
        assertEquals(sound, actions.sound());
    }

    @Test
    void masterSwitchesEverythingOff() {
        PushRules off = DEFAULTS.enable(PushRuleKind.OVERRIDE, ".m.rule.master", true);
        PushActions actions = evaluate(off, message("{'body':'x'}"), 2);
        assertEquals(".m.rule.master", actions.ruleId());
        assertFalse(actions.notifies());
        assertEquals(0, actions.actions().size());
    }

    @Test
    void disabledRulesNeverMatch() {
        PushRules rules = DEFAULTS.enable(PushRuleKind.UNDERRIDE, ".m.rule.room_one_to_one", false);
        assertEquals(".m.rule.message", evaluate(rules, message("{}"), 2).ruleId());
    }

    @Test
    void ownEventsNeverNotify() {
        Pdu own = ROOM.build(BOB, "m.room.message", null, json("{'body':'x'}"));
        PushActions actions = evaluate(DEFAULTS, own, 2);
        assertNull(actions.ruleId());
        assertFalse(actions.notifies() || actions.highlights());
        assertNull(actions.sound());
    }

    @Test
    void roomMentionsTakePower() {
        TestRoom room = TestRoom.of(RoomVersion.V11);
        room.member(BOB, "join").member(TestRoom.CHARLIE, "join");
        PushRules rules = PushRules.defaults(ALICE);
        for (int level : new int[] {49, 50}) {
            room.levels("{'users':{'@bob:kitchen.example':" + level + "}}");
            PowerLevels levels =
                    PowerLevels.of(room.get("m.room.power_levels"), null, RoomVersion.V11);
            Pdu event =
                    room.build(BOB, "m.room.message", null, json("{'m.mentions':{'room':true}}"));
            assertEquals(
                    level == 50 ? ".m.rule.is_room_mention" : ".m.rule.message",
                    new PushEvaluator(event, 3, levels).evaluate(rules, null).ruleId());
        }
    }

    private static PushRules with(PushRuleKind kind, String id, String body) {
        return DEFAULTS.put(kind, PushRule.parse(kind, id, json(body)), null, null);
    }

    private static boolean holds(String condition, Pdu event, @Nullable String name) {
        PushRules rules =
                with(
                        PushRuleKind.OVERRIDE,
                        "mine",
                        "{'conditions':[" + condition + "],'actions':['notify']}");
        return "mine".equals(new PushEvaluator(event, 10, LEVELS).evaluate(rules, name).ruleId());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                // condition | does it hold
                "{'kind':'event_match','key':'content.topic','pattern':'lunc?*'} | true",
                "{'kind':'event_match','key':'content.topic','pattern':'lunch'} | false",
                "{'kind':'event_match','key':'content.topic','pattern':''} | false",
                "{'kind':'event_match','key':'content.absent','pattern':'*'} | false",
                "{'kind':'event_match','key':'content.number','pattern':'*'} | false",
                "{'kind':'event_match','key':'content.body','pattern':'CAKE'} | true",
                "{'kind':'event_match','key':'content.body','pattern':'ake'} | false",
                "{'kind':'event_match','key':'content.topic'} | false",
                "{'kind':'event_match','key':'content.topic','pattern':5} | false",
                "{'kind':'event_match','pattern':'*'} | false",
                "{'kind':'event_match','key':'room_id','pattern':'!*'} | true",
                "{'kind':'event_match','key':'sender','pattern':'@alice:*'} | true",
                "{'kind':'event_property_is','key':'content.number','value':5} | true",
                "{'kind':'event_property_is','key':'content.number','value':'5'} | false",
                "{'kind':'event_property_is','key':'content.number','value':6} | false",
                "{'kind':'event_property_is','key':'content.flag','value':true} | true",
                "{'kind':'event_property_is','key':'content.flag','value':false} | false",
                "{'kind':'event_property_is','key':'content.nothing','value':null} | true",
                "{'kind':'event_property_is','key':'content.absent','value':null} | false",
                "{'kind':'event_property_is','key':'content.object','value':{}} | false",
                "{'kind':'event_property_is','key':'content.topic','value':'Lunch plans'} | true",
                "{'kind':'event_property_is','key':'content.topic','value':'lunch plans'} | false",
                "{'kind':'event_property_is','key':'content.topic'} | false",
                "{'kind':'event_property_contains','key':'content.list','value':'b'} | true",
                "{'kind':'event_property_contains','key':'content.list','value':7} | true",
                "{'kind':'event_property_contains','key':'content.list','value':'c'} | false",
                "{'kind':'event_property_contains','key':'content.list','value':{}} | false",
                "{'kind':'event_property_contains','key':'content.topic','value':'Lunch plans'} | false",
                "{'kind':'event_property_contains','key':'content.absent','value':null} | false",
                "{'kind':'room_member_count','is':'10'} | true",
                "{'kind':'room_member_count','is':'==10'} | true",
                "{'kind':'room_member_count','is':'==11'} | false",
                "{'kind':'room_member_count','is':'<11'} | true",
                "{'kind':'room_member_count','is':'<10'} | false",
                "{'kind':'room_member_count','is':'>9'} | true",
                "{'kind':'room_member_count','is':'>10'} | false",
                "{'kind':'room_member_count','is':'<=10'} | true",
                "{'kind':'room_member_count','is':'<=9'} | false",
                "{'kind':'room_member_count','is':'>=10'} | true",
                "{'kind':'room_member_count','is':'>=11'} | false",
                "{'kind':'room_member_count','is':'=>10'} | false",
                "{'kind':'room_member_count','is':'<>1'} | false",
                "{'kind':'room_member_count','is':''} | false",
                "{'kind':'room_member_count','is':'<='} | false",
                "{'kind':'room_member_count','is':'1O'} | false",
                "{'kind':'room_member_count','is':'000000000000010'} | true",
                "{'kind':'room_member_count','is':'0000000000000010'} | false",
                "{'kind':'room_member_count','is':'<999999999999999999999'} | false",
                "{'kind':'room_member_count','is':'/'} | false",
                "{'kind':'room_member_count','is':':'} | false",
                "{'kind':'room_member_count'} | false",
                "{'kind':'sender_notification_permission','key':'room'} | true",
                "{'kind':'sender_notification_permission'} | false",
                "{'kind':'something_new'} | false"
            })
    void conditionsHoldOrNot(String condition, boolean expected) {
        Pdu event =
                message(
                        "{'topic':'Lunch plans','body':'a cake!','number':5,'flag':true,"
                                + "'nothing':null,'object':{},'list':['a',7,'b',{}]}");
        assertEquals(expected, holds(condition, event, null), condition);
    }

    @Test
    void conditionsWithoutAnObjectNeverHold() {
        assertEquals(new PushCondition.Never(), PushCondition.parse(Json.array()));
    }

    @Test
    void allConditionsMustHold() {
        String yes = "{'kind':'room_member_count','is':'10'}";
        String no = "{'kind':'room_member_count','is':'9'}";
        Pdu event = message("{}");
        assertTrue(holds(yes + "," + yes, event, null));
        assertFalse(holds(yes + "," + no, event, null));
        assertFalse(holds(no + "," + yes, event, null));
        assertTrue(holds("", event, null));
    }

    @ParameterizedTest
    @CsvSource({
        "Bob, hello bob!, true",
        "Bob, hello bobby, false",
        "Bob the Cook, ask Bob the cook about it, true",
        "B*b, hello bob, false",
        "B*b, hello b*b, true",
        "'', hello, false"
    })
    void displayNamesAreFoundAsWords(String name, String body, boolean expected) {
        ObjectNode content = Json.object().put("body", body);
        Pdu event = ROOM.build(ALICE, "m.room.message", null, content);
        assertEquals(expected, holds("{'kind':'contains_display_name'}", event, name));
        assertFalse(holds("{'kind':'contains_display_name'}", event, null));
        assertFalse(holds("{'kind':'contains_display_name'}", message("{}"), name));
        assertFalse(holds("{'kind':'contains_display_name'}", message("{'body':5}"), name));
    }

    @Test
    void kindsAreAskedInOrder() {
        Pdu event = message("{'body':'cake'}");
        String room = event.roomId().value();
        List<String> asked = new ArrayList<>();
        PushRules rules = DEFAULTS;
        String act = "'actions':['notify']}";
        rules = put(rules, PushRuleKind.UNDERRIDE, "under", "{" + act);
        asked.add(evaluate(rules, event, 3).ruleId());
        rules = put(rules, PushRuleKind.SENDER, ALICE.value(), "{" + act);
        asked.add(evaluate(rules, event, 3).ruleId());
        rules = put(rules, PushRuleKind.ROOM, room, "{" + act);
        asked.add(evaluate(rules, event, 3).ruleId());
        rules = put(rules, PushRuleKind.CONTENT, "word", "{'pattern':'c?ke'," + act);
        asked.add(evaluate(rules, event, 3).ruleId());
        rules = put(rules, PushRuleKind.OVERRIDE, "over", "{" + act);
        asked.add(evaluate(rules, event, 3).ruleId());
        assertEquals(List.of("under", ALICE.value(), room, "word", "over"), asked);
    }

    private static PushRules put(PushRules rules, PushRuleKind kind, String id, String body) {
        return rules.put(kind, PushRule.parse(kind, id, json(body)), null, null);
    }

    @Test
    void rulesForOthersDoNotMatch() {
        Pdu event = message("{'body':'bread'}");
        String act = "'actions':[]}";
        PushRules rules = put(DEFAULTS, PushRuleKind.SENDER, "@zara:x", "{" + act);
        rules = put(rules, PushRuleKind.ROOM, "!other", "{" + act);
        rules = put(rules, PushRuleKind.CONTENT, "word", "{'pattern':'cake'," + act);
        assertEquals(".m.rule.message", evaluate(rules, event, 3).ruleId());
        assertEquals(".m.rule.message", evaluate(rules, message("{}"), 3).ruleId());
        PushRules odd =
                PushRules.of(BOB, json("{'content':[{'rule_id':'x','actions':['notify']}]}"));
        assertEquals(".m.rule.message", evaluate(odd, event, 3).ruleId());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "['notify'] | true | false",
                "[] | false | false",
                "['notify',{'set_tweak':'highlight'}] | true | true",
                "['notify',{'set_tweak':'highlight','value':true}] | true | true",
                "['notify',{'set_tweak':'highlight','value':false}] | true | false",
                "[{'set_tweak':'highlight'}] | false | false",
                "[{'set_tweak':'highlight'},'notify'] | true | true",
                "['notify',{'set_tweak':'color','value':true}] | true | false"
            })
    void actionsMeanNotificationAndHighlight(String actions, boolean notifies, boolean highlights) {
        PushRules rules = with(PushRuleKind.OVERRIDE, "mine", "{'actions':" + actions + "}");
        PushActions outcome = evaluate(rules, message("{}"), 3);
        assertEquals(notifies, outcome.notifies());
        assertEquals(highlights, outcome.highlights());
        assertNull(outcome.sound());
    }

    @Test
    void integersAreTheSameHoweverTheyAreStored() {
        ObjectNode content = Json.object();
        content.put("n", 5L);
        Pdu event = ROOM.build(ALICE, "m.room.message", null, content);
        assertTrue(holds("{'kind':'event_property_is','key':'content.n','value':5}", event, null));
    }

    @Test
    void floatsAreNeverTheSame() {
        TestRoom room = TestRoom.of(RoomVersion.V5).member(BOB, "join");
        Pdu event = room.build(ALICE, "m.room.message", null, json("{'n':1.5}"));
        assertFalse(
                holds("{'kind':'event_property_is','key':'content.n','value':1.5}", event, null));
    }
}
