package stockpot.cook.consul;

import java.util.Objects;
import stockpot.cook.env.Settings;

/** The least that CONSULTOKEN must be allowed, as {@code cook secrets} prints it. */
public final class Policy {
    private Policy() {}

    /**
     * Rules for {@code consul acl policy create -rules}: write access to the two services and to
     * the node of this machine, which the agent keeps in the catalog, and nothing else.
     */
    public static String text(Settings settings) {
        Settings.Consul consul = Objects.requireNonNull(settings.consul());
        String node = quoted(consul.nodeName());
        return """
        # The least that CONSULTOKEN needs. Keep these lines in a file stockpot.hcl, then:
        #   consul acl policy create -name stockpot -rules @stockpot.hcl
        #   consul acl token create -description stockpot -policy-name stockpot
        service "%s" { policy = "write" }
        service "%s" { policy = "write" }
        node %s { policy = "write" }
        agent %s { policy = "read" }
        """
                .formatted(MatrixServices.MATRIX, MatrixServices.EXPORTER, node, node);
    }

    private static String quoted(String value) {
        String plain = value.replace("\\", "\\\\").replace("\"", "\\\"");
        return '"' + plain.replaceAll("\\p{Cntrl}", " ") + '"';
    }
}
