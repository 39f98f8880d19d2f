package stockpot.cook.nginx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import stockpot.cook.certificates.Installed;
import stockpot.cook.env.Ports;
import stockpot.cook.env.Settings;
import stockpot.cook.fixture.FrontSettings;
import stockpot.cook.host.HostException;

/** What differs between versions of nginx, which cannot all be run here. */
class VersionsTest {
    private static final Installed CERTIFICATE =
            new Installed(
                    List.of("chat.example.org"),
                    Path.of("/data/chain.pem"),
                    Path.of("/data/key.pem"),
                    Instant.EPOCH,
                    Instant.EPOCH,
                    false);

    private static List<ConfigWords.Directive> servers(String version, boolean ipv6)
            throws IOException {
        NginxProgram program =
                NginxProgram.of(
                        Path.of("/usr/sbin/nginx"), "nginx version: nginx/" + version, ipv6, "www");
        Settings settings =
                new FrontSettings(Path.of("/srv"), Ports.usual(true))
                        .tls(new Settings.Tls.SelfSigned())
                        .address(null)
                        .make();
        return NginxFiles.of(settings, program, CERTIFICATE).stream()
                .filter(file -> file.path().equals("nginx/servers.conf"))
                .map(file -> ConfigWords.read(file.text()))
                .findAny()
                .orElseThrow();
    }

    private static List<List<String>> named(String name, List<ConfigWords.Directive> all) {
        return all.stream()
                .filter(each -> each.name().equals(name))
                .map(ConfigWords.Directive::words)
                .toList();
    }

    @Test
    void http2IsAWordOfListenBefore125AndADirectiveAfter() throws IOException {
        for (String old : List.of("1.20.2", "1.22.1", "1.25.0")) {
            List<ConfigWords.Directive> all = servers(old, false);
            assertEquals(List.of(), named("http2", all), old);
            assertTrue(
                    named("listen", all)
                            .contains(List.of("listen", "443", "default_server", "ssl", "http2")),
                    old);
        }
        for (String recent : List.of("1.25.1", "1.26.0", "1.100.0", "2.0.0")) {
            List<ConfigWords.Directive> all = servers(recent, false);
            assertEquals(List.of(List.of("http2", "on")), named("http2", all), recent);
            assertEquals(
                    List.of(
                            List.of("listen", "80", "default_server"),
                            List.of("listen", "443", "default_server", "ssl"),
                            List.of("listen", "8448", "default_server", "ssl")),
                    named("listen", all),
                    recent);
        }
    }

    @Test
    void ipv6IsListenedOnWhereItIsThere() throws IOException {
        assertTrue(
                named("listen", servers("1.26.0", true))
                        .contains(List.of("listen", "[::]:443", "default_server", "ssl")));
        assertFalse(servers("1.26.0", false).toString().contains("[::"));
    }

    @Test
    void whatIsNoNginxIsSaid() {
        HostException refusal =
                assertThrows(
                        HostException.class,
                        () -> NginxProgram.of(Path.of("/bin/true"), "", true, null));
        assertTrue(String.valueOf(refusal.getMessage()).contains("/bin/true"));
    }
}
