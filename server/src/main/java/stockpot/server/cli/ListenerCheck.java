package stockpot.server.cli;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import stockpot.server.config.ListenersConfig;
import stockpot.server.config.StartupRefusal;

/** Tries each listening address before anything is opened, so that a refusal is a sentence. */
final class ListenerCheck {
    private ListenerCheck() {}

    /**
     * Binds each address for a moment.
     *
     * @throws StartupRefusal for the first that cannot be had
     */
    static void refuseTaken(ListenersConfig listeners) {
        for (ListenersConfig.Listener listener : listeners.all()) {
            if (listener.port() != 0) {
                listener.sockets().forEach(ListenerCheck::tryOne);
            }
        }
    }

    private static void tryOne(InetSocketAddress address) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(address);
        } catch (IOException e) {
            throw new StartupRefusal(
                    "Port "
                            + address.getPort()
                            + " of "
                            + address.getAddress().getHostAddress()
                            + " cannot be had ("
                            + e.getMessage()
                            + "): stop the program that has it, or choose another port or address"
                            + " under listeners.",
                    e);
        }
    }
}
