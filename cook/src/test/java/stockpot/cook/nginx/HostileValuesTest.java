package stockpot.cook.nginx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import stockpot.cook.env.Ports;
import stockpot.cook.env.Settings;
import stockpot.cook.fixture.FreePorts;
import stockpot.cook.fixture.FrontSettings;
import stockpot.cook.fixture.Hosts;
import stockpot.cook.fixture.Nginx;
import stockpot.cook.host.ConfigFile;
import stockpot.cook.host.Host;

/** Values with a meaning to nginx: taken exactly, or refused by the name of their variable. */
class HostileValuesTest {
    private static final List<String> HOSTILE =
            List.of(
                    "a;b",
                    "a; return 200 x;",
                    "a } server { listen 1",
                    "a{b",
                    "a}b",
                    "a\"b",
                    "a\"; return 200 \"x",
                    "a'b",
                    "a\\",
                    "a\\\"; x;",
                    "a\\nb",
                    "a b",
                    "a\tb",
                    "a\nb",
                    "a\r\nServer: x",
                    "a#b",
                    "a$b",
                    "$host",
                    "${request_uri}",
                    "${jndi:ldap://x}",
                    "$(touch x)",
                    "`touch x`",
                    "a|b&c",
                    "a%n%sb",
                    "a: b",
                    "@{pid}",
                    "%%domain%%",
                    "a\0b",
                    "a\u007fb",
                    "ü.example",
                    "\uD83D\uDE80",
                    "*",
                    "-a.example.org",
                    "a..b",
                    "x".repeat(65_536));

    @TempDir Path root;
    private Host host;

    @BeforeEach
    void begin() {
        host = Hosts.below(root);
    }

    private enum Field {
        DOMAIN,
        PUBLIC_HOST,
        IP,
        TRUSTED_PROXIES,
        ALERTEMAIL,
        ELEMENT_WEB,
        ROOT
    }

    @Test
    void z01_z02_z14_everyValueIsTakenExactlyOrRefusedByName() throws IOException {
        Nginx nginx = new Nginx(host);
        Ports ports = FreePorts.all();
        Set<String> taken = new TreeSet<>();
        int tried = 0;
        for (String value : HOSTILE) {
            for (Field field : Field.values()) {
                tried++;
                if (isTaken(nginx, ports, field, value, root.resolve("r" + tried))) {
                    taken.add(field + " " + value);
                }
            }
        }
        assertTrue(tried >= 200, "tried " + tried);
        assertTrue(taken.contains("ROOT a\"; return 200 \"x"), taken.toString());
        assertTrue(taken.contains("ELEMENT_WEB a } server { listen 1"), taken.toString());
        assertTrue(taken.contains("ALERTEMAIL a\r\nServer: x"), taken.toString());
        assertFalse(taken.contains("ELEMENT_WEB $host"), taken.toString());
        assertFalse(taken.contains("DOMAIN a;b"), taken.toString());
    }

    private boolean isTaken(Nginx nginx, Ports ports, Field field, String value, Path below)
            throws IOException {
        Settings settings;
        Settings usual = make(Field.DOMAIN, "example.org", below, ports);
        try {
            settings = make(field, value, below, ports);
            NginxFiles.of(settings, nginx.program(), null);
        } catch (InvalidPathException e) {
            return false; // the operating system has no such path
        } catch (IllegalArgumentException e) {
            String name = field == Field.ROOT ? "folder" : field.name();
            assertTrue(
                    String.valueOf(e.getMessage()).contains(name), field + ": " + e.getMessage());
            return false;
        }
        nginx.write(settings, null);
        Host.Result check = nginx.check(settings);
        assertEquals(0, check.status(), field + " " + value + ": " + check.output());
        List<ConfigFile> files = NginxFiles.of(settings, nginx.program(), null);
        List<ConfigFile> usualFiles = NginxFiles.of(usual, nginx.program(), null);
        boolean found = false;
        for (ConfigFile file : files) {
            if (!file.path().endsWith(".conf")) {
                assertTrue(JsonMapper.builder().build().readTree(file.text()).isObject());
                found |= field == Field.ALERTEMAIL && holdsAddress(file, value);
                continue;
            }
            assertFalse(file.text().contains("@{") && !value.contains("@{"), file.text());
            List<ConfigWords.Directive> directives = ConfigWords.read(file.text());
            ConfigFile other =
                    usualFiles.stream().filter(f -> f.path().equals(file.path())).findAny().get();
            if (field != Field.TRUSTED_PROXIES) {
                assertEquals(
                        shape(ConfigWords.read(other.text())), shape(directives), field + value);
            }
            found |= directives.stream().anyMatch(each -> holds(each, settings, field, value));
        }
        assertTrue(found, field + " was taken, but is not there: " + value);
        return true;
    }

    private static List<String> shape(List<ConfigWords.Directive> directives) {
        return directives.stream().map(each -> each.depth() + each.name()).toList();
    }

    private static boolean holds(
            ConfigWords.Directive directive, Settings settings, Field field, String value) {
        return switch (field) {
            case ELEMENT_WEB ->
                    directive.words().equals(List.of("alias", settings.elementWeb() + "/"));
            case ROOT ->
                    directive
                            .words()
                            .equals(List.of("pid", settings.place().run() + "/nginx/nginx.pid"));
            case DOMAIN, PUBLIC_HOST, IP, TRUSTED_PROXIES ->
                    directive.words().stream().anyMatch(word -> word.contains(value));
            case ALERTEMAIL -> false;
        };
    }

    private static boolean holdsAddress(ConfigFile file, String value) throws IOException {
        return JsonMapper.builder()
                .build()
                .readTree(file.text())
                .at("/contacts/0/email_address")
                .asText()
                .equals(value);
    }

    private static Settings make(Field field, String value, Path below, Ports ports)
            throws IOException {
        Path root = field == Field.ROOT ? below.resolve(value) : below;
        FrontSettings settings = new FrontSettings(root, ports);
        settings.elementWeb(Files.createDirectories(below));
        switch (field) {
            case DOMAIN -> settings.domain(value);
            case PUBLIC_HOST -> settings.publicHost(value);
            case IP -> settings.address(value);
            case TRUSTED_PROXIES -> settings.trustedProxies(value);
            case ALERTEMAIL -> settings.alertEmail(value);
            case ELEMENT_WEB -> settings.elementWeb(below.resolve(value));
            case ROOT -> {}
        }
        return settings.make();
    }

    @Test
    void longestNamesAndAddressesOfBothFamiliesPass() throws IOException {
        Nginx nginx = new Nginx(host);
        String label = "l".repeat(63) + ".";
        String longest = label + label + label + "l".repeat(61);
        for (FrontSettings settings :
                List.of(
                        new FrontSettings(root, FreePorts.all()).domain(longest).publicHost("a"),
                        new FrontSettings(root, FreePorts.all())
                                .domain("192.0.2.1:8448")
                                .publicHost("192.0.2.1"),
                        new FrontSettings(root, FreePorts.all())
                                .domain("[2001:db8::1]")
                                .publicHost("2001:db8::1"),
                        new FrontSettings(root, FreePorts.all()).address(null),
                        new FrontSettings(root, FreePorts.all()).address("::1"),
                        new FrontSettings(root, FreePorts.all())
                                .trustedProxies("::1", "fe80::/10", "192.0.2.0/24", "10.1.2.3"))) {
            nginx.write(settings.make(), null);
            Host.Result check = nginx.check(settings.make());
            assertEquals(0, check.status(), check.output());
        }
        String text =
                Files.readString(
                        root.resolve("etc/current/nginx/nginx.conf"), StandardCharsets.UTF_8);
        assertTrue(text.contains("set_real_ip_from fe80::/10;"), text);
    }
}
