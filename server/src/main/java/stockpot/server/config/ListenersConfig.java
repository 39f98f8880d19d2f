package stockpot.server.config;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code listeners}, with the certificate of those that speak TLS.
 *
 * @param all in the order of the file
 * @param tlsCertificatePath {@code tls_certificate_path}, PEM chain, or null
 * @param tlsPrivateKeyPath {@code tls_private_key_path}, PKCS #8 PEM, or null
 * @param trustedProxies {@code trusted_proxies} (ours): addresses and CIDR ranges whose {@code
 *     X-Forwarded-For} is believed where a listener says {@code x_forwarded: true}
 */
public record ListenersConfig(
        List<Listener> all,
        @Nullable Path tlsCertificatePath,
        @Nullable Path tlsPrivateKeyPath,
        List<String> trustedProxies) {
    /** What a listener offers. */
    public enum Resource {
        /** Client API, media and administration. */
        CLIENT,
        /** Server-Server API and keys. */
        FEDERATION,
        /** Prometheus metrics. */
        METRICS,
        /** {@code /health} and {@code /ready}, which client listeners have as well. */
        HEALTH
    }

    /**
     * One listening address set.
     *
     * @param port 0 for any free port
     * @param bindAddresses IP addresses
     * @param tls whether it speaks TLS
     * @param xForwarded whether {@code X-Forwarded-For} of trusted proxies is believed
     * @param resources what it offers
     */
    public record Listener(
            int port,
            List<String> bindAddresses,
            boolean tls,
            boolean xForwarded,
            Set<Resource> resources) {
        private static final List<String> ALL = List.of("::", "0.0.0.0");

        /**
         * What is bound. All addresses of both families are one socket: on most systems that of
         * IPv6 takes IPv4 as well, so a second one would find its port taken; and where there is no
         * IPv6 it is that of IPv4.
         */
        public List<InetSocketAddress> sockets() {
            if (bindAddresses.containsAll(ALL)) {
                return List.of(new InetSocketAddress(port));
            }
            return bindAddresses.stream()
                    .map(address -> new InetSocketAddress(InetAddress.ofLiteral(address), port))
                    .toList();
        }
    }
}
