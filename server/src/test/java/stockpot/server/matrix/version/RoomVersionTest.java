package stockpot.server.matrix.version;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RoomVersionTest {
    @ParameterizedTest
    @CsvSource({
        "HASHED_EVENT_IDS, 3, 12",
        "URL_SAFE_EVENT_IDS, 4, 12",
        "KEY_VALIDITY, 5, 12",
        "STRICT_CANONICAL_JSON, 6, 12",
        "ALIASES_RULES, 1, 5",
        "REDACTION_AUTH_RULE, 1, 2",
        "GUARDED_NOTIFICATION_LEVELS, 6, 12",
        "KNOCKING, 7, 12",
        "RESTRICTED_JOINS, 8, 12",
        "REDACTION_KEEPS_ALLOW, 8, 12",
        "REDACTION_KEEPS_AUTHORISER, 9, 12",
        "KNOCK_RESTRICTED_JOINS, 10, 12",
        "INTEGER_POWER_LEVELS, 10, 12",
        "CREATOR_IS_SENDER, 11, 12",
        "REDACTS_IN_CONTENT, 11, 12",
        "MODERN_REDACTION, 11, 12",
        "ROOM_ID_IS_CREATE_EVENT, 12, 12",
        "PRIVILEGED_CREATORS, 12, 12"
    })
    void rulesHoldFromTheirFirstToTheirLastVersion(RoomRule rule, int first, int last) {
        for (RoomVersion version : RoomVersion.ALL) {
            int number = Integer.parseInt(version.id());
            assertEquals(number >= first && number <= last, version.has(rule), version.id());
        }
    }

    @Test
    void everyRuleIsInTheTable() {
        assertEquals(18, RoomRule.values().length);
    }

    @Test
    void stateIsResolvedByThreeAlgorithms() {
        for (RoomVersion version : RoomVersion.ALL) {
            RoomVersion.StateResolution expected =
                    switch (version.id()) {
                        case "1" -> RoomVersion.StateResolution.V1;
                        case "12" -> RoomVersion.StateResolution.V2_1;
                        default -> RoomVersion.StateResolution.V2;
                    };
            assertEquals(expected, version.stateResolution());
        }
    }

    @Test
    void versionsAreFoundByTheirNames() {
        assertEquals(
                List.of("1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12"),
                RoomVersion.ALL.stream().map(RoomVersion::id).toList());
        for (RoomVersion version : RoomVersion.ALL) {
            assertSame(version, RoomVersion.find(version.id()));
            assertEquals(version.id(), version.toString());
        }
        assertSame(RoomVersion.V12, RoomVersion.DEFAULT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "13", "01", "1.0", "org.matrix.msc2176", "\u0661"})
    void e07_unknownVersionsAreNotFound(String id) {
        assertNull(RoomVersion.find(id));
    }

    @Test
    void rulesCannotBeChanged() {
        assertThrows(
                UnsupportedOperationException.class,
                () -> RoomVersion.V1.rules().add(RoomRule.KNOCKING));
    }
}
