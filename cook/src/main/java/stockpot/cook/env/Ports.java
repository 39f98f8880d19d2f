package stockpot.cook.env;

/**
 * Every port that something listens on; {@code --ports} moves them ({@code env-contract} section 2
 * names the usual ones).
 *
 * @param http redirect and ACME, or the whole front without TLS
 * @param https clients, and federation by way of the well-known
 * @param federation federation with TLS (8448), or without it the plain one (8447)
 * @param client the server itself, on loopback
 * @param metrics the server's metrics, on loopback unless told otherwise
 * @param nodeExporter node_exporter
 * @param consul HTTP API of the local Consul agent; its other ports follow from Consul's usual
 *     distances where this one is moved
 * @param ssh the control user's sshd
 */
public record Ports(
        int http,
        int https,
        int federation,
        int client,
        int metrics,
        int nodeExporter,
        int consul,
        int ssh) {
    /** Where things listen when nobody moved them. */
    public static Ports usual(boolean tls) {
        return new Ports(80, 443, tls ? 8448 : 8447, 8008, 9090, 9100, 8500, 22);
    }

    /** The same for an ordinary user in a folder, who may not listen below 1024. */
    public static Ports confined(boolean tls) {
        Ports usual = usual(tls);
        return new Ports(
                8080,
                8443,
                usual.federation,
                usual.client,
                usual.metrics,
                usual.nodeExporter,
                usual.consul,
                10_022);
    }
}
