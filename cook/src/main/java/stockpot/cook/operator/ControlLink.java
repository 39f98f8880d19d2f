package stockpot.cook.operator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A conversation with a running server over its control socket: one JSON object on a line, and one
 * back. The socket is its owner's alone, and so is what may be asked.
 */
final class ControlLink implements AutoCloseable {
    /** More than any answer has. */
    private static final int MAX_ANSWER_BYTES = 4 << 20;

    private static final JsonMapper JSON = new JsonMapper();

    private final SocketChannel channel;
    private final Path socket;

    private ControlLink(SocketChannel channel, Path socket) {
        this.channel = channel;
        this.socket = socket;
    }

    /**
     * Connects.
     *
     * @throws ControlFailure where no server listens, or this user may not speak to it
     */
    static ControlLink open(Path socket) throws ControlFailure {
        try {
            return new ControlLink(SocketChannel.open(UnixDomainSocketAddress.of(socket)), socket);
        } catch (IOException e) {
            throw unreachable(socket);
        }
    }

    private static ControlFailure unreachable(Path socket) {
        if (!Files.exists(socket)) {
            return new ControlFailure(
                    "no server runs here: there is no "
                            + socket
                            + ". Start the server, or name its data folder by --data-directory.");
        }
        if (!Files.isWritable(socket)) {
            return new ControlFailure(
                    "this user may not speak to the server at "
                            + socket
                            + ": call cook as root, or as the user the server runs as.");
        }
        return new ControlFailure(
                "no server answers at "
                        + socket
                        + ": it has stopped without taking its socket away. Start it.");
    }

    /** An object to be asked with. */
    static ObjectNode request(String operation) {
        return JSON.createObjectNode().put("operation", operation);
    }

    /**
     * Asks for something.
     *
     * @return the answer of a server that did it
     * @throws ControlFailure with the reason of a server that did not
     */
    ObjectNode ask(ObjectNode request) throws ControlFailure {
        try {
            write(JSON.writeValueAsString(request) + "\n");
            JsonNode answer = JSON.readTree(read());
            if (!(answer instanceof ObjectNode object)) {
                throw new ControlFailure("the server at " + socket + " answers no JSON object");
            }
            if (!object.path("ok").asBoolean()) {
                throw new ControlFailure(object.path("error").asText("the server refuses"));
            }
            return object;
        } catch (JsonProcessingException e) {
            throw new ControlFailure("the server at " + socket + " answers no JSON");
        } catch (IOException e) {
            throw new ControlFailure(
                    "the server at " + socket + " broke the conversation off: see its log");
        }
    }

    private void write(String line) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    private byte[] read() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        ByteBuffer buffer = ByteBuffer.allocate(16 * 1024);
        while (channel.read(buffer) >= 0) {
            buffer.flip();
            while (buffer.hasRemaining()) {
                byte b = buffer.get();
                if (b == '\n') {
                    return line.toByteArray();
                }
                line.write(b);
            }
            buffer.clear();
            if (line.size() > MAX_ANSWER_BYTES) {
                throw new IOException("the answer is too long");
            }
        }
        throw new IOException("no answer");
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            // what was asked for is done
        }
    }
}
