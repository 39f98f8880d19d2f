package stockpot.server.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import stockpot.server.config.StartupRefusal;
import stockpot.server.matrix.id.UserId;
import stockpot.server.matrix.json.Json;
import stockpot.server.ports.jvm.JvmThreads;
import stockpot.server.ports.jvm.JvmWaiting;

class ControlSocketTest {
    @TempDir Path folder;

    private final List<String> done = new ArrayList<>();

    private final ControlOperations operations =
            new ControlOperations() {
                @Override
                public boolean setAdmin(String who, UserId user, boolean admin) {
                    done.add(user + " " + admin);
                    return user.value().equals("@alice:example.com");
                }

                @Override
                public @Nullable ObjectNode account(
                        String who, String operation, ObjectNode request) {
                    return operation.equals("users-show")
                            ? Json.object().put("asked", request.path("user").asText())
                            : null;
                }

                @Override
                public ObjectNode status() {
                    return Json.object().put("users", 3);
                }

                @Override
                public void shutdown() {
                    throw new IllegalStateException("it jams");
                }
            };

    private Path path() {
        return folder.resolve("control.sock");
    }

    private ControlSocket open() {
        return ControlSocket.open(path(), operations, new JvmThreads(), new JvmWaiting());
    }

    @Test
    void operatorMakesAnAdministrator() throws IOException, ControlRefusal {
        try (ControlSocket _ = open();
                ControlClient client = ControlClient.connect(path())) {
            client.setAdmin("@alice:example.com", true);
            assertEquals(List.of("@alice:example.com true"), done);
            ControlRefusal refusal =
                    assertThrows(
                            ControlRefusal.class, () -> client.setAdmin("@bob:example.com", false));
            assertEquals("there is no user @bob:example.com", refusal.getMessage());
            assertEquals("{\"users\":3}", Json.text(client.status()));
        }
        assertFalse(Files.exists(path()));
    }

    @Test
    void z04_socketBelongsToItsOwnerAlone() throws IOException {
        try (ControlSocket _ = open()) {
            assertEquals(
                    PosixFilePermissions.fromString("rw-------"),
                    Files.getPosixFilePermissions(path()));
            try (var files = Files.list(folder)) {
                assertEquals(List.of(path()), files.toList());
            }
        }
    }

    @Test
    void socketOfAnEarlierRunIsReplaced() throws IOException, ControlRefusal {
        Files.writeString(path(), "left behind");
        try (ControlSocket _ = open();
                ControlClient client = ControlClient.connect(path())) {
            client.setAdmin("@alice:example.com", false);
        }
    }

    @Test
    void nonsenseIsAnsweredAndAFailureStaysInside() throws IOException {
        try (ControlSocket _ = open();
                SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(path()))) {
            Lines lines = new Lines(channel);
            for (String request :
                    List.of(
                            "soup",
                            "[]",
                            "{}",
                            "{\"operation\":\"set-admin\",\"user\":1}",
                            "{\"operation\":\"set-admin\",\"user\":\"alice\",\"admin\":true}",
                            "{\"operation\":\"shutdown\"}")) {
                lines.write(request.getBytes(StandardCharsets.UTF_8));
                byte[] answer = lines.read();
                String text = answer == null ? "" : new String(answer, StandardCharsets.UTF_8);
                assertTrue(text.startsWith("{\"ok\":false,\"error\":\""), text);
                assertFalse(text.contains("jams"), text);
            }
            assertTrue(done.isEmpty());
        }
    }

    @Test
    void lineWithoutEndIsCutOff() throws IOException {
        try (ControlSocket _ = open();
                SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(path()))) {
            Lines lines = new Lines(channel);
            byte[] part = new byte[Lines.MAX_BYTES + 10];
            try {
                lines.write(part);
                assertNull(lines.read());
            } catch (IOException e) {
                assertFalse(String.valueOf(e.getMessage()).isEmpty());
            }
        }
    }

    @Test
    void pathThatIsTooLongIsASentence() throws IOException {
        Path deep = Files.createDirectory(folder.resolve("x".repeat(120)));
        StartupRefusal refusal =
                assertThrows(
                        StartupRefusal.class,
                        () ->
                                ControlSocket.open(
                                        deep.resolve("control.sock"),
                                        operations,
                                        new JvmThreads(),
                                        new JvmWaiting()));
        assertTrue(String.valueOf(refusal.getMessage()).contains("data_dir"));
    }
}
