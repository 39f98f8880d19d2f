package stockpot.server.control;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Semaphore;
import jdk.net.ExtendedSocketOptions;
import stockpot.server.config.StartupRefusal;
import stockpot.server.matrix.error.MatrixException;
import stockpot.server.matrix.id.UserId;
import stockpot.server.matrix.json.Json;
import stockpot.server.ports.Threads;
import stockpot.server.ports.Waiting;

/**
 * The server's end of the control socket. Requests, one a line, each answered by one line:
 *
 * <pre>
 * {"operation": "set-admin", "user": "@alice:example.com", "admin": true}
 * {"operation": "status"}
 * {"operation": "shutdown"}
 * {"operation": "passwd", "user": "alice", "password": "…", "logout_devices": true}
 * {"operation": "users-list", "from": 0, "limit": 100, "name": "ali"}
 * {"operation": "users-show", "user": "alice"}       users-lock, users-unlock the same
 * {"operation": "users-create", "user": "alice", "password": "…", "admin": false}
 * {"operation": "users-deactivate", "user": "alice", "erase": false}
 * {"operation": "users-acts", "limit": 20}
 * </pre>
 *
 * Answers are {@code {"ok": true, …}} or {@code {"ok": false, "error": "…"}}.
 */
public final class ControlSocket implements AutoCloseable {
    private static final Logger log = System.getLogger(ControlSocket.class.getName());

    private static final int MAX_CONNECTIONS = 8;
    private static final int MAX_REQUESTS = 1_000;
    private static final Duration MAX_TALK = Duration.ofSeconds(30);

    private static final String UNKNOWN =
            "operations are set-admin, status, shutdown, passwd, users-list, users-show,"
                    + " users-create, users-lock, users-unlock, users-deactivate and users-acts";

    private static final Set<PosixFilePermission> OWNER =
            PosixFilePermissions.fromString("rw-------");
    private static final FileAttribute<Set<PosixFilePermission>> OWNER_FOLDER =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private final Path path;
    private final ControlOperations operations;
    private final Threads threads;
    private final Waiting waiting;
    private final ServerSocketChannel server;
    private final Semaphore connections = new Semaphore(MAX_CONNECTIONS);

    private ControlSocket(
            Path path,
            ControlOperations operations,
            Threads threads,
            Waiting waiting,
            ServerSocketChannel server) {
        this.path = path;
        this.operations = operations;
        this.threads = threads;
        this.waiting = waiting;
        this.server = server;
    }

    /**
     * Opens the socket, in the place of one that an earlier run left. The caller holds the data
     * set, so no other server uses it.
     *
     * @throws StartupRefusal if it cannot be made
     */
    public static ControlSocket open(
            Path path, ControlOperations operations, Threads threads, Waiting waiting) {
        try {
            ServerSocketChannel server = bind(path);
            ControlSocket socket = new ControlSocket(path, operations, threads, waiting, server);
            threads.start("control", socket::accept);
            return socket;
        } catch (IOException e) {
            throw new StartupRefusal(
                    "The control socket "
                            + path
                            + " cannot be made: its path must be writable and no longer than about"
                            + " 90 bytes; choose another data_dir.",
                    e);
        }
    }

    /**
     * Binds inside a folder of the owner's and moves the socket out when its mode is right, so that
     * nobody else can open it at any moment (threat Z04).
     */
    private static ServerSocketChannel bind(Path path) throws IOException {
        Path parent = path.toAbsolutePath().getParent();
        Path folder = Files.createTempDirectory(parent, ".c", OWNER_FOLDER);
        Path made = folder.resolve("s");
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            server.bind(UnixDomainSocketAddress.of(made));
            Files.setPosixFilePermissions(made, OWNER);
            Files.move(made, path, StandardCopyOption.ATOMIC_MOVE);
            return server;
        } catch (IOException e) {
            server.close();
            throw e;
        } finally {
            Files.deleteIfExists(made);
            Files.deleteIfExists(folder);
        }
    }

    private void accept() {
        while (server.isOpen()) {
            try {
                connections.acquire();
                SocketChannel channel = server.accept();
                threads.start("control-request", () -> talk(channel));
            } catch (ClosedChannelException e) {
                return;
            } catch (IOException e) {
                connections.release();
                log.log(Level.WARNING, "control socket", e);
                rest();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private void rest() {
        try {
            waiting.sleep(Duration.ofSeconds(1));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void talk(SocketChannel channel) {
        Thread limit = threads.start("control-limit", () -> closeLater(channel));
        try (channel) {
            String who = peer(channel);
            Lines lines = new Lines(channel);
            for (int i = 0; i < MAX_REQUESTS; i++) {
                byte[] line = lines.read();
                if (line == null) {
                    return;
                }
                lines.write(Json.bytes(answer(line, who)));
            }
        } catch (IOException e) {
            log.log(Level.DEBUG, "control connection ended: {0}", e.getMessage());
        } finally {
            limit.interrupt();
            connections.release();
        }
    }

    private void closeLater(SocketChannel channel) {
        try (channel) {
            waiting.sleep(MAX_TALK);
        } catch (InterruptedException | IOException e) {
            // the talk is over
            Thread.currentThread().interrupt();
        }
    }

    /** The system user at the other end, for the log. */
    private static String peer(SocketChannel channel) {
        try {
            return channel.getOption(ExtendedSocketOptions.SO_PEERCRED).user().getName();
        } catch (IOException | UnsupportedOperationException e) {
            return "unknown";
        }
    }

    private ObjectNode answer(byte[] line, String who) {
        ObjectNode request;
        try {
            request = Json.parseObject(line);
        } catch (MatrixException e) {
            log.log(Level.WARNING, "control: {0} sent no JSON object", who);
            return refusal("a request is one JSON object");
        }
        String operation = request.path("operation").asText();
        ObjectNode answer;
        try {
            answer = perform(who, operation, request);
        } catch (MatrixException e) {
            answer = refusal(String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            log.log(Level.ERROR, "control: " + operation, e);
            answer = refusal("it failed; the log says why");
        }
        log.log(
                Level.INFO,
                "control: {0} asked for {1} {2}: {3}",
                who,
                operation,
                request.path("user").asText() + " " + request.path("admin").asText(),
                answer.path("ok").asBoolean() ? "done" : answer.path("error").asText());
        return answer;
    }

    private ObjectNode perform(String who, String operation, ObjectNode request) {
        return switch (operation) {
            case "set-admin" -> setAdmin(who, request);
            case "status" -> Json.object().put("ok", true).set("status", operations.status());
            case "shutdown" -> {
                operations.shutdown();
                yield Json.object().put("ok", true);
            }
            default -> {
                ObjectNode done = operations.account(who, operation, request);
                yield done == null ? refusal(UNKNOWN) : done.put("ok", true);
            }
        };
    }

    private ObjectNode setAdmin(String who, ObjectNode request) {
        if (!request.path("user").isTextual() || !request.path("admin").isBoolean()) {
            return refusal("set-admin needs user, a text, and admin, true or false");
        }
        UserId user = UserId.parse(request.path("user").asText());
        return operations.setAdmin(who, user, request.path("admin").asBoolean())
                ? Json.object().put("ok", true)
                : refusal("there is no user " + user);
    }

    private static ObjectNode refusal(String error) {
        return Json.object().put("ok", false).put("error", error);
    }

    /** Closes the socket and takes it away. */
    @Override
    public void close() {
        try {
            server.close();
            Files.deleteIfExists(path);
        } catch (IOException e) {
            log.log(Level.WARNING, "control socket", e);
        }
    }
}
