package stockpot.cook.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import stockpot.cook.env.Place;
import stockpot.cook.env.Ports;
import stockpot.cook.fixture.FrontSettings;
import stockpot.cook.fixture.Hosts;
import stockpot.cook.host.ConfigFile;
import stockpot.cook.host.Host;
import stockpot.cook.host.HostException;
import stockpot.cook.host.Owner;
import stockpot.cook.services.Service;

/** A service looks at its new files before they are current. */
class ProofOfFilesTest {
    @TempDir Path root;

    private static VersionedFiles files(Place place, String text) {
        String file = place.current().resolve("web/a.conf").toString();
        Service service =
                new Service(
                        "web",
                        null,
                        List.of("/bin/true"),
                        Owner.ROOT,
                        1,
                        Service.Reload.HUP,
                        List.of("web/"),
                        List.of("/bin/grep", "-q", "good", file),
                        "TERM",
                        Duration.ofSeconds(1),
                        true);
        return new VersionedFiles(
                place, List.of(ConfigFile.open("web/a.conf", text)), List.of(service));
    }

    @Test
    void z02_filesThatFailTheirProofDoNotBecomeCurrent() throws Exception {
        Place place = new FrontSettings(root, Ports.usual(false)).make().place();
        Host host = Hosts.below(root);
        files(place, "good 1").apply(host);
        HostException refusal =
                assertThrows(HostException.class, () -> files(place, "bad").apply(host));
        assertTrue(
                String.valueOf(refusal.getMessage())
                        .startsWith("web would not take its new files"));
        assertEquals("good 1", Files.readString(place.current().resolve("web/a.conf")));
        assertFalse(Files.exists(root.resolve("etc/versions/2")));
        files(place, "good 2").apply(host);
        assertEquals("good 2", Files.readString(place.current().resolve("web/a.conf")));
    }
}
