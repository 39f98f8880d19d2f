package stockpot.server.matrix.id;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import stockpot.server.matrix.error.MatrixException;

class IdsTest {
    private static final ServerName SERVER = new ServerName("kitchen.example");

    private static String refusal(Function<String, Object> make, String value) {
        return assertThrows(MatrixException.class, () -> make.apply(value), value).code().value();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "kitchen.example",
                "kitchen.example:8448",
                "1.2.3.4",
                "1.2.3.4:1",
                "[::1]",
                "[2001:db8::1]:65535",
                "[::ffff:1.2.3.4]",
                "A-b.C"
            })
    void n03_serverNamesOfTheGrammarAreTaken(String name) {
        assertEquals(name, ServerName.parse(name).toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", ":8448", "a:", "a:0", "a:65536", "a:123456", "a:8x", "a:-1", "a b", "a/b",
                "a\\b", "a#b", "a?b", "u@a", "é.example", "a_b", "[::1", "[]", "[:]", "[g::]",
                "[::1]x", "a:1:2", "[::1]:", "a\n", "a:8/", "a:8:"
            })
    void n03_otherServerNamesAreRefused(String name) {
        assertEquals("M_INVALID_PARAM", refusal(ServerName::parse, name));
    }

    @Test
    void n03_serverNamesAreBounded() {
        assertDoesNotThrow(() -> ServerName.parse("a".repeat(230)));
        assertEquals("M_INVALID_PARAM", refusal(ServerName::parse, "a".repeat(231)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "@alice:kitchen.example",
                "@:kitchen.example",
                "@A B/é:kitchen.example:8448",
                "@a:[::1]:1"
            })
    void n02_historicalUserIdsAreTaken(String id) {
        assertEquals(id, UserId.parse(id).value());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "@",
                "alice",
                "alice:kitchen.example",
                "@alice",
                "@alice:",
                "#a:kitchen.example",
                "@a\0b:kitchen.example",
                "@alice:kitchen_example",
                ":@kitchen.example"
            })
    void otherUserIdsAreRefused(String id) {
        assertEquals("M_INVALID_PARAM", refusal(UserId::parse, id));
    }

    @Test
    void e02_idsAreBoundedInBytes() {
        String server = ":kitchen.example";
        int left = 255 - 1 - server.length();
        assertDoesNotThrow(() -> UserId.parse("@" + "a".repeat(left) + server));
        assertEquals(
                "M_INVALID_PARAM", refusal(UserId::parse, "@" + "a".repeat(left + 1) + server));
        assertEquals("M_INVALID_PARAM", refusal(EventId::parse, "$" + "é".repeat(128)));
        assertDoesNotThrow(() -> EventId.parse("$" + "é".repeat(127)));
        assertDoesNotThrow(() -> EventId.parse("$" + "\uD83D\uDE00".repeat(63)));
        assertEquals(
                "M_INVALID_PARAM",
                refusal(EventId::parse, "$" + "\uD83D\uDE00".repeat(63) + "abc"));
        assertTrue(IdLimits.fits("é".repeat(127) + "a"));
        assertFalse(IdLimits.fits("é".repeat(128)));
        assertFalse(IdLimits.fits("a".repeat(256)));
        assertTrue(IdLimits.fits("日".repeat(85)));
        assertFalse(IdLimits.fits("日".repeat(86)));
        assertFalse(IdLimits.fits("\ud800".repeat(86)));
        assertTrue(IdLimits.fits("\ud800".repeat(85)));
        assertFalse(IdLimits.fits("\ud83da".repeat(64)));
    }

    @Test
    void partsAreCutAtTheFirstColon() {
        UserId user = UserId.parse("@alice:kitchen.example:8448");
        assertEquals("alice", user.localpart());
        assertEquals("kitchen.example:8448", user.server().value());
        RoomAlias alias = RoomAlias.parse("#soup:kitchen.example:8448");
        assertEquals("soup", alias.localpart());
        assertEquals("kitchen.example:8448", alias.server().value());
    }

    @ParameterizedTest
    @ValueSource(strings = {"!room:kitchen.example", "!AbC-_", "!\u0001\uD83D\uDE00", "!a:b:c"})
    void n05_roomIdsAreOpaque(String id) {
        assertEquals(id, RoomId.parse(id).toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "!", "room", "#a:b", "!a\0"})
    void otherRoomIdsAreRefused(String id) {
        assertEquals("M_INVALID_PARAM", refusal(RoomId::parse, id));
    }

    @Test
    void n05_roomIdsAreMadeOfEitherKind() {
        assertEquals("!a:kitchen.example", RoomId.create("a", SERVER).value());
        assertEquals("!hash", RoomId.ofCreateEvent(new EventId("$hash")).value());
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "alice", "a.b_c=d/e+f-9", "0", "_"})
    void n01_localpartsOfTheGrammarAreGiven(String localpart) {
        assertEquals(
                "@" + localpart + ":kitchen.example", UserId.create(localpart, SERVER).value());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Alice",
                "ALICE",
                "al ice",
                "al:ice",
                "@alice",
                "alice!",
                "alíce",
                "\u212Aate",
                "adm\u0131n",
                "аdmin",
                "admin\u200b",
                "admin\0",
                "a\n",
                "a*",
                "a%2f",
                "{",
                "`",
                "~",
                "a,b",
                ";",
                "<",
                ">",
                "?",
                "[",
                "]",
                "^",
                "|",
                "\uFF41dmin",
                "\u0669"
            })
    void n01_otherLocalpartsAreRefused(String localpart) {
        MatrixException refusal =
                assertThrows(MatrixException.class, () -> UserId.create(localpart, SERVER));
        assertEquals("M_INVALID_USERNAME", refusal.code().value());
        assertEquals(400, refusal.status());
    }

    @Test
    void n01_newUserIdsAreBounded() {
        int left = 255 - 1 - ":kitchen.example".length();
        assertEquals(255, UserId.create("a".repeat(left), SERVER).value().length());
        assertThrows(MatrixException.class, () -> UserId.create("a".repeat(left + 1), SERVER));
    }

    @Test
    void n07_aliasesAreMadeOfAnyCharactersButColonAndNul() {
        assertEquals("#süp pe/x:kitchen.example", RoomAlias.create("süp pe/x", SERVER).value());
        assertEquals(
                "#'; DROP--%s:kitchen.example", RoomAlias.create("'; DROP--%s", SERVER).value());
        for (String bad : List.of("", "a:b", "a\0", "a".repeat(240))) {
            assertEquals("M_INVALID_PARAM", refusal(part -> RoomAlias.create(part, SERVER), bad));
        }
        // Here only the check of the localpart keeps the alias from being another server's.
        assertEquals(
                "M_INVALID_PARAM",
                refusal(part -> RoomAlias.create(part, new ServerName("8448")), "soup:pantry"));
        for (String bad : List.of("soup:kitchen.example", "#soup", "#:", "@a:b", "#soup:b_c")) {
            assertEquals("M_INVALID_PARAM", refusal(RoomAlias::parse, bad));
        }
    }

    @Test
    void n07_deviceIdsAreAnyShortText() {
        assertEquals("'; DROP %s/..", DeviceId.parse("'; DROP %s/..").toString());
        for (String bad : List.of("", "\0", "a".repeat(256), "é".repeat(128))) {
            assertEquals("M_INVALID_PARAM", refusal(DeviceId::parse, bad));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ed25519:1", "ed25519:a_XYZ", "x:_"})
    void keyIdsAreTaken(String id) {
        KeyId key = KeyId.parse(id);
        assertEquals(id, key.toString());
        assertEquals(id, KeyId.of(key.algorithm(), key.version()).value());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ":",
                "ed25519",
                "ed25519:",
                ":1",
                "ed25519:a-b",
                "ed25519:a:b",
                "ed25519:é"
            })
    void k05_otherKeyIdsAreRefused(String id) {
        assertEquals("M_INVALID_PARAM", refusal(KeyId::parse, id));
    }

    @Test
    void keyVersionsAreBounded() {
        assertDoesNotThrow(() -> KeyId.of("ed25519", "a".repeat(255)));
        assertThrows(MatrixException.class, () -> KeyId.of("ed25519", "a".repeat(256)));
    }

    @Test
    void m01_mediaIdsAreLettersDigitsAndDashes() {
        MxcUri uri = MxcUri.parse("mxc://kitchen.example:1/aZ09_-");
        assertEquals("aZ09_-", uri.mediaId());
        assertEquals("kitchen.example:1", uri.server().value());
        assertEquals("mxc://kitchen.example:1/aZ09_-", uri.toString());
        for (String bad :
                List.of(
                        "",
                        "http://kitchen.example/a",
                        "mxc://kitchen.example",
                        "mxc://kitchen.example/",
                        "mxc://kitchen.example/a/b",
                        "mxc://kitchen.example/..",
                        "mxc://kitchen.example/é",
                        "mxc:///a",
                        "mxc://kitchen.example/" + "a".repeat(256))) {
            assertEquals("M_INVALID_PARAM", refusal(MxcUri::parse, bad));
        }
        assertDoesNotThrow(() -> MxcUri.of(SERVER, "a".repeat(255)));
    }

    @Test
    void mediaIdsAndNewNamesEndWhereTheirRangesEnd() {
        for (String bad : List.of("@", "[", "`", "{", "/", ":", ".")) {
            assertThrows(MatrixException.class, () -> MxcUri.of(SERVER, bad));
        }
        for (String good : List.of("a", "z", "A", "Z", "0", "9")) {
            assertEquals(good, MxcUri.of(SERVER, good).mediaId());
            assertEquals(good, ServerName.parse(good).value());
        }
        for (String bad : List.of("[g]", "[G::1]", "[`::]", "[@::]", "[/::]")) {
            assertThrows(MatrixException.class, () -> ServerName.parse(bad));
        }
        assertDoesNotThrow(() -> ServerName.parse("[afAF09::]"));
        assertThrows(MatrixException.class, () -> UserId.create("`", SERVER));
        assertEquals("@az09:kitchen.example", UserId.create("az09", SERVER).value());
    }

    @Test
    void idsAreOrderedByTheirText() {
        assertTrue(new UserId("@a:a").compareTo(new UserId("@b:a")) < 0);
        assertTrue(new RoomId("!b").compareTo(new RoomId("!a")) > 0);
        assertEquals(0, new EventId("$a").compareTo(new EventId("$a")));
        assertTrue(new EventId("$a").compareTo(new EventId("$b")) < 0);
        assertTrue(new RoomAlias("#a:a").compareTo(new RoomAlias("#b:a")) < 0);
        assertTrue(new DeviceId("a").compareTo(new DeviceId("b")) < 0);
        assertTrue(new ServerName("a").compareTo(new ServerName("b")) < 0);
        assertTrue(new KeyId("a:1").compareTo(new KeyId("a:2")) < 0);
        assertEquals("@a:a", new UserId("@a:a").toString());
        assertEquals("$a", new EventId("$a").toString());
        assertEquals("#a:a", new RoomAlias("#a:a").toString());
    }
}
