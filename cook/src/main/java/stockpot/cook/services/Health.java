package stockpot.cook.services;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import stockpot.cook.host.Host;

/** Whether what should run does. */
public final class Health {
    private static final int LIMIT = 5_000; // milliseconds

    private Health() {}

    /** The process of a service by its pid file, or 0. */
    public static long process(Host host, Service service, Path run) {
        byte[] content = host.read(service.pidFile(run));
        String pid = content == null ? "" : new String(content, UTF_8).strip();
        if (!pid.matches("\\d{1,10}")) {
            return 0;
        }
        long number = Long.parseLong(pid);
        return ProcessHandle.of(number).isPresent() ? number : 0;
    }

    /** What keeps the server on this port from answering, or null if it does. */
    public static @Nullable String trouble(int port) {
        try {
            URI address = URI.create("http://127.0.0.1:" + port + "/health");
            HttpURLConnection connection =
                    (HttpURLConnection) address.toURL().openConnection(Proxy.NO_PROXY);
            connection.setConnectTimeout(LIMIT);
            connection.setReadTimeout(LIMIT);
            int status = connection.getResponseCode();
            connection.disconnect();
            return status == 200 ? null : "the server answers /health with " + status;
        } catch (IOException e) {
            return "the server does not answer on port " + port;
        }
    }
}
