package stockpot.server.control;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import stockpot.server.matrix.error.MatrixException;
import stockpot.server.matrix.json.Json;

/** The operator's end of the control socket. */
public final class ControlClient implements AutoCloseable {
    private final SocketChannel channel;
    private final Lines lines;

    private ControlClient(SocketChannel channel) {
        this.channel = channel;
        this.lines = new Lines(channel);
    }

    /**
     * Connects to a running server.
     *
     * @throws IOException where none listens, or this user may not
     */
    public static ControlClient connect(Path socket) throws IOException {
        return new ControlClient(SocketChannel.open(UnixDomainSocketAddress.of(socket)));
    }

    /** Makes a user an administrator, or no longer one. */
    public void setAdmin(String user, boolean admin) throws IOException, ControlRefusal {
        ObjectNode request = Json.object().put("operation", "set-admin");
        exchange(request.put("user", user).put("admin", admin));
    }

    /** How the server is. */
    public ObjectNode status() throws IOException, ControlRefusal {
        ObjectNode answer = exchange(Json.object().put("operation", "status"));
        return answer.withObject("/status");
    }

    /** Tells the server to stop. */
    public void shutdown() throws IOException, ControlRefusal {
        exchange(Json.object().put("operation", "shutdown"));
    }

    private ObjectNode exchange(ObjectNode request) throws IOException, ControlRefusal {
        lines.write(Json.bytes(request));
        byte[] line = lines.read();
        if (line == null) {
            throw new IOException("the server closed the connection");
        }
        ObjectNode answer;
        try {
            answer = Json.parseObject(line);
        } catch (MatrixException e) {
            throw new IOException("the answer is no JSON object", e);
        }
        if (!answer.path("ok").asBoolean()) {
            throw new ControlRefusal(answer.path("error").asText());
        }
        return answer;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
