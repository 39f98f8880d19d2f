package stockpot.cook.env;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import stockpot.cook.fixture.SomeSettings;

class SettingsReaderTest {
    @TempDir Path root;

    private Reading read(String... pairs) {
        Map<String, String> variables = new LinkedHashMap<>(SomeSettings.least());
        for (int i = 0; i < pairs.length; i += 2) {
            variables.put(pairs[i], pairs[i + 1]);
        }
        return SettingsReader.read(Inputs.of(variables, root));
    }

    private List<String> wrong(String... pairs) {
        SettingsException refusal = assertThrows(SettingsException.class, () -> read(pairs));
        return refusal.problems().stream().map(Problem::toString).toList();
    }

    private static void assertAbout(String name, String word, List<String> problems) {
        assertTrue(
                problems.stream().anyMatch(p -> p.startsWith(name) && p.contains(word)),
                problems::toString);
    }

    @Test
    void z13_everythingThatIsMissingIsSaidAtOnceAndNothingIsWritten() throws IOException {
        SettingsException refusal =
                assertThrows(
                        SettingsException.class,
                        () ->
                                SettingsReader.read(
                                        Inputs.of(
                                                Map.of(
                                                        "CONSULSERVERS", "10.0.0.1",
                                                        "LDAPSERVER", "ldap.example.com"),
                                                root)));
        assertEquals(
                List.of(
                        "DOMAIN",
                        "ALERTEMAIL",
                        "LDAPPASSWORD",
                        "LDAPDOMAIN",
                        "DATACENTER",
                        "GOSSIPKEY"),
                refusal.problems().stream().map(Problem::name).toList());
        try (var files = Files.list(root)) {
            assertEquals(0, files.count());
        }
    }

    @Test
    void z12_wrongValuesAreNamedWithWhatIsAllowed() {
        List<String> problems =
                wrong(
                        "CONTROLUSER",
                        "maybe",
                        "SMTPHOST",
                        "mail",
                        "SMTPPORT",
                        "abc",
                        "GOSSIPKEY",
                        "xx");
        assertAbout(
                "CONTROLUSER", "true, yes, on, 1, false, no, off or 0, not \"maybe\"", problems);
        assertAbout("SMTPPORT", "a port from 1 to 65535, not \"abc\"", problems);
        assertAbout("GOSSIPKEY", "base64 of 32 bytes", problems);
        assertTrue(problems.stream().noneMatch(p -> p.contains("xx")), "a secret in a message");
        assertEquals(3, problems.size());
    }

    @ParameterizedTest
    @CsvSource({
        "REGISTRATION_ENABLED, REGISTRATIONENABLE",
        "NO_SSL, NOSSL",
        "SMTP_HOST, SMTPHOST",
        "SMTPPASSWORD, SMTPPASS",
        "DOMIAN, DOMAIN",
        "CONSULSERVER, CONSULSERVERS",
        "LDAP_SERVER, LDAPSERVER",
        "ALERT_EMAIL, ALERTEMAIL"
    })
    void z12_unknownNamesCloseToOursAreRefusedWithTheOneMeant(String given, String meant) {
        assertAbout(given, meant + " was probably meant", wrong(given, "true"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HOSTNAME",
                "PATH",
                "LOGNAME",
                "NOMAD_MEMORY_LIMIT",
                "_POT_NAME",
                "JAVA_HOME",
                "STOCKPOT_HOME",
                "MEMORY_LIMIT",
                "LANG",
                "TERM",
                "SHELL",
                "PGHOST",
                "SSL_CERT_FILE",
                "SSH_CLIENT"
            })
    void namesOfOthersAreLeftAlone(String name) {
        assertEquals("example.com", read(name, "x").settings().domain());
    }

    @ParameterizedTest
    @CsvSource({
        "true, false", "yes, false", "on, false", "1, false", "TRUE, false", "false, true",
        "no, true", "off, true", "0, true", "No, true", "maybe, false", "'', true"
    })
    void noSslIsABooleanInEveryMode(String word, boolean tls) {
        Reading reading = read("NOSSL", word);
        assertEquals(tls, reading.settings().place().ports().federation() == 8448);
        assertEquals(tls, reading.settings().tls().on());
        String said = reading.notes() + " " + reading.warnings();
        assertTrue(said.contains(tls ? "nginx speaks TLS" : "nginx speaks no TLS"), said);
        assertEquals(word.equals("maybe"), said.contains("write true or false"));
    }

    @Test
    void bothNamesOfRegistrationCountAndMustAgree() {
        assertFalse(read().settings().registration());
        assertTrue(read("REGISTRATIONENABLE", "true").settings().registration());
        assertTrue(read("ENABLEREGISTRATION", "yes").settings().registration());
        assertTrue(
                read("ENABLEREGISTRATION", "yes", "REGISTRATIONENABLE", "true")
                        .settings()
                        .registration());
        assertAbout(
                "REGISTRATIONENABLE and ENABLEREGISTRATION",
                "differ",
                wrong("ENABLEREGISTRATION", "false", "REGISTRATIONENABLE", "true"));
        assertAbout(
                "DOMAIN and SYNAPSE_SERVER_NAME",
                "differ",
                wrong("SYNAPSE_SERVER_NAME", "other.example"));
    }

    @Test
    void controlUserIsOptionalAndFalseMeansFalse() {
        assertFalse(read().settings().controlUser());
        assertFalse(read("CONTROLUSER", "false").settings().controlUser());
        assertTrue(read("CONTROLUSER", "yes").settings().controlUser());
    }

    @Test
    void emailOfTheAuthorityMayBeNoneAndIsNotNeededWithoutTls() {
        assertInstanceOf(Settings.Tls.Off.class, read("SSLEMAIL", "none").settings().tls());
        Settings.Tls.Acme acme =
                assertInstanceOf(Settings.Tls.Acme.class, read("NOSSL", "false").settings().tls());
        assertEquals("ops@example.com", acme.email());
        assertAbout("SSLEMAIL", "ZeroSSL", wrong("NOSSL", "false", "SSLEMAIL", "none"));
        Settings.Tls.Acme other =
                assertInstanceOf(
                        Settings.Tls.Acme.class,
                        read(
                                        "NOSSL", "false",
                                        "SSLEMAIL", "none",
                                        "ACME_DIRECTORY", "https://ca.example/dir")
                                .settings()
                                .tls());
        assertNull(other.email());
    }

    @Test
    void certificatesOfOnesOwnNeedTheirKey() throws IOException {
        Path chain = Files.writeString(root.resolve("chain.pem"), "x");
        assertAbout(
                "TLS_KEY_FILE",
                "must be given with TLS_CERT_FILE",
                wrong("NOSSL", "false", "TLS_CERT_FILE", chain.toString()));
        assertInstanceOf(
                Settings.Tls.Files.class,
                read("NOSSL", "no", "TLS_CERT_FILE", "" + chain, "TLS_KEY_FILE", "" + chain)
                        .settings()
                        .tls());
        assertInstanceOf(
                Settings.Tls.SelfSigned.class,
                read("NOSSL", "no", "TLS_SELF_SIGNED", "yes").settings().tls());
    }

    @Test
    void everyLabelOfTheDirectorysDomainBecomesAComponent() {
        Settings.Directory three =
                read("LDAPSERVER", "a, ldaps://b:1636", "LDAPPASSWORD", "p", "LDAPDOMAIN", "x.y.zz")
                        .settings()
                        .directory();
        assertNotNull(three);
        assertEquals("cn=Manager,dc=x,dc=y,dc=zz", three.bindDn());
        assertEquals("ou=People,dc=x,dc=y,dc=zz", three.baseDn());
        assertEquals("[ldap://a, ldaps://b:1636]", three.servers().toString());
        Settings.Directory one =
                read("LDAPSERVER", "10.10.10.20", "LDAPPASSWORD", "p", "LDAPDOMAIN", "ldapdomain")
                        .settings()
                        .directory();
        assertNotNull(one);
        assertEquals("ou=People,dc=ldapdomain", one.baseDn());
    }

    @Test
    void mailNeedsUserAndPasswordOrNeither() {
        assertNull(read("SMTPHOST", "").settings().mail());
        Settings.Mail mail = read("SMTPHOST", "smtp.example.com").settings().mail();
        assertNotNull(mail);
        assertEquals(new HostPort("smtp.example.com", 25), mail.relay());
        assertEquals("matrix@example.com", mail.from());
        assertAbout("SMTPPASS", "with SMTPUSER", wrong("SMTPHOST", "m.example", "SMTPUSER", "u"));
    }

    @Test
    void consulServersMayHaveBlanksAndNewerAddresses() {
        Settings.Consul consul =
                read(
                                "CONSULSERVERS", " 10.0.0.1, fd00::1 ,consul.example:8301",
                                "DATACENTER", "dc1",
                                "NODENAME", "pot-1",
                                "GOSSIPKEY", "BBKbPdHlwUcsvwkfJDVNlZOhIxGVvDHfQSvTi5WQPx4=",
                                "CONSUL_HTTP_TOKEN", "t")
                        .settings()
                        .consul();
        assertNotNull(consul);
        assertEquals(List.of("10.0.0.1", "fd00::1", "consul.example:8301"), consul.servers());
        assertNotNull(consul.token());
        assertEquals("t", consul.token().value());
    }

    @Test
    void remoteLogGivesTheAlertmanagerItsHost() {
        Settings.Monitoring monitoring = read("REMOTELOG", "10.0.0.9").settings().monitoring();
        assertEquals(new HostPort("10.0.0.9", 514), monitoring.remoteLog());
        assertEquals(new HostPort("10.0.0.9", 9093), monitoring.alertmanager());
        assertEquals(
                new HostPort("alerts.example", 9093),
                read("REMOTELOG", "10.0.0.9", "ALERTMANAGER", "alerts.example")
                        .settings()
                        .monitoring()
                        .alertmanager());
    }

    @Test
    void twinsHoldTheValueInAFile() throws IOException {
        Path file = Files.writeString(root.resolve("s"), "a b'c\"$(x)\n\n");
        assertAbout("MYSHAREDSECRET", "end of line", wrong("MYSHAREDSECRET_FILE", "" + file));
        Files.writeString(file, "a b'c\"$(x)  \n");
        Settings settings = read("MYSHAREDSECRET_FILE", "" + file).settings();
        assertNotNull(settings.sharedSecret());
        assertEquals("a b'c\"$(x)  ", settings.sharedSecret().value());
        assertAbout(
                "MYSHAREDSECRET",
                "both given",
                wrong("MYSHAREDSECRET", "x", "MYSHAREDSECRET_FILE", "" + file));
        assertAbout("SMTPPASS_FILE", "no file", wrong("SMTPPASS_FILE", root + "/none"));
        assertAbout("SMTPPASS_FILE", "full path", wrong("SMTPPASS_FILE", "relative"));
    }

    @Test
    void flagsComeBeforeTheEnvironmentBeforePotsFileBeforeStoredAnswers() throws IOException {
        Path file = Files.createDirectories(root.resolve("tmp")).resolve("environment.sh");
        Files.writeString(
                file,
                """
                export "ALERTEMAIL=file@example.com"
                export "SMTPHOST=file.example"
                export "SMTPFROM=file@example.com"
                """);
        Inputs inputs =
                Inputs.of(
                                Map.of(
                                        "DOMAIN", "example.com",
                                        "NOSSL", "1",
                                        "SMTPHOST", "env.example",
                                        "SMTPFROM", "env@example.com"),
                                root)
                        .withFlag("SMTPFROM", "flag@example.com");
        Settings settings = SettingsReader.read(inputs).settings();
        assertEquals("file@example.com", settings.alertEmail());
        assertNotNull(settings.mail());
        assertEquals("env.example", settings.mail().relay().host());
        assertEquals("flag@example.com", settings.mail().from());
        Files.delete(file);
        Files.createDirectories(root.resolve("data"));
        Files.writeString(
                root.resolve("data/answers.json"),
                "{\"DOMAIN\":\"example.com\",\"ALERTEMAIL\":\"stored@example.com\"}");
        Settings stored = SettingsReader.read(Inputs.of(Map.of("NOSSL", "1"), root)).settings();
        assertEquals("example.com", stored.domain());
        assertEquals("stored@example.com", stored.alertEmail());
    }

    @Test
    void potsFileIsReadAsTextAndNeverByAShell() {
        assertEquals(
                Map.of("A", "pa$$w0rd `id` \\ \"q\" & # ü", "B", "x=y"),
                EnvironmentFile.parse(
                        "export \"A=pa$$w0rd `id` \\ \\\"q\\\" & # ü\"\nexport \"B=x=y\"\nrm -rf /\n"));
    }

    @Test
    void anotherServerNameThanThatOfTheDataSetIsRefused() throws IOException {
        Files.createDirectories(root.resolve("data"));
        Path stored = root.resolve("data/answers.json");
        Files.writeString(stored, "{\"DOMAIN\":\"first.example\"}");
        assertAbout("DOMAIN", "belongs to \"first.example\"", wrong());
        Files.writeString(stored, "{\"DOM");
        assertAbout(stored.toString(), "damaged", wrong());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "exa mple.com",
                "example.com;",
                "example.com\"",
                "-a.example",
                "a..example",
                "example.com:99999",
                "example.com/x",
                "$(id)",
                "[::1",
                "a_b.example",
                "1.2.3.4.5",
                "ex\u00e4mple.com",
                "example.com:",
                ".",
                "a{b}.example"
            })
    void z02_serverNamesAreHeldToTheirGrammar(String name) {
        assertAbout("DOMAIN", "a server name", wrong("DOMAIN", name));
    }

    @ParameterizedTest
    @CsvSource({
        "example.com, example.com",
        "example.com:8448, example.com",
        "10.0.0.1, 10.0.0.1",
        "'[fd00::1]:8448', fd00::1",
        "localhost, localhost"
    })
    void serverNamesOfEveryKindAreTaken(String name, String host) {
        assertEquals(host, read("DOMAIN", name).settings().publicHost());
    }

    @Test
    void portsCanBeMoved() {
        Inputs inputs = Inputs.of(SomeSettings.least(), root);
        Ports ports =
                SettingsReader.read(inputs.withPorts("http=18080, client=18008"))
                        .settings()
                        .place()
                        .ports();
        assertEquals(18_080, ports.http());
        assertEquals(18_008, ports.client());
        assertEquals(8447, ports.federation());
        for (String bad : List.of("htp=1", "http=0", "http", "http=8008")) {
            assertThrows(
                    SettingsException.class, () -> SettingsReader.read(inputs.withPorts(bad)), bad);
        }
    }

    @Test
    void databaseAddressesAreTakenApart() {
        assertAbout("DBURL", "postgresql://", wrong("DBURL", "mysql://u:hidden@h/d"));
        DatabaseUrl url =
                DatabaseUrl.parse("postgresql://u%40x:p%2Bq+@[fd00::1]:5433/d?sslmode=require");
        assertNotNull(url);
        assertEquals("u@x", url.user());
        assertNotNull(url.password());
        assertEquals("p+q+", url.password().value());
        assertEquals(5433, url.port());
        assertEquals("fd00::1", url.host());
        assertNull(DatabaseUrl.parse("postgresql://h/d?sslmode=sometimes"));
    }

    @Test
    void z20_whatWasAppliedReadsBackTheSame() throws IOException {
        Inputs inputs =
                SomeSettings.inputs(
                        root, Map.of("MYSHAREDSECRET", "x\"\\ y ü 🥘 z", "SMTPHOST", "m.example"));
        Reading reading = SettingsReader.read(inputs);
        Path file =
                Files.writeString(root.resolve("s.json"), AppliedSettings.text(reading, inputs));
        Reading again = SettingsReader.read(AppliedSettings.inputs(file));
        assertEquals(reading.settings(), again.settings());
        assertThrows(
                SettingsException.class, () -> AppliedSettings.inputs(root.resolve("none.json")));
    }

    @Test
    void everyVariableIsExplainedAndNoTwoShareAFlag() {
        List<String> options = Variables.all().stream().flatMap(v -> v.options().stream()).toList();
        assertEquals(options.size(), options.stream().distinct().count());
        assertEquals(
                "-a -b -c -d -e -f -h -i -l -n -p -s -t -u -x -y",
                String.join(" ", options.stream().filter(o -> o.length() == 2).sorted().toList()));
        for (Variable variable : Variables.all()) {
            assertTrue(variable.meaning().endsWith("."), variable.name());
        }
    }
}
