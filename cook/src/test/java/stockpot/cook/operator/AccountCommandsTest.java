package stockpot.cook.operator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import stockpot.cook.host.ServerProgram;

/** The commands about accounts, before a server that writes down what it is asked. */
class AccountCommandsTest {
    private static final String ALICE =
            "{\"ok\":true,\"user\":{\"name\":\"@alice:example.com\",\"admin\":false,"
                    + "\"displayname\":\"Al\\u001b[2Jice\",\"creation_ts\":1700000000,"
                    + "\"last_seen_ts\":null}}";

    private static final String DONE = "{\"ok\":true,\"user\":\"@alice:example.com\"}";

    @TempDir Path folder;

    private final List<String> asked = Collections.synchronizedList(new ArrayList<>());
    private final Deque<String> answers = new ArrayDeque<>();
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private final ByteArrayOutputStream complained = new ByteArrayOutputStream();
    private String input = "";
    private @Nullable ServerSocketChannel server;

    @Command(name = "cook")
    private static final class Top {}

    private void answer(String... lines) throws IOException {
        answers.addAll(List.of(lines));
        ServerSocketChannel opened = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server = opened;
        opened.bind(UnixDomainSocketAddress.of(folder.resolve("control.sock")));
        Thread.ofVirtual().start(() -> serve(opened));
    }

    private void serve(ServerSocketChannel server) {
        try (SocketChannel channel = server.accept();
                BufferedReader lines =
                        new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                asked.add(line);
                String answer = answers.isEmpty() ? "" : answers.removeFirst();
                if (answer.isEmpty()) {
                    return;
                }
                Channels.newOutputStream(channel)
                        .write((answer + "\n").getBytes(StandardCharsets.UTF_8));
            }
        } catch (ClosedChannelException e) {
            // the test is over
        } catch (IOException e) {
            asked.add("broken: " + e);
        }
    }

    @AfterEach
    void stop() throws IOException {
        if (server != null) {
            server.close();
        }
    }

    private int cook(String... words) {
        List<String> line = new ArrayList<>(List.of(words));
        if (!line.contains("--config")) {
            line.add("--data-directory=" + folder);
        }
        return run(line);
    }

    private int run(List<String> words) {
        CommandLine top = new CommandLine(new Top());
        Terminal terminal =
                Terminal.of(
                        new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                        new PrintStream(said, true, StandardCharsets.UTF_8),
                        new PrintStream(complained, true, StandardCharsets.UTF_8));
        AccountCommands.addTo(
                top, new ServerProgram(folder.resolve("stockpot").toString()), terminal, Map.of());
        return top.execute(words.toArray(new String[0]));
    }

    private String said() {
        return said.toString(StandardCharsets.UTF_8);
    }

    private String complained() {
        return complained.toString(StandardCharsets.UTF_8);
    }

    @Test
    void passwordIsTheFirstLineOfTheInput() throws IOException {
        input = "sesame \"open\"\nmore\n";
        answer(ALICE, DONE);
        assertEquals(0, cook("passwd", "alice"), this::complained);
        assertEquals(
                List.of(
                        "{\"operation\":\"users-show\",\"user\":\"alice\"}",
                        "{\"operation\":\"passwd\",\"user\":\"alice\",\"password\":"
                                + "\"sesame \\\"open\\\"\",\"logout_devices\":true}"),
                asked);
        assertEquals("@alice:example.com has a new password.\n", said());
    }

    @Test
    void z04_passwordIsNoWordOfTheCommandLine() throws IOException {
        input = "\n";
        answer(ALICE);
        assertEquals(1, cook("passwd", "alice"));
        assertEquals("cook: no password was given; nothing was changed.\n", complained());
        assertEquals(1, asked.size());
        assertEquals(1, cook("passwd", "alice", "sesame"));
        assertEquals(1, asked.size());
    }

    @Test
    void unknownUserIsToldBeforeAPasswordIsTaken() throws IOException {
        input = "sesame\n";
        answer("{\"ok\":false,\"error\":\"there is no user bob\"}");
        assertEquals(1, cook("passwd", "bob"));
        assertEquals("cook: there is no user bob\n", complained());
    }

    @Test
    void administratorsAreMadeAndToldOf() throws IOException {
        answer(ALICE, "{\"ok\":true}");
        assertEquals(0, cook("admin", "alice", "yes"), this::complained);
        assertEquals(
                "{\"operation\":\"set-admin\",\"user\":\"@alice:example.com\",\"admin\":true}",
                asked.get(1));
        assertEquals("@alice:example.com is an administrator.\n", said());
    }

    @Test
    void administratorIsOnlyToldWithoutAWish() throws IOException {
        answer(ALICE);
        assertEquals(0, cook("admin", "alice"));
        assertEquals("@alice:example.com is no administrator.\n", said());
        assertEquals(1, asked.size());
        assertEquals(1, cook("admin", "alice", "perhaps"));
        assertEquals("cook: say yes or no, not perhaps.\n", complained());
    }

    @Test
    void usersAreListedAsLinesAndAsJson() throws IOException {
        String users =
                "{\"ok\":true,\"users\":[{\"name\":\"@a:x\",\"admin\":true,\"locked\":true,"
                        + "\"displayname\":null}],\"total\":7}";
        answer(users, users);
        assertEquals(0, cook("users", "list", "--limit", "1"));
        assertEquals("@a:x  admin  locked\n… 7 in all; go on with --from 1\n", said());
        assertEquals(
                "{\"operation\":\"users-list\",\"from\":0,\"limit\":1,\"name\":null}",
                asked.getFirst());
    }

    @Test
    void jsonIsWhatTheServerSays() throws IOException {
        answer("{\"ok\":true,\"users\":[],\"total\":0}");
        assertEquals(0, cook("users", "list", "--json"));
        assertEquals("{\"users\":[],\"total\":0}\n", said());
    }

    @Test
    void x02_namesCannotMoveTheCursor() throws IOException {
        answer(ALICE);
        assertEquals(0, cook("users", "show", "alice"));
        assertEquals(
                """
                name: @alice:example.com
                admin: false
                displayname: Al\ufffd[2Jice
                creation_ts: 2023-11-14T22:13:20Z
                last_seen_ts: -
                """,
                said());
    }

    @Test
    void accountsAreMadeLockedAndClosed() throws IOException {
        input = "sesame\n";
        answer(DONE);
        assertEquals(0, cook("users", "create", "alice", "--admin"));
        assertEquals(
                "{\"operation\":\"users-create\",\"user\":\"alice\",\"admin\":true,"
                        + "\"displayname\":null,\"password\":\"sesame\"}",
                asked.getFirst());
        assertEquals("@alice:example.com was made.\n", said());
    }

    @Test
    void accountsAreClosed() throws IOException {
        answer(DONE);
        assertEquals(0, cook("users", "deactivate", "alice", "--erase"));
        assertEquals(
                "{\"operation\":\"users-deactivate\",\"user\":\"alice\",\"erase\":true}",
                asked.getFirst());
    }

    @Test
    void stoppedServerIsASentenceWithTheRemedy() throws IOException {
        assertEquals(1, cook("users", "list"));
        assertTrue(complained().contains("no server runs here"), this::complained);
        assertTrue(complained().contains("Start the server"), this::complained);
        complained.reset();
        ServerSocketChannel left = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        left.bind(UnixDomainSocketAddress.of(folder.resolve("control.sock")));
        left.close(); // and leaves the file behind
        assertEquals(1, cook("users", "lock", "alice"));
        assertTrue(complained().contains("it has stopped"), this::complained);
    }

    @Test
    void brokenConversationIsASentence() throws IOException {
        answer("");
        assertEquals(1, cook("users", "lock", "alice"));
        assertTrue(complained().contains("broke the conversation off"), this::complained);
    }

    @Test
    void dataFolderIsReadFromTheConfigurationByTheServersProgram() throws IOException {
        Path program = folder.resolve("stockpot");
        Files.writeString(
                program,
                "#!/bin/sh\nprintf '%s\\n' \"$*\" >'"
                        + folder
                        + "/words'\nprintf '%s\\n' '"
                        + folder
                        + "/control.sock'\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        answer(DONE);
        assertEquals(0, cook("users", "unlock", "alice", "--config", "a b.yaml"));
        assertEquals(
                "--config=a b.yaml --print-control-socket\n",
                Files.readString(folder.resolve("words")));
        assertEquals("@alice:example.com is unlocked.\n", said());
    }

    @Test
    void rootIsWhereCookUpWorks() {
        assertEquals(1, run(List.of("users", "lock", "alice", "--root", folder.toString())));
        assertTrue(
                complained().contains("there is no " + folder + "/data/stockpot/control.sock"),
                this::complained);
    }

    @Test
    void configurationThatCannotBeReadIsASentence() {
        assertEquals(1, cook("users", "unlock", "alice", "--config", "a.yaml"));
        assertTrue(complained().contains("name it by --data-directory"), this::complained);
        assertEquals(1, run(List.of("admin", "alice")));
        assertTrue(complained().contains("--config FILE"), this::complained);
    }
}
