package stockpot.server.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * As much of a socket as the PostgreSQL driver uses, over a Unix socket. Time limits for reading do
 * not exist here; a stuck connection is closed by the watch over queries.
 */
final class UnixSocket extends Socket {
    private final SocketChannel channel;
    private final UnixDomainSocketAddress address;
    private int timeout;

    UnixSocket(String path) throws IOException {
        this.address = UnixDomainSocketAddress.of(path);
        this.channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    }

    @Override
    public void connect(@Nullable SocketAddress ignored) throws IOException {
        channel.connect(address);
    }

    @Override
    public void connect(@Nullable SocketAddress ignored, int limit) throws IOException {
        channel.connect(address);
    }

    @Override
    public InputStream getInputStream() {
        return Channels.newInputStream(channel);
    }

    @Override
    public OutputStream getOutputStream() {
        return Channels.newOutputStream(channel);
    }

    @Override
    public boolean isConnected() {
        return channel.isConnected();
    }

    @Override
    public boolean isClosed() {
        return !channel.isOpen();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    @Override
    public void setSoTimeout(int limit) {
        timeout = limit;
    }

    @Override
    public int getSoTimeout() {
        return timeout;
    }

    @Override
    public void setTcpNoDelay(boolean on) {
        // A Unix socket has no delay to turn off.
    }

    @Override
    public void setKeepAlive(boolean on) {
        // The kernel knows when the other end of a Unix socket is gone.
    }

    @Override
    public int getSendBufferSize() {
        return 8192;
    }

    @Override
    public int getReceiveBufferSize() {
        return 8192;
    }

    @Override
    public void setSendBufferSize(int size) {
        // Left as the kernel has it.
    }

    @Override
    public void setReceiveBufferSize(int size) {
        // Left as the kernel has it.
    }
}
