package stockpot.server.users;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static stockpot.server.users.Refusals.refused;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import stockpot.server.fixture.OnBothDatabases;
import stockpot.server.fixture.TestDatabase;
import stockpot.server.fixture.TestUsers;
import stockpot.server.matrix.error.MatrixException;
import stockpot.server.matrix.json.Json;
import stockpot.server.store.Database;

class InteractiveAuthTest {
    private static final String HERE = "192.0.2.7";
    private static final String DELETE = "POST /delete_devices";

    private static Caller caller(TestUsers users, String name) {
        return users.tokens.authenticate(users.account(name, "PHONE").tokens().access());
    }

    private static ObjectNode body(String device) {
        ObjectNode body = Json.object();
        body.putArray("devices").add(device);
        return body;
    }

    private static ObjectNode proved(
            ObjectNode body, String name, String password, @Nullable String session) {
        ObjectNode auth = body.putObject("auth");
        auth.put("type", "m.login.password").put("password", password);
        auth.putObject("identifier").put("type", "m.id.user").put("user", name);
        if (session != null) {
            auth.put("session", session);
        }
        return body;
    }

    private static ObjectNode alice(ObjectNode body, @Nullable String session) {
        return proved(body, "alice", TestUsers.password("alice"), session);
    }

    private static String challenge(TestUsers users, Caller caller, ObjectNode body) {
        return refused(401, "", () -> users.interactive.demand(caller, DELETE, body, HERE))
                .body()
                .path("session")
                .asText();
    }

    @OnBothDatabases
    void sessionSurvivesARestart(TestDatabase test) {
        TestUsers users = new TestUsers(test.open());
        Caller alice = caller(users, "alice");
        String session = challenge(users, alice, body("OLD"));
        TestUsers again = new TestUsers(test.reopen());
        AuthSession proof =
                again.interactive.demand(alice, DELETE, alice(body("OLD"), session), HERE);
        assertEquals(session, proof.id());
        again.interactive.finish(proof);
        again.database.write(tx -> true);
        assertNull(again.interactive.find(session));
    }

    @OnBothDatabases
    void wrongPasswordLeavesTheSessionOpen(Database database) {
        TestUsers users = new TestUsers(database);
        Caller alice = caller(users, "alice");
        String session = challenge(users, alice, body("OLD"));
        MatrixException wrong =
                refused(
                        401,
                        "M_FORBIDDEN",
                        () ->
                                users.interactive.demand(
                                        alice,
                                        DELETE,
                                        proved(body("OLD"), "alice", "no", session),
                                        HERE));
        assertEquals(session, wrong.body().path("session").asText());
        assertTrue(wrong.body().has("flows"));
        users.interactive.demand(alice, DELETE, alice(body("OLD"), session), HERE);
    }

    @OnBothDatabases
    void c07_sessionIsBoundToTheOperation(Database database) {
        TestUsers users = new TestUsers(database);
        Caller alice = caller(users, "alice");
        String session = challenge(users, alice, body("OLD"));
        refused(
                403,
                "M_FORBIDDEN",
                () ->
                        users.interactive.demand(
                                alice,
                                "POST /account/password",
                                alice(body("OLD"), session),
                                HERE));
    }

    @OnBothDatabases
    void c07_changedBodyNeedsANewSession(Database database) {
        TestUsers users = new TestUsers(database);
        Caller alice = caller(users, "alice");
        String session = challenge(users, alice, body("OLD"));
        MatrixException changed =
                refused(
                        401,
                        "M_UNKNOWN",
                        () ->
                                users.interactive.demand(
                                        alice, DELETE, alice(body("NEW"), session), HERE));
        assertNotEquals(session, changed.body().path("session").asText());
    }

    @OnBothDatabases
    void c07_sessionIsUselessToAnotherUser(Database database) {
        TestUsers users = new TestUsers(database);
        Caller alice = caller(users, "alice");
        Caller bob = caller(users, "bob");
        String session = challenge(users, alice, body("OLD"));
        ObjectNode body = proved(body("OLD"), "bob", TestUsers.password("bob"), session);
        MatrixException refusal =
                refused(401, "M_UNKNOWN", () -> users.interactive.demand(bob, DELETE, body, HERE));
        assertNotEquals(session, refusal.body().path("session").asText());
    }

    @OnBothDatabases
    void c07_passwordOfSomebodyElseProvesNothing(Database database) {
        TestUsers users = new TestUsers(database);
        Caller alice = caller(users, "alice");
        caller(users, "eve");
        ObjectNode eve = proved(body("OLD"), "eve", TestUsers.password("eve"), null);
        refused(403, "M_FORBIDDEN", () -> users.interactive.demand(alice, DELETE, eve, HERE));
        ObjectNode nameless = body("OLD");
        nameless.putObject("auth")
                .put("type", "m.login.password")
                .put("password", TestUsers.password("eve"));
        refused(401, "M_FORBIDDEN", () -> users.interactive.demand(alice, DELETE, nameless, HERE));
    }

    @OnBothDatabases
    void c07_stageOutsideTheFlowProvesNothing(Database database) {
        TestUsers users = new TestUsers(database);
        Caller alice = caller(users, "alice");
        for (String type : List.of("m.login.dummy", "m.login.terms", "m.login.nonsense", "")) {
            ObjectNode body = body("OLD");
            body.putObject("auth").put("type", type);
            refused(
                    401,
                    "M_UNRECOGNIZED",
                    () -> users.interactive.demand(alice, DELETE, body, HERE));
        }
    }

    @OnBothDatabases
    void c04_sessionKeepsNoPassword(Database database) {
        TestUsers users = new TestUsers(database);
        Caller alice = caller(users, "alice");
        ObjectNode body = Json.object().put("new_password", "very secret");
        refused(
                401,
                "",
                () -> users.interactive.demand(alice, "POST /account/password", body, HERE));
        List<String> rows =
                database.read(tx ->
                        tx.list(
                                "SELECT body_hash, data, completed" + " FROM interactive_sessions",
                                row -> row.text(1) + row.text(2) + row.text(3)));
        assertEquals(1, rows.size());
        assertFalse(rows.get(0).contains("very secret"));
        String plain =
                java.util.Base64.getEncoder()
                        .encodeToString(Secrets.hash("{\"new_password\":\"very secret\"}"));
        assertFalse(rows.get(0).contains(plain));
    }

    @OnBothDatabases
    void oldSessionIsForgotten(Database database) {
        TestUsers users = new TestUsers(database);
        Caller alice = caller(users, "alice");
        String session = challenge(users, alice, body("OLD"));
        users.clock.pass(InteractiveAuth.LIFETIME.plusMillis(1));
        refused(
                401,
                "M_UNKNOWN",
                () -> users.interactive.demand(alice, DELETE, alice(body("OLD"), session), HERE));
        Long left =
                Objects.requireNonNull(
                        database.read(tx ->
                                tx.first(
                                        "SELECT count(*) FROM interactive_sessions",
                                        row -> row.number(1))));
        assertEquals(1, left);
    }

    @OnBothDatabases
    void proofCountsForAWhileWhereConfigured(Database database) {
        TestUsers.Settings settings = new TestUsers.Settings();
        settings.authCounts = Duration.ofSeconds(30);
        TestUsers users = new TestUsers(database, settings);
        Caller alice = caller(users, "alice");
        users.interactive.demand(alice, "DELETE /devices/A", alice(Json.object(), null), HERE);
        users.interactive.demand(alice, "DELETE /devices/B", Json.object(), HERE);
        refused(
                401,
                "",
                () ->
                        users.interactive.demand(
                                alice, "POST /account/password", Json.object(), HERE));
        users.clock.pass(Duration.ofSeconds(31));
        refused(
                401,
                "",
                () -> users.interactive.demand(alice, "DELETE /devices/B", Json.object(), HERE));
    }
}
