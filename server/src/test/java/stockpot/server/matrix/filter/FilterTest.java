package stockpot.server.matrix.filter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static stockpot.server.fixture.TestRoom.ALICE;
import static stockpot.server.fixture.TestRoom.json;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import stockpot.server.fixture.TestRoom;
import stockpot.server.matrix.error.MatrixException;
import stockpot.server.matrix.event.Pdu;
import stockpot.server.matrix.id.RoomId;
import stockpot.server.matrix.json.Json;
import stockpot.server.matrix.version.RoomVersion;

class FilterTest {
    private static final TestRoom ROOM = TestRoom.of(RoomVersion.V12);
    private static final Pdu MESSAGE =
            ROOM.build(ALICE, "m.room.message", null, json("{'body':'x'}"));
    private static final Pdu PICTURE =
            ROOM.build(ALICE, "m.room.message", null, json("{'url':'mxc://a/b'}"));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{} | true",
                "{'types':['m.room.message']} | true",
                "{'types':['m.room.*']} | true",
                "{'types':['*']} | true",
                "{'types':['m.room.name','m.room.message']} | true",
                "{'types':['m.room.messag?']} | false",
                "{'types':['m.room']} | false",
                "{'types':[]} | false",
                "{'types':['M.ROOM.MESSAGE']} | false",
                "{'not_types':['m.room.message']} | false",
                "{'not_types':['m.*.message']} | false",
                "{'not_types':['m.room.name']} | true",
                "{'not_types':[]} | true",
                "{'types':['m.room.message'],'not_types':['m.room.message']} | false",
                "{'senders':['@alice:kitchen.example']} | true",
                "{'senders':['@bob:kitchen.example']} | false",
                "{'senders':['@*:kitchen.example']} | false",
                "{'senders':[]} | false",
                "{'not_senders':['@alice:kitchen.example']} | false",
                "{'senders':['@alice:kitchen.example'],'not_senders':['@alice:kitchen.example']} |"
                        + " false",
                "{'types':null,'senders':null} | true",
                "{'unknown':[5]} | true"
            })
    void eventsPassByTypeAndSender(String filter, boolean expected) {
        assertEquals(expected, RoomEventFilter.parse(json(filter)).allows(MESSAGE));
        assertEquals(
                expected, EventFilter.parse(json(filter)).allows("m.room.message", ALICE.value()));
    }

    @Test
    void eventsPassByRoom() {
        String room = MESSAGE.roomId().value();
        assertTrue(rooms("'rooms':['" + room + "']").allows(MESSAGE));
        assertTrue(rooms("'rooms':['" + room + "']").allowsRoom(MESSAGE.roomId()));
        assertFalse(rooms("'rooms':['!other:x']").allows(MESSAGE));
        assertFalse(rooms("'rooms':[]").allows(MESSAGE));
        assertFalse(rooms("'not_rooms':['" + room + "']").allows(MESSAGE));
        assertFalse(rooms("'not_rooms':['" + room + "']").allowsRoom(MESSAGE.roomId()));
        assertTrue(rooms("'not_rooms':['!other:x']").allows(MESSAGE));
        assertFalse(rooms("'rooms':['" + room + "'],'not_rooms':['" + room + "']").allows(MESSAGE));
        assertTrue(RoomEventFilter.none().allows(MESSAGE));
    }

    private static RoomEventFilter rooms(String inner) {
        return RoomEventFilter.parse(json("{" + inner + "}"));
    }

    @Test
    void eventsPassByTheirUrl() {
        assertTrue(rooms("'contains_url':true").allows(PICTURE));
        assertFalse(rooms("'contains_url':true").allows(MESSAGE));
        assertFalse(rooms("'contains_url':false").allows(PICTURE));
        assertTrue(rooms("'contains_url':false").allows(MESSAGE));
        assertTrue(rooms("'contains_url':null").allows(PICTURE));
    }

    @Test
    void partsWithoutEventsAreAskedByTypeOrSender() {
        RoomEventFilter filter = rooms("'types':['m.tag'],'senders':['@a:b']");
        assertTrue(filter.allowsType("m.tag"));
        assertFalse(filter.allowsType("m.typing"));
        assertTrue(filter.allowsSender("@a:b"));
        assertFalse(filter.allowsSender("@c:b"));
        EventFilter plain = EventFilter.parse(json("{'not_types':['m.*'],'not_senders':['@a:b']}"));
        assertFalse(plain.allowsType("m.tag"));
        assertTrue(plain.allowsType("x"));
        assertFalse(plain.allowsSender("@a:b"));
        assertTrue(plain.allowsSender("@c:b"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{} | false",
                "{'types':[]} | true",
                "{'senders':[]} | true",
                "{'rooms':[]} | true",
                "{'types':['x']} | false",
                "{'types':['*']} | false",
                "{'not_types':[]} | false",
                "{'rooms':['!a']} | false"
            })
    void emptyListsLetNothingThrough(String filter, boolean nothing) {
        assertEquals(nothing, RoomEventFilter.parse(json(filter)).allowsNothing());
    }

    @Test
    void limitsHaveDefaultAndCeiling() {
        assertEquals(10, RoomEventFilter.none().limit(10, 100));
        assertEquals(5, rooms("'limit':5").limit(10, 100));
        assertEquals(100, rooms("'limit':101").limit(10, 100));
        assertEquals(0, rooms("'limit':0").limit(10, 100));
        assertEquals(
                Integer.MAX_VALUE, rooms("'limit':9007199254740991").limit(1, Integer.MAX_VALUE));
        assertEquals(8, RoomEventFilter.none().limit(10, 8));
    }

    @Test
    void flagsAreRead() {
        RoomEventFilter none = RoomEventFilter.none();
        assertFalse(
                none.lazyLoadMembers()
                        || none.includeRedundantMembers()
                        || none.unreadThreadNotifications());
        assertTrue(rooms("'lazy_load_members':true").lazyLoadMembers());
        assertTrue(rooms("'include_redundant_members':true").includeRedundantMembers());
        assertTrue(rooms("'unread_thread_notifications':true").unreadThreadNotifications());
    }

    @Test
    void filterHasAPartForEachKindOfData() {
        Filter filter =
                Filter.parse(
                        json(
                                "{'presence':{'types':['a']},'account_data':{'types':['b']},"
                                        + "'event_format':'federation','room':{'rooms':['!a'],"
                                        + "'not_rooms':['!b'],'include_leave':true,"
                                        + "'ephemeral':{'types':['c']},'state':{'types':['d']},"
                                        + "'timeline':{'types':['e'],'limit':3},"
                                        + "'account_data':{'types':['f']}}}"));
        assertTrue(filter.presence().allowsType("a") && !filter.presence().allowsType("b"));
        assertTrue(filter.accountData().allowsType("b") && !filter.accountData().allowsType("a"));
        assertTrue(filter.ephemeral().allowsType("c") && !filter.ephemeral().allowsType("d"));
        assertTrue(filter.state().allowsType("d") && !filter.state().allowsType("e"));
        assertTrue(filter.timeline().allowsType("e") && !filter.timeline().allowsType("f"));
        assertTrue(
                filter.roomAccountData().allowsType("f")
                        && !filter.roomAccountData().allowsType("c"));
        assertEquals(3, filter.timeline().limit(10, 100));
        assertTrue(filter.includeLeave());
        assertTrue(filter.federationFormat());
        assertTrue(filter.allowsRoom(new RoomId("!a")));
        assertFalse(filter.allowsRoom(new RoomId("!b")));
        assertFalse(filter.allowsRoom(new RoomId("!c")));
    }

    @Test
    void emptyFilterLetsEverythingThrough() {
        Filter filter = Filter.none();
        assertFalse(filter.includeLeave() || filter.federationFormat());
        assertTrue(filter.allowsRoom(new RoomId("!a")) && filter.timeline().allows(MESSAGE));
        assertFalse(filter.presence().allowsNothing());
        ObjectNode event = json("{'a':1}");
        assertSame(event, filter.project(event));
        assertFalse(Filter.parse(json("{'event_format':'client'}")).federationFormat());
    }

    @Test
    void eventsAreCutToTheFieldsAskedFor() {
        ObjectNode event =
                json(
                        "{'type':'t','content':{'body':'x','m.relates_to':{'rel_type':'r','x':1},"
                                + "'y':2},'sender':'s'}");
        Filter filter =
                Filter.parse(
                        Json.trusted(
                                "{\"event_fields\":[\"type\",\"content.body\","
                                        + "\"content.m\\\\.relates_to.rel_type\",\"content.absent\"]}"));
        assertEquals(
                json("{'type':'t','content':{'body':'x','m.relates_to':{'rel_type':'r'}}}"),
                filter.project(event));
        assertEquals(Json.object(), Filter.parse(json("{'event_fields':[]}")).project(event));
        Filter both = Filter.parse(json("{'event_fields':['content','content.body']}"));
        assertEquals(event.get("content"), both.project(event).get("content"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'room':5}",
                "{'room':[]}",
                "{'room':{'timeline':5}}",
                "{'room':{'timeline':{'limit':'5'}}}",
                "{'room':{'timeline':{'limit':1.5}}}",
                "{'room':{'timeline':{'limit':-1}}}",
                "{'room':{'timeline':{'types':'x'}}}",
                "{'room':{'timeline':{'types':[5]}}}",
                "{'room':{'state':{'not_types':{}}}}",
                "{'room':{'state':{'senders':['bob']}}}",
                "{'room':{'state':{'not_senders':[null]}}}",
                "{'room':{'state':{'rooms':['room']}}}",
                "{'room':{'ephemeral':{'not_rooms':['#a:b']}}}",
                "{'room':{'account_data':{'contains_url':'yes'}}}",
                "{'room':{'state':{'lazy_load_members':1}}}",
                "{'room':{'state':{'include_redundant_members':'true'}}}",
                "{'room':{'state':{'unread_thread_notifications':{}}}}",
                "{'room':{'rooms':'!a'}}",
                "{'room':{'rooms':['a']}}",
                "{'room':{'not_rooms':[5]}}",
                "{'room':{'include_leave':'true'}}",
                "{'presence':5}",
                "{'presence':{'types':5}}",
                "{'account_data':[]}",
                "{'event_fields':'content'}",
                "{'event_fields':[5]}",
                "{'event_format':'xml'}",
                "{'event_format':5}"
            })
    void j13_filtersOfTheWrongShapeAreBadJson(String filter) {
        MatrixException refusal =
                assertThrows(MatrixException.class, () -> Filter.parse(json(filter)));
        assertEquals("M_BAD_JSON", refusal.code().value());
        assertEquals(400, refusal.status());
    }

    @Test
    void r06_listsAndSizeAreBounded() {
        for (String key : List.of("types", "not_types", "senders", "rooms")) {
            ObjectNode filter = Json.object();
            String entry = key.equals("senders") ? "@a:b" : key.equals("rooms") ? "!a" : "a*";
            for (int i = 0; i < 1_000; i++) {
                filter.withArray(key).add(entry);
            }
            assertFalse(RoomEventFilter.parse(filter).allowsNothing());
            filter.withArray(key).add(entry);
            assertThrows(MatrixException.class, () -> RoomEventFilter.parse(filter), key);
        }
        ObjectNode large = Json.object().put("x", "");
        int left = Filter.MAX_BYTES - Json.bytes(large).length;
        large.put("x", "a".repeat(left));
        assertFalse(Filter.parse(large).federationFormat());
        large.put("x", "a".repeat(left + 1));
        assertEquals(
                "M_TOO_LARGE",
                assertThrows(MatrixException.class, () -> Filter.parse(large)).code().value());
    }

    @Test
    @Tag("slow")
    void r06_filtersAreAskedInLinearTime() {
        ObjectNode json = Json.object();
        for (int i = 0; i < 1_000; i++) {
            json.withArray("not_types").add("a*".repeat(10) + i);
            json.withArray("not_senders").add("@u" + i + ":x");
        }
        RoomEventFilter filter = RoomEventFilter.parse(json);
        long best = Long.MAX_VALUE;
        for (int i = 0; i < 5; i++) {
            long start = System.nanoTime();
            assertTrue(filter.allows(MESSAGE));
            best = Math.min(best, System.nanoTime() - start);
        }
        assertTrue(best < 50_000_000, "took " + best + " ns");
    }
}
