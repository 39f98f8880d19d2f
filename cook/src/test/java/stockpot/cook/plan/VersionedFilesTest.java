package stockpot.cook.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import stockpot.cook.env.Place;
import stockpot.cook.fixture.SomeSettings;
import stockpot.cook.host.ConfigFile;
import stockpot.cook.host.Host;
import stockpot.cook.host.Interruptions;
import stockpot.cook.host.Mode;
import stockpot.cook.host.Owner;
import stockpot.cook.host.Owners;
import stockpot.cook.host.Programs;
import stockpot.cook.host.UnixHost;

class VersionedFilesTest {
    @TempDir Path root;

    private Host host(Interruptions interruptions) {
        Programs programs = new Programs("/usr/bin:/bin");
        return new UnixHost(List.of(root), Owners.ofCaller(), programs, interruptions);
    }

    private VersionedFiles files(ConfigFile... files) {
        return new VersionedFiles(place(), List.of(files), List.of());
    }

    private Place place() {
        return SomeSettings.confined(root).place();
    }

    private void make(VersionedFiles files) {
        Host host = host(Interruptions.NONE);
        host.folder(root.resolve("etc"), Mode.PUBLIC, Owner.ROOT);
        files.apply(host);
        assertTrue(files.difference(host).isNone());
    }

    @Test
    void z07_filesOfAKilledRunDoNotStayInTheNextSet() {
        make(files(ConfigFile.open("a", "1")));
        VersionedFiles larger = files(ConfigFile.open("a", "2"), ConfigFile.open("b/c", "2"));
        Host killable =
                host(point -> {
                    if (point.startsWith("link")) {
                        throw new AssertionError("killed");
                    }
                });
        assertThrows(AssertionError.class, () -> larger.apply(killable));
        make(files(ConfigFile.open("a", "3")));
        Host host = host(Interruptions.NONE);
        assertEquals(List.of(place().current().resolve("a")), host.list(place().current()));
        assertFalse(host.exists(root.resolve("etc/versions/2/b")));
    }

    @Test
    void aFileThatIsWantedNoMoreOrHasAnotherModeIsADifference() {
        make(files(ConfigFile.open("a", "1"), ConfigFile.open("b/c", "2")));
        Host host = host(Interruptions.NONE);
        assertEquals(Set.of("b/c"), files(ConfigFile.open("a", "1")).changing(host));
        ConfigFile secret = ConfigFile.secret("a", "1", Owner.ROOT);
        assertEquals(Set.of("a"), files(secret, ConfigFile.open("b/c", "2")).changing(host));
    }

    @Test
    void linesOfOpenFilesAreShownAndThoseOfSecretOnesAreNot() {
        make(files(ConfigFile.open("a", "x\ny\n"), ConfigFile.secret("s", "p", Owner.ROOT)));
        List<String> lines =
                files(ConfigFile.open("a", "x\nz\n"), ConfigFile.secret("s", "q", Owner.ROOT))
                        .difference(host(Interruptions.NONE))
                        .lines();
        assertEquals(List.of("~ file a", "  - y", "  + z", "~ file s"), lines);
    }
}
