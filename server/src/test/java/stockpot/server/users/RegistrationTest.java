package stockpot.server.users;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static stockpot.server.users.Refusals.refused;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import stockpot.server.config.RegistrationConfig;
import stockpot.server.config.RegistrationDoors;
import stockpot.server.fixture.OnBothDatabases;
import stockpot.server.fixture.TestUsers;
import stockpot.server.matrix.error.MatrixException;
import stockpot.server.matrix.json.Json;
import stockpot.server.store.Database;
import stockpot.server.store.RegistrationTokens;
import stockpot.server.store.Users;

class RegistrationTest {
    private static final String HERE = "192.0.2.7";
    private static final Sessions.Wish ANY = new Sessions.Wish(null, null, false);

    private static Registration.Wanted wanted(@Nullable String name) {
        return new Registration.Wanted(name, "password", null, false, ANY);
    }

    private static ObjectNode auth(String type, @Nullable String session) {
        ObjectNode body = Json.object();
        body.putObject("auth").put("type", type);
        if (session != null) {
            body.withObject("auth").put("session", session);
        }
        return body;
    }

    private static ObjectNode dummy() {
        return auth("m.login.dummy", null);
    }

    @OnBothDatabases
    void dummyFlowMakesAnAccountWithASession(Database database) {
        TestUsers users = new TestUsers(database);
        MatrixException challenge =
                refused(
                        401,
                        "",
                        () -> users.registration.register(wanted("Alice"), Json.object(), HERE));
        assertFalse(challenge.body().has("errcode"), challenge.body().toString());
        String session = challenge.body().path("session").asText();
        assertEquals(
                "[{\"stages\":[\"m.login.dummy\"]}]", challenge.body().path("flows").toString());
        Registration.Registered made =
                users.registration.register(wanted("Alice"), auth("m.login.dummy", session), HERE);
        assertEquals(users.user("alice"), made.user());
        Sessions.Opened opened = Objects.requireNonNull(made.session());
        assertEquals(made.user(), users.tokens.authenticate(opened.tokens().access()).user());
        assertEquals("alice", users.profiles.displayName(made.user()));
        assertTrue(users.told.contains("created @alice:test false"));
        refused(
                400,
                "M_USER_IN_USE",
                () -> users.registration.register(wanted("alice"), dummy(), HERE));
    }

    @OnBothDatabases
    void sessionRemembersParametersButNoPassword(Database database) {
        TestUsers users = new TestUsers(database);
        ObjectNode first = Json.object().put("username", "alice").put("device_id", "PHONE");
        first.put("password", "password");
        MatrixException challenge =
                refused(401, "", () -> users.registration.register(wanted("alice"), first, HERE));
        String session = challenge.body().path("session").asText();
        AuthSession stored = Objects.requireNonNull(users.interactive.find(session));
        String data = stored.data().toString();
        assertFalse(data.contains("\"password\""), data);
        ObjectNode merged = users.registration.remembered(auth("m.login.dummy", session));
        assertEquals("PHONE", merged.path("device_id").asText());
        Registration.Registered made =
                users.registration.register(
                        new Registration.Wanted("alice", null, null, false, ANY), merged, HERE);
        assertEquals(users.user("alice"), made.user());
        users.logins.password("alice", "password", HERE);
    }

    @OnBothDatabases
    void repeatedRegistrationGivesTheSameAccountForItsPasswordOnly(Database database) {
        TestUsers users = new TestUsers(database);
        String session = session(users);
        ObjectNode body = auth("m.login.dummy", session);
        Registration.Registered made = users.registration.register(wanted(null), body, HERE);
        assertEquals(made.user(), users.registration.register(wanted(null), body, HERE).user());
        refused(
                400,
                "M_USER_IN_USE",
                () ->
                        users.registration.register(
                                new Registration.Wanted(null, "guess", null, false, ANY),
                                body,
                                HERE));
        refused(
                400,
                "M_USER_IN_USE",
                () ->
                        users.registration.register(
                                new Registration.Wanted(null, null, null, false, ANY), body, HERE));
    }

    @OnBothDatabases
    void c01_registrationIsClosedUnlessOpened(Database database) {
        TestUsers.Settings settings = new TestUsers.Settings();
        settings.registration =
                new RegistrationConfig(
                        false, false, false, false, null, null, List.of(), RegistrationDoors.NONE);
        TestUsers users = new TestUsers(database, settings);
        refused(
                403,
                "M_FORBIDDEN",
                () -> users.registration.register(wanted("alice"), dummy(), HERE));
        refused(403, "M_FORBIDDEN", () -> users.registration.available("alice"));
        refused(403, "M_FORBIDDEN", () -> users.registration.guest(null));
        refused(400, "M_UNKNOWN", users.sharedSecret::nonce);
        settings.registration =
                new RegistrationConfig(
                        true, false, false, false, null, null, List.of(), RegistrationDoors.NONE);
        TestUsers unverified = new TestUsers(database, settings);
        refused(
                403,
                "M_FORBIDDEN",
                () -> unverified.registration.register(wanted("alice"), dummy(), HERE));
    }

    @OnBothDatabases
    void n01_lookAlikesAreRefused(Database database) {
        TestUsers users = new TestUsers(database);
        users.account("admin", "X");
        assertEquals(users.user("a.b_c=d-e/f+9"), users.registration.available("A.b_c=d-e/f+9"));
        for (String base : lookAlikes()) {
            for (String name : List.of(base, base + "1", "x" + base)) {
                refused(
                        400,
                        "M_INVALID_USERNAME",
                        () -> users.registration.register(wanted(name), dummy(), HERE));
                refused(
                        403,
                        "M_FORBIDDEN",
                        () -> users.logins.password(name, TestUsers.password("admin"), HERE));
            }
        }
        for (String name :
                List.of(
                        "",
                        "\u212a",
                        "a b",
                        "a:b",
                        "@a",
                        "a\0",
                        "a\n",
                        "_x",
                        "123",
                        "a".repeat(250))) {
            refused(400, "M_INVALID_USERNAME", () -> users.registration.available(name));
        }
        refused(400, "M_USER_IN_USE", () -> users.registration.available("ADMIN"));
        refused(400, "M_EXCLUSIVE", () -> users.registration.available("bridge_x"));
    }

    /** {@code admin} with each letter replaced by one that looks or folds like it. */
    private static List<String> lookAlikes() {
        List<String> names = new ArrayList<>();
        for (String letters :
                List.of(
                        "a\u0430\u0251\u03b1\uff41",
                        "d\u0501\u0257",
                        "m\u043c",
                        "i\u0131\u0456\u0130",
                        "n\u0578")) {
            for (int i = 1; i < letters.length(); i++) {
                names.add("admin".replace(letters.charAt(0), letters.charAt(i)));
            }
        }
        names.add("ad\u200bmin");
        names.add("admin\u0301");
        return names;
    }

    @OnBothDatabases
    void n06_namesFoldTheSameInEveryLocale(Database database) {
        java.util.Locale before = java.util.Locale.getDefault();
        try {
            java.util.Locale.setDefault(java.util.Locale.forLanguageTag("tr-TR"));
            TestUsers users = new TestUsers(database);
            assertEquals(users.user("titi"), users.registration.available("TITI"));
        } finally {
            java.util.Locale.setDefault(before);
        }
    }

    @OnBothDatabases
    void registrationTokenIsHeldWhilePendingAndCountedOnce(Database database) {
        TestUsers.Settings settings = new TestUsers.Settings();
        settings.registration = TestUsers.Settings.open(true, null);
        TestUsers users = new TestUsers(database, settings);
        database.write(tx ->
                RegistrationTokens.insert(
                        tx, new RegistrationTokens.TokenRow("sesame", 1L, 0, 0, null)));
        assertTrue(users.registrationTokens.valid("sesame"));
        refused(
                401,
                "M_UNAUTHORIZED",
                () -> users.registration.register(wanted("alice"), token("wrong", null), HERE));
        MatrixException noPassword =
                refused(
                        400,
                        "M_MISSING_PARAM",
                        () ->
                                users.registration.register(
                                        new Registration.Wanted("alice", null, null, false, ANY),
                                        token("sesame", session(users)),
                                        HERE));
        assertNotNull(noPassword);
        assertFalse(users.registrationTokens.valid("sesame"));
        refused(
                401,
                "M_UNAUTHORIZED",
                () -> users.registration.register(wanted("bob"), token("sesame", null), HERE));
        users.clock.pass(InteractiveAuth.LIFETIME.plusSeconds(1));
        session(users);
        assertTrue(users.registrationTokens.valid("sesame"));
        users.registration.register(wanted("alice"), token("sesame", null), HERE);
        assertFalse(users.registrationTokens.valid("sesame"));
        RegistrationTokens.TokenRow row =
                Objects.requireNonNull(database.read(tx -> RegistrationTokens.find(tx, "sesame")));
        assertEquals(1, row.completed());
        assertEquals(0, row.pending());
    }

    private static ObjectNode token(String token, @Nullable String session) {
        ObjectNode body = auth("m.login.registration_token", session);
        body.withObject("auth").put("token", token);
        return body;
    }

    private static String session(TestUsers users) {
        return refused(
                        401,
                        "",
                        () ->
                                users.registration.register(
                                        new Registration.Wanted("zoe", null, null, false, ANY),
                                        Json.object(),
                                        HERE))
                .body()
                .path("session")
                .asText();
    }

    @OnBothDatabases
    void guestBecomesAUserWithTheirOwnTokenOnly(Database database) {
        TestUsers users = new TestUsers(database);
        Registration.Registered guest = users.registration.guest(null);
        Sessions.Opened session = Objects.requireNonNull(guest.session());
        String token = session.tokens().access();
        assertTrue(users.tokens.authenticate(token).guest());
        String alice = users.account("alice", "PHONE").tokens().access();
        refused(403, "M_FORBIDDEN", () -> upgrade(users, guest.user().localpart(), alice));
        refused(403, "M_FORBIDDEN", () -> upgrade(users, "other", token));
        Registration.Registered made = upgrade(users, guest.user().localpart(), token);
        assertEquals(guest.user(), made.user());
        refused(401, "M_UNKNOWN_TOKEN", () -> users.tokens.authenticate(token));
        Sessions.Opened opened = Objects.requireNonNull(made.session());
        assertFalse(users.tokens.authenticate(opened.tokens().access()).guest());
        users.logins.password(guest.user().localpart(), "password", HERE);
    }

    private static Registration.Registered upgrade(TestUsers users, String name, String token) {
        return users.registration.register(
                new Registration.Wanted(name, "password", token, false, ANY), dummy(), HERE);
    }

    @OnBothDatabases
    void c01_sharedSecretNeedsAFreshNonceAndTheRightMac(Database database) {
        TestUsers users = new TestUsers(database);
        String nonce = users.sharedSecret.nonce();
        refused(
                403,
                "M_FORBIDDEN",
                () -> users.sharedSecret.register(shared(nonce, "alice", true, "wrong")));
        SharedSecretRegistration.Wanted right =
                shared(nonce, "alice", true, TestUsers.SHARED_SECRET);
        users.sharedSecret.register(right);
        Users.UserRow alice = Objects.requireNonNull(users.accounts.find(users.user("alice")));
        assertTrue(alice.admin());
        refused(
                400,
                "M_UNKNOWN",
                () ->
                        users.sharedSecret.register(
                                shared(nonce, "bob", false, TestUsers.SHARED_SECRET)));
        assertNull(users.accounts.find(users.user("bob")));
        String late = users.sharedSecret.nonce();
        users.clock.pass(SharedSecretRegistration.NONCE_LIFETIME.plusMillis(1));
        refused(
                400,
                "M_UNKNOWN",
                () ->
                        users.sharedSecret.register(
                                shared(late, "bob", false, TestUsers.SHARED_SECRET)));
        for (String forged : List.of("", "-", "x-1-y", "a-9999999999999-b", late + "0")) {
            refused(
                    400,
                    "M_UNKNOWN",
                    () ->
                            users.sharedSecret.register(
                                    shared(forged, "bob", false, TestUsers.SHARED_SECRET)));
        }
    }

    private static SharedSecretRegistration.Wanted shared(
            String nonce, String name, boolean admin, String secret) {
        String text = nonce + "\0" + name + "\0" + "pw" + "\0" + (admin ? "admin" : "notadmin");
        byte[] mac = Secrets.mac("HmacSHA1", secret, text.getBytes(StandardCharsets.UTF_8));
        return new SharedSecretRegistration.Wanted(
                nonce, name, "pw", admin, null, null, HexFormat.of().formatHex(mac), false, false);
    }
}
