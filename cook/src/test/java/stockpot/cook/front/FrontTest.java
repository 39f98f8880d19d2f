package stockpot.cook.front;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import stockpot.cook.fixture.Parts;

/** What stays in front, in each shell that it is written for. */
class FrontTest {
    @TempDir private Path folder;

    static List<String> shells() {
        return Front.shells();
    }

    @ParameterizedTest
    @MethodSource("shells")
    void servicesStartInOrderAndStopInReverseOrder(String shell) throws Exception {
        FrontTable table = new FrontTable(folder);
        for (String entry : List.of("10-first", "20-second", "30-third")) {
            table.lasting(entry);
        }
        try (Front front = Front.start(shell, table)) {
            front.until(() -> table.happened().size() == 3, "three starts");
            long pid = front.pid(table, "second");
            assertTrue(Front.alive(pid));
            assertEquals(0, front.stopped(), front.output());
            assertFalse(Front.alive(pid));
        }
        assertEquals(
                List.of("third stopped", "second stopped", "first stopped"),
                table.happened().subList(3, 6));
        assertFalse(Files.exists(folder.resolve("front.pid")));
        assertFalse(Files.exists(folder.resolve("second.pid")));
    }

    @ParameterizedTest
    @MethodSource("shells")
    void whatDiesStartsAgain(String shell) throws Exception {
        FrontTable table = new FrontTable(folder);
        table.lasting("10-one");
        table.lasting("20-other");
        try (Front front = Front.start(shell, table)) {
            front.until(() -> table.happened().size() == 2, "both started");
            long other = front.pid(table, "other");
            Front.signal("KILL", front.pid(table, "one"));
            front.until(() -> table.count("one started") == 2, "a second start");
            assertEquals(other, front.pid(table, "other"));
            assertEquals(0, front.stopped());
        }
    }

    @ParameterizedTest
    @MethodSource("shells")
    void essentialServiceThatCannotBeKeptEndsEverythingWithFailure(String shell) throws Exception {
        FrontTable table = new FrontTable(folder);
        table.lasting("10-first");
        Path broken = table.service("20-broken", "note started", "exit 3");
        Files.createFile(broken.resolve("essential"));
        Map<String, String> hurry = Map.of("FRONT_MOST_FAILURES", "3", "FRONT_LONGEST_PAUSE", "1");
        try (Front front = Front.start(shell, table, List.of(), hurry)) {
            assertEquals(1, front.ended());
            assertTrue(front.output().contains("broken ended with 3, 3 times in a row; giving up"));
        }
        assertEquals(3, table.count("broken started"));
        assertEquals(1, table.count("first stopped"));
    }

    @ParameterizedTest
    @MethodSource("shells")
    void otherServiceIsTriedOnAndOn(String shell) throws Exception {
        FrontTable table = new FrontTable(folder);
        table.lasting("10-first");
        table.service("20-broken", "note started", "exit 3");
        Map<String, String> hurry = Map.of("FRONT_MOST_FAILURES", "2", "FRONT_LONGEST_PAUSE", "1");
        try (Front front = Front.start(shell, table, List.of(), hurry)) {
            front.until(() -> table.count("broken started") >= 4, "four starts");
            assertEquals(0, front.stopped());
        }
    }

    @ParameterizedTest
    @MethodSource("shells")
    void f04_serviceThatDoesNotStopIsKilledAfterItsLimit(String shell) throws Exception {
        FrontTable table = new FrontTable(folder);
        Path deaf =
                table.service(
                        "10-deaf", "trap '' TERM", "note started", "while :; do sleep 1; done");
        Files.writeString(deaf.resolve("limit"), "1\n");
        try (Front front = Front.start(shell, table)) {
            front.until(() -> table.count("deaf started") == 1, "a start");
            long pid = front.pid(table, "deaf");
            assertEquals(0, front.stopped());
            assertFalse(Front.alive(pid));
        }
    }

    @ParameterizedTest
    @MethodSource("shells")
    void hangUpHasEveryServiceReadItsConfigurationAnew(String shell) throws Exception {
        FrontTable table = new FrontTable(folder);
        table.lasting("10-first");
        table.lasting("20-second");
        Files.delete(table.table.resolve("services/20-second/reload"));
        try (Front front = Front.start(shell, table)) {
            front.until(() -> table.happened().size() == 2, "both started");
            front.signal("HUP");
            front.until(() -> table.count("first reread") == 1, "read anew");
            assertEquals(0, front.stopped());
        }
        assertEquals(0, table.count("second reread"));
    }

    @ParameterizedTest
    @MethodSource("shells")
    void changeTouchesOnlyWhatChanged(String shell) throws Exception {
        FrontTable table = new FrontTable(folder);
        Path stays = table.lasting("10-stays");
        Path leaves = table.lasting("20-leaves");
        Path anew = table.lasting("30-anew");
        try (Front front = Front.start(shell, table)) {
            front.until(() -> table.happened().size() == 3, "all started");
            long pid = front.pid(table, "stays");
            Files.delete(leaves.resolve("argv"));
            table.lasting("40-comes");
            Files.createFile(anew.resolve("restart"));
            Files.createFile(stays.resolve("again"));
            Files.createFile(table.table.resolve("change"));
            front.signal("HUP");
            front.until(
                    () ->
                            table.count("leaves stopped") == 1
                                    && table.count("comes started") == 1
                                    && table.count("anew started") == 2
                                    && table.count("stays reread") == 1,
                    "the change");
            assertEquals(pid, front.pid(table, "stays"));
            assertFalse(Files.exists(leaves));
            assertEquals(0, front.stopped());
        }
        assertEquals(0, table.count("anew reread"));
        assertEquals(1, table.count("comes stopped"));
    }

    @ParameterizedTest
    @MethodSource("shells")
    void dutiesAreCalledAgainAndLeavingComesBeforeTheStop(String shell) throws Exception {
        FrontTable table = new FrontTable(folder);
        table.lasting("10-first");
        Path duties =
                table.script("duties", "note done", "echo 1 >'" + table.table + "/tend.next'");
        Files.writeString(table.table.resolve("tend"), duties + "\n");
        Path leave = table.script("leave", "note \"$1\"", "sleep 3600");
        Files.writeString(table.table.resolve("leave"), leave + "\nwith $(no) 'shell'\n");
        try (Front front = Front.start(shell, table)) {
            front.until(() -> table.count("duties done") >= 2, "two rounds");
            long begun = System.nanoTime();
            assertEquals(0, front.stopped());
            assertTrue(Duration.ofNanos(System.nanoTime() - begun).toSeconds() < 60);
        }
        List<String> happened = table.happened();
        int left = happened.indexOf("leave with $(no) 'shell'");
        assertTrue(left > 0 && left < happened.indexOf("first stopped"), happened.toString());
    }

    @ParameterizedTest
    @MethodSource("shells")
    void z03_wordsArriveAsTheyAre(String shell) throws Exception {
        FrontTable table = new FrontTable(folder);
        Path program =
                table.script("words", "for w in \"$@\"; do note \"[$w]\"; done", "sleep 3600");
        List<String> words =
                List.of("a b", "$(touch x)", "`id`", "'\"", "*", "\\n", "", "-n", "ä", "%s", "~");
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(words);
        table.words("10-words", command);
        try (Front front = Front.start(shell, table)) {
            front.until(() -> table.happened().size() == words.size(), "all words");
            assertEquals(0, front.stopped());
        }
        assertEquals(words.stream().map(w -> "words [" + w + "]").toList(), table.happened());
    }

    @ParameterizedTest
    @MethodSource("shells")
    void f07_secondFrontIsRefused(String shell) throws Exception {
        FrontTable table = new FrontTable(folder);
        table.lasting("10-first");
        try (Front front = Front.start(shell, table)) {
            front.until(() -> table.happened().size() == 1, "a start");
            try (Front second = Front.start(shell, table)) {
                assertEquals(1, second.ended());
                assertTrue(second.output().contains("it runs already, as process "));
            }
            assertEquals(0, front.stopped());
        }
        assertEquals(List.of("first started", "first stopped"), table.happened());
    }

    @ParameterizedTest
    @MethodSource("shells")
    void f01_whatAKilledFrontLeftIsStoppedFirst(String shell) throws Exception {
        FrontTable table = new FrontTable(folder);
        table.lasting("10-first");
        Files.writeString(table.table.resolve("services/10-first/process"), "first.sh\n");
        long before;
        try (Front front = Front.start(shell, table)) {
            front.until(() -> table.happened().size() == 1, "a start");
            before = front.pid(table, "first");
            Front.signal("KILL", front.process.pid());
            front.ended();
        }
        assertTrue(Front.alive(before));
        try (Front next = Front.start(shell, table)) {
            next.until(() -> table.count("first started") == 2, "a new start");
            assertFalse(Front.alive(before), next.output());
            assertEquals(0, next.stopped());
        }
        assertEquals(2, table.count("first started"));
    }

    @ParameterizedTest
    @MethodSource("shells")
    void asProcessOneItReapsWhatNobodyWaitsFor(String shell) throws Exception {
        Front.requireRoot();
        FrontTable table = new FrontTable(folder);
        table.service(
                "10-parent",
                "(sleep 0 & sleep 0 & sleep 0 & exit 0)",
                "note started",
                "trap 'exit 0' TERM",
                "while :; do sleep 1; done");
        List<String> namespace =
                List.of(
                        Parts.require("unshare").toString(),
                        "-p",
                        "-f",
                        "--kill-child",
                        "--mount-proc");
        try (Front front = Front.start(shell, table, namespace, Map.of())) {
            front.until(() -> table.count("parent started") == 1, "a start");
            ProcessHandle one = front.process.children().findFirst().orElseThrow();
            front.until(() -> one.descendants().noneMatch(FrontTest::isZombie), "all reaped");
            Front.signal("TERM", one.pid());
            assertEquals(0, front.ended(), front.output());
        }
    }

    private static boolean isZombie(ProcessHandle process) {
        try {
            String status = Files.readString(Path.of("/proc/" + process.pid() + "/status"));
            return status.contains("State:\tZ");
        } catch (IOException e) {
            return false; // gone
        }
    }
}
