package stockpot.server.cli;

import java.io.IOException;
import java.net.InetAddress;
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
            for (String address : listener.bindAddresses()) {
                if (listener.port() != 0) {
                    tryOne(address, listener.port());
                }
            }
        }
    }

    private static void tryOne(String address, int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.ofLiteral(address), port));
        } catch (IOException e) {
            throw new StartupRefusal(
                    "Port "
                            + port
                            + " of "
                            + address
                            + " cannot be had ("
                            + e.getMessage()
                            + "): stop the program that has it, or choose another port or address"
                            + " under listeners.",
                    e);
        }
    }
}
