package stockpot.server.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import stockpot.server.config.ListenersConfig;
import stockpot.server.fixture.StillClock;
import stockpot.server.fixture.TestHttp;

class CertificateFilesTest {
    @TempDir Path folder;
    private Path chain = Path.of("");
    private Path key = Path.of("");

    @BeforeEach
    void place() {
        chain = folder.resolve("chain.pem");
        key = folder.resolve("key.pem");
    }

    /** Makes a self-signed pair of that name with the JDK's own tool. */
    private void make(String name, String algorithm) throws Exception {
        Path store = folder.resolve(name + ".p12");
        Process tool =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "keytool")
                                        .toString(),
                                "-genkeypair",
                                "-alias",
                                "a",
                                "-keyalg",
                                algorithm,
                                "-dname",
                                "CN=" + name,
                                "-storetype",
                                "PKCS12",
                                "-keystore",
                                store.toString(),
                                "-storepass",
                                "changeit")
                        .inheritIO()
                        .start();
        assertEquals(0, tool.waitFor());
        KeyStore loaded = KeyStore.getInstance(store.toFile(), "changeit".toCharArray());
        Key made = loaded.getKey("a", "changeit".toCharArray());
        Files.writeString(chain, pem("CERTIFICATE", loaded.getCertificate("a").getEncoded()));
        Files.writeString(key, pem("PRIVATE KEY", made.getEncoded()));
    }

    private static String pem(String kind, byte[] der) {
        return "-----BEGIN "
                + kind
                + "-----\n"
                + Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                        .encodeToString(der)
                + "\n-----END "
                + kind
                + "-----\n";
    }

    private static String served(int port) throws IOException, GeneralSecurityException {
        SSLContext trusting = SSLContext.getInstance("TLS");
        trusting.init(null, new TrustManager[] {new TrustAll()}, null);
        try (SSLSocket socket =
                (SSLSocket) trusting.getSocketFactory().createSocket("127.0.0.1", port)) {
            socket.getOutputStream()
                    .write(
                            "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
                                    .getBytes(StandardCharsets.US_ASCII));
            assertEquals('H', socket.getInputStream().read());
            X509Certificate first = (X509Certificate) socket.getSession().getPeerCertificates()[0];
            return first.getSubjectX500Principal().getName();
        }
    }

    private static final class TrustAll implements X509TrustManager {
        @Override
        public void checkClientTrusted(
                X509Certificate @Nullable [] chain, @Nullable String authType) {}

        @Override
        public void checkServerTrusted(
                X509Certificate @Nullable [] chain, @Nullable String authType) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }

    @Test
    void listenersSpeakTlsWithAnyUsualKey() throws Exception {
        for (String algorithm : List.of("EC", "RSA")) {
            make("one-" + algorithm, algorithm);
            try (TestHttp http = new TestHttp.Builder().tls(chain, key).start(() -> List.of())) {
                assertEquals("CN=one-" + algorithm, served(http.port()));
            }
        }
    }

    @Test
    void renewedCertificateIsServedAndABrokenOneIsNot() throws Exception {
        make("old", "EC");
        StillClock clock = new StillClock();
        ListenersConfig config = new ListenersConfig(List.of(), chain, key, List.of());
        var files = CertificateFiles.of(config, clock);
        assertEquals("CN=old", name(files));
        make("new", "EC");
        Files.setLastModifiedTime(chain, FileTime.fromMillis(1));
        assertEquals("CN=old", name(files), "not looked at again so soon");
        clock.pass(CertificateFiles.RECHECK);
        assertEquals("CN=new", name(files));
        Files.writeString(chain, "broken");
        clock.pass(CertificateFiles.RECHECK);
        assertEquals("CN=new", name(files));
    }

    private static String name(CertificateFiles files) {
        String alias = files.chooseServerAlias("EC", null, null);
        return files.getCertificateChain(alias)[0].getSubjectX500Principal().getName();
    }

    @Test
    void keyOfAnotherCertificateDoesNotStart() throws Exception {
        make("a", "EC");
        String other = Files.readString(key);
        make("b", "EC");
        Files.writeString(key, other);
        assertThrows(
                IllegalArgumentException.class,
                () -> new TestHttp.Builder().tls(chain, key).start(() -> List.of()).close());
    }
}
