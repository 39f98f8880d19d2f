package stockpot.server.users.ldap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.net.SocketFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import stockpot.server.fixture.StallingProxy;
import stockpot.server.fixture.TestDirectory;
import stockpot.server.matrix.error.MatrixException;
import stockpot.server.ports.Outgoing;
import stockpot.server.ports.Ports;
import stockpot.server.users.Directory.Checked;

/** The directory is away, slow, half open (fault F24). */
class LdapAwayTest {
    /** What a question takes at most, with room for a busy machine. */
    private static final Duration PATIENCE = LdapPool.LIMIT.plusSeconds(4);

    @TempDir Path folder;

    private final List<AutoCloseable> open = new ArrayList<>();
    private final List<String> said = Collections.synchronizedList(new ArrayList<>());

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable one : open.reversed()) {
            one.close();
        }
    }

    private <T extends AutoCloseable> T opened(T one) {
        open.add(one);
        return one;
    }

    private LdapDirectory directory(Ports ports, String settings) {
        return opened(
                LdapDirectory.of(
                        LdapDirectoryTest.config(folder, settings),
                        ports,
                        TlsMemory.NONE,
                        said::add,
                        LdapPool.LIMIT));
    }

    private LdapDirectory directory(String settings) {
        return directory(LdapDirectoryTest.ports(), settings);
    }

    private TestDirectory started() {
        TestDirectory server = opened(TestDirectory.plain());
        server.person("alice");
        return server;
    }

    private static void comesIn(LdapDirectory directory) {
        assertInstanceOf(Checked.Right.class, directory.check("alice", "pw of alice"));
    }

    private static void unavailable(LdapDirectory directory) {
        long begin = System.nanoTime();
        MatrixException refusal =
                assertThrows(MatrixException.class, () -> directory.check("alice", "pw of alice"));
        Duration took = Duration.ofNanos(System.nanoTime() - begin);
        assertEquals("503 M_UNKNOWN", refusal.status() + " " + refusal.code());
        assertTrue(refusal.extra().get("retry_after_ms").asLong() > 0);
        assertTrue(took.compareTo(PATIENCE) <= 0, "took " + took);
    }

    @Test
    void f24_absentServerIsSaidSoAtOnceAndComesBack() {
        TestDirectory server = started();
        LdapDirectory directory = directory(server.settings());
        comesIn(directory);
        server.stop();
        unavailable(directory);
        server.resume();
        comesIn(directory);
    }

    @Test
    void f24_silentServerIsGivenUpWithinFiveSeconds() {
        TestDirectory server = started();
        StallingProxy proxy = opened(new StallingProxy(server.port()));
        LdapDirectory directory = directory(server.settings("ldap://127.0.0.1:" + proxy.port()));
        comesIn(directory);
        proxy.stall(true);
        unavailable(directory); // on a connection that rested
        unavailable(directory); // on fresh ones
        proxy.stall(false);
        comesIn(directory);
    }

    @Test
    void f24_silentTlsIsGivenUpWithinFiveSeconds() throws IOException {
        ServerSocket silent = opened(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
        TestDirectory server = started();
        unavailable(directory(server.settings("ldaps://127.0.0.1:" + silent.getLocalPort())));
    }

    @Test
    void f24_lookUpOfTheNameThatHangsIsGivenUp() throws InterruptedException {
        CountDownLatch forever = new CountDownLatch(1);
        Ports real = LdapDirectoryTest.ports();
        Outgoing hanging =
                new Outgoing() {
                    @Override
                    public SocketFactory sockets() {
                        return real.outgoing().sockets();
                    }

                    @Override
                    public List<InetAddress> resolve(String host) throws IOException {
                        try {
                            forever.await();
                        } catch (InterruptedException e) {
                            throw new IOException(e);
                        }
                        return List.of();
                    }
                };
        Ports ports =
                new Ports(
                        real.clock(),
                        real.waiting(),
                        real.threads(),
                        real.lanes(),
                        real.chance(),
                        hanging);
        TestDirectory server = started();
        unavailable(directory(ports, server.settings("ldap://ldap.example.com")));
        forever.countDown();
    }

    @Test
    void f24_poolDoesNotFill() throws Exception {
        TestDirectory server = started();
        StallingProxy proxy = opened(new StallingProxy(server.port()));
        LdapDirectory directory = directory(server.settings("ldap://127.0.0.1:" + proxy.port()));
        proxy.stall(true);
        try (ExecutorService people = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> tries = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                tries.add(people.submit(() -> unavailable(directory)));
            }
            for (Future<?> one : tries) {
                one.get();
            }
        }
        proxy.stall(false);
        comesIn(directory);
        assertTrue(directory.resting() <= 2 * LdapPool.AT_ONCE, "resting " + directory.resting());
    }

    @Test
    void nextServerIsAskedWhereOneIsAwayOrSilent() throws IOException {
        TestDirectory server = started();
        String good = "ldap://127.0.0.1:" + server.port();
        int nobody;
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobody = closed.getLocalPort();
        }
        comesIn(directory(server.settings("[ldap://127.0.0.1:" + nobody + ", " + good + "]")));
        StallingProxy proxy = opened(new StallingProxy(server.port()));
        proxy.stall(true);
        String silent = "ldap://127.0.0.1:" + proxy.port();
        LdapDirectory directory = directory(server.settings("[" + silent + ", " + good + "]"));
        comesIn(directory);
        assertTrue(said.contains("connect to " + silent), said.toString());
        said.clear();
        comesIn(directory);
        assertFalse(said.contains("connect to " + silent), "waits for the silent one again");
    }

    @Test
    void connectionThatWentStaleIsReplaced() {
        TestDirectory server = started();
        LdapDirectory directory = directory(server.settings());
        comesIn(directory);
        server.stop();
        server.resume();
        comesIn(directory);
    }
}
