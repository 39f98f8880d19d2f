package stockpot.server.config;

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
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import stockpot.server.config.LdapConfig.Server;

class LdapSectionTest {
    private static final String LEAST = "ldap: {uri: 'ldap://d.example.com', base: dc=example}\n";

    @TempDir Path folder;

    private ConfigReader.Reading reading(String text, Map<String, String> environment) {
        return new ConfigReader(environment, (dataDir, name) -> "made-" + name)
                .read("test.yaml", "server_name: example.com\n" + text, folder);
    }

    private LdapConfig read(String text) {
        LdapConfig ldap = reading(text, Map.of()).config().ldap();
        assertNotNull(ldap);
        return ldap;
    }

    private void refused(String text, String word) {
        ConfigException refusal =
                assertThrows(ConfigException.class, () -> reading(text, Map.of()));
        assertTrue(refusal.problems().toString().contains(word), refusal.problems().toString());
    }

    @Test
    void thereIsNoDirectoryByDefault() {
        assertNull(reading("", Map.of()).config().ldap());
        assertNull(reading("passwords: local\n", Map.of()).config().ldap());
    }

    @Test
    void directoryHasDefaults() {
        LdapConfig ldap = read(LEAST);
        assertEquals(
                new LdapConfig(
                        LdapConfig.Passwords.DIRECTORY,
                        List.of(new Server("d.example.com", 389, false)),
                        LdapConfig.Tls.AUTO,
                        true,
                        null,
                        "dc=example",
                        false,
                        null,
                        null,
                        null,
                        new LdapConfig.Attributes(
                                "uid",
                                List.of("displayName", "cn", "givenName"),
                                List.of("mail", "email"),
                                List.of("jpegPhoto", "thumbnailPhoto")),
                        "",
                        new LdapConfig.Groups(List.of(), List.of(), null),
                        false,
                        Duration.ZERO),
                ldap);
    }

    @Test
    void directoryKeysAreMapped() throws IOException {
        Path ca = Files.writeString(folder.resolve("ca.pem"), "");
        Path secret = Files.writeString(folder.resolve("secret"), "  from file\n");
        LdapConfig ldap =
                read(
                        """
                        passwords: directory
                        ldap:
                          enabled: true
                          uri: [ldaps://a.example.com, 'ldap://[::1]:3890/']
                          start_tls: true
                          tls_options: {validate: true, ca_certs_file: %s}
                          base: ou=People,dc=example,dc=com
                          mode: search
                          bind_dn: cn=reader,dc=example,dc=com
                          bind_password_file: %s
                          filter: objectClass=posixAccount
                          attributes: {uid: login, name: [nick, cn], mail: email, photo: []}
                          active_directory: true
                          default_domain: example.com
                          groups: {access: 'cn=chat,dc=example', admin: [a, b], base: dc=groups}
                          take_over_accounts: true
                          sync_interval: 2h
                        """
                                .formatted(ca, secret));
        assertEquals(
                new LdapConfig(
                        LdapConfig.Passwords.DIRECTORY,
                        List.of(
                                new Server("a.example.com", 636, true),
                                new Server("::1", 3890, false)),
                        LdapConfig.Tls.REQUIRED,
                        true,
                        ca,
                        "ou=People,dc=example,dc=com",
                        true,
                        "cn=reader,dc=example,dc=com",
                        "from file",
                        "(objectClass=posixAccount)",
                        new LdapConfig.Attributes(
                                "login",
                                List.of("nick", "cn", "displayName", "givenName"),
                                List.of("email", "mail"),
                                List.of()),
                        "@example.com",
                        new LdapConfig.Groups(
                                List.of("cn=chat,dc=example"), List.of("a", "b"), "dc=groups"),
                        true,
                        Duration.ofHours(2)),
                ldap);
        assertFalse(ldap.toString().contains("from file"));
    }

    @Test
    void blockOfTheModuleIsTakenAsItStands() {
        for (String around : List.of("modules", "password_providers")) {
            String text =
                    """
                    %s:
                      - module: "some.other.Module"
                        config: {anything: 1}
                      - module: "ldap_auth_provider.LdapAuthProvider%s"
                        config:
                          enabled: true
                          mode: "search"
                          uri: "ldap://ldap.example.com:389"
                          start_tls: true
                          tls_options: {validate: true, local_certificate_file: foo.crt}
                          base: "ou=users,dc=example,dc=com"
                          attributes:
                            uid: "cn"
                            mail: "mail"
                            name: "givenName"
                          bind_dn: "cn=hacker,ou=svcaccts,dc=example,dc=com"
                          bind_password: "ch33kym0nk3y"
                          filter: "(objectClass=posixAccount)"
                    """
                            .formatted(around, around.equals("modules") ? "Module" : "");
            ConfigReader.Reading reading = reading(text, Map.of());
            LdapConfig ldap = reading.config().ldap();
            assertNotNull(ldap);
            assertEquals("ch33kym0nk3y", ldap.bindPassword());
            assertEquals("cn", ldap.attributes().uid());
            assertTrue(ldap.search());
            assertEquals(LdapConfig.Tls.REQUIRED, ldap.tls());
            String warnings = reading.warnings().toString();
            assertTrue(warnings.contains(around), warnings);
            assertTrue(warnings.contains("ldap.tls_options.local_certificate_file"), warnings);
            assertFalse(warnings.contains("ch33kym0nk3y"), warnings);
        }
    }

    @Test
    void blockOfTheModuleAloneLeavesNoWarning() {
        ConfigReader.Reading reading =
                reading(
                        """
                        modules:
                          - module: ldap_auth_provider.LdapAuthProviderModule
                            config: {uri: 'ldaps://a', base: dc=a, bind_dn: dc=b, bind_password: c}
                        """,
                        Map.of());
        assertEquals(List.of(), reading.warnings());
        refused(
                LEAST
                        + """
                        modules:
                          - module: ldap_auth_provider.LdapAuthProviderModule
                            config: {uri: 'ldaps://a', base: dc=a}
                        """,
                "one directory only");
        refused(
                """
                modules:
                  - module: ldap_auth_provider.LdapAuthProviderModule
                    config: {uri: 'ldaps://a', base: dc=a, bnd_dn: x}
                """,
                "bind_dn");
    }

    @Test
    void bareHostIsAskedByTlsFirst() {
        String settings = "ldap: {base: dc=example, uri: '%s'}\n";
        assertEquals(
                List.of(new Server("10.0.0.5", 636, true), new Server("10.0.0.5", 389, false)),
                read(settings.formatted("10.0.0.5")).servers());
        assertEquals(
                List.of(
                        new Server("a", 636, true),
                        new Server("b", 3890, false),
                        new Server("fd00::1", 636, true),
                        new Server("fd00::1", 389, false)),
                read(settings.formatted("a:636, b:3890 fd00::1")).servers());
        for (String bad : List.of("ldapi:///x", "http://a", "a:0", "a:70000", "ldap://", "a/b")) {
            refused(settings.formatted(bad), "ldaps://ldap.example.com");
        }
    }

    @Test
    void variablesSetTheDirectory() throws IOException {
        Path secret = Files.writeString(folder.resolve("secret"), "s\n");
        LdapConfig ldap =
                reading(
                                "",
                                Map.of(
                                        "STOCKPOT_LDAP_URI", "ldaps://a,ldaps://b",
                                        "STOCKPOT_LDAP_BASE", "ou=a,dc=b",
                                        "STOCKPOT_LDAP_BIND_DN", "cn=c,dc=b",
                                        "STOCKPOT_LDAP_BIND_PASSWORD_FILE", secret.toString(),
                                        "STOCKPOT_LDAP_GROUPS_ADMIN", "cn=x,dc=y",
                                        "STOCKPOT_LDAP_GROUPS_ACCESS", "['cn=x,dc=y', z]"))
                        .config()
                        .ldap();
        assertNotNull(ldap);
        assertEquals(2, ldap.servers().size());
        assertEquals("s", ldap.bindPassword());
        assertEquals(List.of("cn=x,dc=y"), ldap.groups().admin());
        assertEquals(List.of("cn=x,dc=y", "z"), ldap.groups().access());
    }

    @Test
    void wrongSettingsAreSaid() {
        refused("ldap: {uri: 'ldap://a'}\n", "ldap.base: must be given");
        refused("ldap: {base: dc=a}\n", "ldap.uri: must be given");
        refused("passwords: directory\n", "needs ldap.uri");
        refused("ldap: {uri: a, base: nonsense}\n", "must be a DN");
        refused("ldap: {uri: a, base: dc=a, filter: '(a=b'}\n", "must be a filter");
        refused("ldap: {uri: a, base: dc=a, bind_dn: dc=b}\n", "needs ldap.bind_password");
        refused("ldap: {uri: a, base: dc=a, bind_dn: dc=b, bind_password: ''}\n", "needs ldap");
        refused(LEAST + "passwords: both\n", "needs ldap.bind_dn");
        refused("ldap: {uri: a, base: dc=a, active_directory: true}\n", "default_domain");
        refused("ldap: {uri: a, base: dc=a, tls: 'off', start_tls: true}\n", "cannot be off");
        refused(
                "passwords: both\nldap: {uri: a, base: dc=a, bind_dn: dc=b, bind_password: c,"
                        + " take_over_accounts: true}\n",
                "cannot be true");
        refused("ldap: {uri: a, base: dc=a, tls_options: {ca_certs_file: /none}}\n", "cannot read");
    }

    @Test
    void whatIsUnsafeOrHasNoEffectIsWarnedOf() {
        String unchecked =
                reading("ldap: {uri: a, base: dc=a, validate_cert: false, tls: 'off'}\n", Map.of())
                        .warnings()
                        .toString();
        assertTrue(unchecked.contains("can read every password"), unchecked);
        assertTrue(unchecked.contains("in clear"), unchecked);
        assertTrue(unchecked.contains("only at login"), unchecked);
        ConfigReader.Reading open =
                reading(
                        LEAST
                                + "enable_registration: true\n"
                                + "enable_registration_without_verification: true\n",
                        Map.of());
        assertFalse(open.config().registration().enabled());
        assertTrue(open.warnings().toString().contains("passwords: both"));
        ConfigReader.Reading local = reading(LEAST + "passwords: local\n", Map.of());
        assertNull(local.config().ldap());
        assertTrue(local.warnings().toString().contains("not used"));
    }
}
