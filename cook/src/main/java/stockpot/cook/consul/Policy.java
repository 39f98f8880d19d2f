package stockpot.cook.consul;

import java.util.Objects;
import stockpot.cook.env.Settings;

/** The least that CONSULTOKEN must be allowed, as {@code cook secrets} prints it. */
public final class Policy {
    private Policy() {}

    /**
     * Rules for {@code consul acl policy create -rules}: write access to the two services and
     * nothing else. Write access to the node of this machine is a comment: without it the agent
     * warns now and then that it cannot keep the node's tagged addresses in the catalog.
     */
    public static String text(Settings settings) {
        Settings.Consul consul = Objects.requireNonNull(settings.consul());
        return """
        # The least that CONSULTOKEN needs. Keep these lines in a file stockpot.hcl, then:
        #   consul acl policy create -name stockpot -rules @stockpot.hcl
        #   consul acl token create -description stockpot -policy-name stockpot
        service "%s" { policy = "write" }
        service "%s" { policy = "write" }
        # Spares the agent's warning "Node info update blocked by ACLs":
        # node %s { policy = "write" }
        """
                .formatted(
                        MatrixServices.MATRIX, MatrixServices.EXPORTER, quoted(consul.nodeName()));
    }

    private static String quoted(String value) {
        String plain = value.replace("\\", "\\\\").replace("\"", "\\\"");
        return '"' + plain.replaceAll("\\p{Cntrl}", " ") + '"';
    }
}
