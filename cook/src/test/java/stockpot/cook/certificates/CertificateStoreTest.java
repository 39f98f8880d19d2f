package stockpot.cook.certificates;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import stockpot.cook.env.Ports;
import stockpot.cook.fixture.FrontSettings;
import stockpot.cook.fixture.Hosts;
import stockpot.cook.host.Host;
import stockpot.cook.host.HostException;

class CertificateStoreTest {
    private static final String HOST = "chat.example.org";
    private static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");

    @TempDir Path root;
    private Host host;
    private final List<String> applied = new ArrayList<>();
    private CertificateStore store;
    private boolean frontRefuses;

    @BeforeEach
    void make() {
        host = Hosts.below(root);
        store =
                new CertificateStore(
                        host, new FrontSettings(root, Ports.usual(true)).make().place(), HOST);
    }

    private void front() {
        Installed installed = store.installed();
        applied.add(installed == null ? "none" : installed.chain().toString());
        if (frontRefuses) {
            frontRefuses = false;
            throw new HostException("nginx: [emerg] no");
        }
    }

    private @Nullable String take(SampleCertificates.Pair pair) {
        return store.take(pair.chain(), pair.key(), List.of(HOST), NOW, this::front);
    }

    private static SampleCertificates.Pair pair(int daysAgo) {
        return SampleCertificates.issued(
                NOW.minus(Duration.ofDays(daysAgo)), Duration.ofDays(90), HOST);
    }

    /** The certificate in use, which has to be there. */
    private Installed installed() {
        return Objects.requireNonNull(store.installed(), "no certificate");
    }

    @Test
    void z11_unprovenPairIsNeverPointedToNorShown() {
        assertNull(take(pair(60)));
        Installed before = installed();
        applied.clear();
        SampleCertificates.Pair next = pair(1);
        List<SampleCertificates.Pair> bad =
                List.of(
                        new SampleCertificates.Pair(next.chain(), pair(1).key(), next.root()),
                        new SampleCertificates.Pair(
                                next.chain().substring(0, 300), next.key(), next.root()),
                        new SampleCertificates.Pair(
                                next.chain(), next.key().substring(0, 90), next.root()),
                        pair(91),
                        pair(-1),
                        SampleCertificates.issued(NOW, Duration.ofDays(9), "other.example.org"));
        for (SampleCertificates.Pair each : bad) {
            assertNotNull(take(each));
        }
        assertEquals(before, store.installed());
        assertEquals(List.of(), applied);
    }

    @Test
    void z11_oldOneIsBackWhenTheFrontRefuses() {
        assertNull(take(pair(60)));
        Installed before = installed();
        applied.clear();
        frontRefuses = true;
        SampleCertificates.Pair next = pair(1);
        String why = take(next);
        assertTrue(why != null && why.contains("[emerg] no"), why);
        assertEquals(before, store.installed());
        assertEquals(before.chain().toString(), applied.getLast());
        Ordering.Issued pending =
                Objects.requireNonNull(store.pending(List.of(HOST), NOW), "it was thrown away");
        assertEquals(next.chain(), pending.chain(), "it need not be ordered again");
        assertNull(store.pending(List.of("example.org"), NOW));
        assertNull(take(next));
        assertEquals(next.chain(), store.chain());
        assertNull(store.pending(List.of(HOST), NOW));
    }

    @Test
    void oneBeforeIsKeptAndNoMore() throws IOException {
        for (int daysAgo = 5; daysAgo > 0; daysAgo--) {
            assertNull(take(pair(daysAgo)));
        }
        try (var all = Files.list(store.folder())) {
            assertEquals(
                    List.of("20261126", "20261127", "current", "versions"),
                    all.map(path -> path.getFileName().toString().split("[-.]")[0])
                            .sorted()
                            .toList());
        }
    }

    @Test
    void z11_damagedFilesGiveWayToTheOneBefore() throws IOException {
        assertNull(take(pair(60)));
        SampleCertificates.Pair old = pair(60);
        assertNull(take(old));
        SampleCertificates.Pair next = pair(1);
        assertNull(take(next));
        Path chain = installed().chain();
        Files.writeString(chain, next.chain().substring(0, 200));
        assertEquals(old.chain(), store.chain());
        assertNull(take(next), "the damaged one can be put right");
        assertEquals(next.chain(), store.chain());
    }

    @Test
    void expiredOneStaysInUse() {
        assertNull(take(pair(89)));
        assertEquals(NOW.plus(Duration.ofDays(1)), installed().notAfter());
    }

    @Test
    void n04_foldersCannotBeLeft() throws IOException {
        var place = new FrontSettings(root, Ports.usual(true)).make().place();
        for (String name : List.of("", "..", ".", "a/../..", "/etc")) {
            assertThrows(
                    IllegalArgumentException.class, () -> new CertificateStore(host, place, name));
        }
        assertNull(take(pair(1)));
        Path outside = Files.createDirectories(root.resolve("data/certificates/x"));
        Files.copy(installed().chain(), outside.resolve("chain.pem"));
        Files.copy(installed().key(), outside.resolve("key.pem"));
        Files.writeString(store.folder().resolve("versions.json"), "{\"current\":\"../x\"}");
        assertNull(store.installed());
        assertFalse(applied.isEmpty());
    }
}
