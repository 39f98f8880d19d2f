package stockpot.server.matrix.visibility;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static stockpot.server.fixture.TestRoom.ALICE;
import static stockpot.server.fixture.TestRoom.BOB;
import static stockpot.server.fixture.TestRoom.json;
import static stockpot.server.fixture.TestRoom.membership;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import stockpot.server.fixture.TestRoom;
import stockpot.server.matrix.event.Pdu;
import stockpot.server.matrix.json.Json;
import stockpot.server.matrix.version.RoomVersion;

class HistoryVisibilityTest {
    private static final TestRoom ROOM = TestRoom.of(RoomVersion.V12);
    private static final Pdu MESSAGE = ROOM.build(ALICE, "m.room.message", null, Json.object());

    private static Pdu visibility(String value) {
        return ROOM.build(
                ALICE,
                "m.room.history_visibility",
                "",
                json("{'history_visibility':'" + value + "'}"));
    }

    /** Every cell of visibility × membership at the event × joined later. */
    @ParameterizedTest
    @CsvSource({
        // visibility, none, leave, knock, ban, invite, join; then the same if joined later
        "world_readable, yyyyyy, yyyyyy",
        "shared,         nnnnny, yyyyyy",
        "invited,        nnnnyy, nnnnyy",
        "joined,         nnnnny, nnnnny",
        "nonsense,       nnnnny, yyyyyy"
    })
    void v01_everyCellIsAsSpecified(String value, String now, String later) {
        @Nullable String[] memberships = {null, "leave", "knock", "ban", "invite", "join"};
        for (int i = 0; i < memberships.length; i++) {
            for (boolean joinedLater : new boolean[] {false, true}) {
                boolean expected = (joinedLater ? later : now).charAt(i) == 'y';
                assertEquals(
                        expected,
                        HistoryVisibility.visible(
                                MESSAGE, visibility(value), BOB, memberships[i], joinedLater),
                        value + " " + memberships[i] + " " + joinedLater);
            }
        }
    }

    @Test
    void v01_withoutAnEventTheHistoryIsShared() {
        assertEquals(HistoryVisibility.SHARED, HistoryVisibility.of(null));
        assertTrue(HistoryVisibility.visible(MESSAGE, null, BOB, null, true));
        assertFalse(HistoryVisibility.visible(MESSAGE, null, BOB, null, false));
        Pdu odd =
                ROOM.build(
                        ALICE, "m.room.history_visibility", "", json("{'history_visibility':5}"));
        assertEquals(HistoryVisibility.SHARED, HistoryVisibility.of(odd));
    }

    @Test
    void v01_changesOfTheVisibilityAreVisibleFromEitherSide() {
        Pdu open = visibility("world_readable");
        Pdu closed = visibility("joined");
        assertTrue(HistoryVisibility.visible(open, closed, BOB, null, false));
        assertTrue(HistoryVisibility.visible(closed, open, BOB, null, false));
        assertFalse(HistoryVisibility.visible(closed, visibility("invited"), BOB, null, false));
        assertTrue(HistoryVisibility.visible(closed, visibility("invited"), BOB, "invite", false));
        Pdu elsewhere =
                ROOM.build(
                        ALICE,
                        "m.room.history_visibility",
                        "x",
                        json("{'history_visibility':'world_readable'}"));
        assertFalse(HistoryVisibility.visible(elsewhere, closed, BOB, null, false));
    }

    @Test
    void v01_changesOfOnesOwnMembershipAreVisibleFromEitherSide() {
        Pdu closed = visibility("joined");
        Pdu join = ROOM.build(BOB, "m.room.member", BOB.value(), membership("join"));
        assertTrue(HistoryVisibility.visible(join, closed, BOB, null, false));
        assertFalse(HistoryVisibility.visible(join, closed, ALICE, null, false));
        Pdu leave = ROOM.build(BOB, "m.room.member", BOB.value(), membership("leave"));
        assertTrue(HistoryVisibility.visible(leave, closed, BOB, "join", false));
        assertFalse(HistoryVisibility.visible(leave, closed, BOB, "invite", false));
        Pdu invite = ROOM.build(ALICE, "m.room.member", BOB.value(), membership("invite"));
        assertFalse(HistoryVisibility.visible(invite, closed, BOB, null, false));
        assertTrue(HistoryVisibility.visible(invite, visibility("invited"), BOB, null, false));
        assertFalse(HistoryVisibility.visible(invite, visibility("shared"), BOB, null, false));
    }

    @Test
    void v02_afterLeavingNothingLaterIsVisible() {
        for (String value : new String[] {"shared", "invited", "joined"}) {
            for (String membership : new String[] {"leave", "ban"}) {
                assertFalse(
                        HistoryVisibility.visible(
                                MESSAGE, visibility(value), BOB, membership, false));
            }
        }
    }
}
