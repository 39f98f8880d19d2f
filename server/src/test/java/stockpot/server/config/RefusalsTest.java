package stockpot.server.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import stockpot.server.config.ConfigReader.Reading;

class RefusalsTest {
    private static final String NAME = "server_name: example.com\n";

    @TempDir Path folder;

    private List<String> problems(String text, Map<String, String> environment) {
        ConfigReader reader = new ConfigReader(environment, KeptSecrets.NONE);
        return assertThrows(ConfigException.class, () -> reader.read("test.yaml", text, folder))
                .problems();
    }

    private List<String> problems(String text) {
        return problems(text, Map.of());
    }

    private Reading read(String text, Map<String, String> environment) {
        return new ConfigReader(environment, KeptSecrets.NONE).read("test.yaml", text, folder);
    }

    @Test
    void allProblemsAreToldAtOnceWithFileLineKeyAndNearestKey() {
        List<String> problems =
                problems(
                        """
                        server_name: not a name
                        enable_registraton: true
                        presence: {enable: true}
                        max_upload_size: much
                        listeners:
                          - port: 80800
                            resources: [{names: [clients]}]
                        """);
        assertEquals(
                List.of(
                        "test.yaml:1: server_name: must be a server name such as example.com or"
                                + " example.com:8448",
                        "test.yaml:2: enable_registraton: nobody knows this key; the nearest known"
                                + " one is enable_registration",
                        "test.yaml:3: presence.enable: nobody knows this key; the nearest known one"
                                + " is presence.enabled",
                        "test.yaml:4: max_upload_size: must be a number of bytes, or with K, M, G"
                                + " or T behind it",
                        "test.yaml:6: listeners[].port: must be a whole number from 0 to 65535"),
                problems);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    enable_registration: maybe      | must be true or false
                    enable_registration: [true]     | must be true or false
                    registration_shared_secret: yes | quote it
                    registration_shared_secret: [a] | must be a text
                    session_lifetime: 5 minutes     | must be a time such as
                    session_lifetime: -5m           | must be a time such as
                    bcrypt_rounds: 3                | from 4 to 31
                    rc_message: 5                   | must have keys of its own
                    rc_message: {per_second: -1}    | not negative
                    turn_uris: turn:a               | must be a list of texts
                    trusted_proxies: [localhost]    | must be IP addresses or ranges
                    trusted_proxies: [10.0.0.0/33]  | must be IP addresses or ranges
                    public_baseurl: matrix.org      | begins with https:// or http://
                    default_room_version: 13        | must be one of
                    database: {args: {database: ":memory:"}} | must be a file
                    database: {name: postgres}      | must be one of sqlite3, psycopg2
                    database: {name: psycopg2}      | must be given, here or as PGUSER
                    listeners: []                   | none of them serves anything
                    listeners: [8008]               | each element must have keys of its own
                    listeners: [{resources: [{names: [client]}]}] | must be given
                    listeners: [{port: 1, bind_addresses: [a.b], resources: [{names: [client]}]}] | must be IP addresses
                    listeners: [{port: 1, tls: true, resources: [{names: [client]}]}] | a listener has tls: true
                    user_consent: {require_at_registration: true} | policy_url
                    form_secret_path: /nowhere      | cannot read /nowhere
                    a: !!python/object:os.system x  | Global tag is not allowed
                    a: !env x                       | YAML tags such as
                    <<: {a: b}                      | write the keys out
                    form_secret: "a\\0b"            | must not hold a NUL
                    """)
    void wrongValuesAreNamed(String line, String message) {
        List<String> problems = problems(NAME + line + "\n");
        assertTrue(
                problems.stream().anyMatch(problem -> problem.contains(message)),
                () -> line + " gave " + problems);
    }

    @Test
    void keyGivenTwiceIsRefused() {
        assertEquals(
                List.of("test.yaml:3: form_secret: is there twice, first in line 2"),
                problems(NAME + "form_secret: a\nform_secret: b\n"));
    }

    @Test
    void tabGetsItsLineAndARemedy() {
        assertEquals(
                List.of(
                        "test.yaml:3: this line is indented with a tab, which YAML does not allow:"
                                + " put two blanks in the place of each tab"),
                problems(NAME + "presence:\n\tenabled: true\n"));
    }

    @Test
    void aliasesCannotBlowTheFileUp() {
        StringBuilder text =
                new StringBuilder(NAME).append("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 9; i++) { // 9 to the power of 9
            String before = "*a" + (i - 1);
            text.append("a").append(i).append(": &a").append(i).append(" [");
            text.append((before + ", ").repeat(8)).append(before).append("]\n");
        }
        List<String> problems = problems(text.toString());
        assertTrue(problems.getFirst().contains("Number of aliases"), problems::toString);
        StringBuilder fewer = new StringBuilder(NAME).append("a0: &a0 [x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 6; i++) {
            String before = "*a" + (i - 1);
            fewer.append("a").append(i).append(": &a").append(i).append(" [");
            fewer.append((before + ", ").repeat(7)).append(before).append("]\n");
        }
        List<String> count = problems(fewer.toString());
        assertTrue(count.getFirst().contains("holds too much"), count::toString);
        List<String> own = problems("a: &a [*a]\n");
        assertTrue(own.getFirst().contains("it is nested"), own::toString);
    }

    @Test
    void withoutServerNameNothingStarts() {
        assertEquals(
                List.of("test.yaml: server_name: must be given, such as example.com"),
                problems(""));
    }

    @Test
    void unverifiedClientIsForTestsOnLoopbackOnly() {
        String insecure = NAME + "use_insecure_ssl_client_just_for_testing_do_not_use: true\n";
        read(insecure, Map.of());
        String open =
                insecure
                        + "listeners: [{port: 1, bind_addresses: [127.0.0.1, 192.0.2.1],"
                        + " resources: [{names: [client]}]}]\n";
        assertTrue(
                problems(open)
                        .getFirst()
                        .contains("is refused while a listener is bound to 192.0.2.1"));
    }

    @Test
    void secretIsGivenOnceOnly() throws IOException {
        Path file = Files.writeString(folder.resolve("secret"), "s");
        String text = "form_secret: a\nform_secret_path: " + file + "\n";
        assertTrue(problems(NAME + text).getFirst().contains("not both"));
    }

    @Test
    void keysOfSynapseAloneAreNamedInOneWarning() {
        Reading reading =
                read(
                        NAME
                                + "caches: {global_factor: 2}\nlog_config: /a\nretention: {x: 1}\n"
                                + "presence: {presence_router: {}}\n",
                        Map.of());
        assertEquals(
                List.of(
                        "test.yaml: these keys have no effect here: caches, log_config, retention,"
                                + " presence.presence_router"),
                reading.warnings());
    }

    @Test
    void z01_environmentValuesArriveExactly() throws IOException {
        String hostile = "a\nb\"c'd;e{f}$g`h\\i&j|k#l%m: n\t${jndi:x} 🍲 no";
        Config config =
                read(
                                NAME + "registration_shared_secret: other\n",
                                Map.of("STOCKPOT_REGISTRATION_SHARED_SECRET", hostile))
                        .config();
        assertEquals(hostile, config.registration().sharedSecret());
        Path file = Files.writeString(folder.resolve("value"), hostile + "\n");
        config =
                read(NAME, Map.of("STOCKPOT_REGISTRATION_SHARED_SECRET_FILE", file.toString()))
                        .config();
        assertEquals(hostile, config.registration().sharedSecret());
    }

    @Test
    void environmentSetsListsSectionsAndNames() {
        Config config =
                read(
                                "",
                                Map.of(
                                        "STOCKPOT_SERVER_NAME", "example.org",
                                        "STOCKPOT_TURN_URIS", "turn:a, turn:b",
                                        "STOCKPOT_DATABASE_ARGS_DATABASE", "/x/y.db",
                                        "STOCKPOT_LISTENERS",
                                                "[{port: 9, resources: [{names: [client]}]}]"))
                        .config();
        assertEquals("example.org", config.server().name().value());
        assertEquals(List.of("turn:a", "turn:b"), config.turn().uris());
        assertEquals(9, config.listeners().all().getFirst().port());
        assertEquals(Path.of("/x"), config.server().dataDir());
    }

    @Test
    void environmentIsCheckedToo() {
        assertEquals(
                List.of(
                        "environment STOCKPOT_BCRYPT_ROUNDS: bcrypt_rounds: must be a whole number from 4 to 31"),
                problems(NAME, Map.of("STOCKPOT_BCRYPT_ROUNDS", "many")));
        Map<String, String> both =
                Map.of("STOCKPOT_FORM_SECRET", "a", "STOCKPOT_FORM_SECRET_FILE", "/dev/null");
        assertTrue(problems(NAME, both).getFirst().contains("not both"));
        assertEquals(
                List.of(
                        "environment: STOCKPOT_FORM_SECRT is no setting; the nearest is"
                                + " STOCKPOT_FORM_SECRET"),
                read(NAME, Map.of("STOCKPOT_FORM_SECRT", "a", "STOCKPOT_CMD", "x")).warnings());
    }

    @Test
    void noVariableSetsTwoKeys() {
        List<String> names = Schema.settings().stream().map(Setting::variable).toList();
        assertEquals(names.size(), names.stream().distinct().count());
    }

    @Test
    void missingFileIsASentence() {
        ConfigReader reader = new ConfigReader(Map.of(), KeptSecrets.NONE);
        Path file = folder.resolve("none.yaml");
        ConfigException e = assertThrows(ConfigException.class, () -> reader.read(file));
        assertEquals(
                List.of(file + ": there is no such file; make one with --generate-config"),
                e.problems());
    }

    @Test
    void x02_secretsDoNotShowInTexts() {
        Config config =
                read(
                                NAME
                                        + "form_secret: hidden\nmacaroon_secret_key: hidden\n"
                                        + "registration_shared_secret: hidden\n"
                                        + "turn_shared_secret: hidden\nturn_password: hidden\n"
                                        + "password_config: {pepper: hidden}\n"
                                        + "database: {name: psycopg2, args: {user: u, password: hidden}}\n",
                                Map.of())
                        .config();
        assertFalse(config.toString().contains("hidden"), config::toString);
        String hashing = new PasswordHashing("hidden", 12).toString();
        assertFalse(hashing.contains("hidden"), hashing);
    }
}
