package stockpot.server.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import stockpot.server.fixture.TestHttp;
import stockpot.server.matrix.json.Json;

class HttpFaceTest {
    private final TestHttp http =
            TestHttp.serving(
                    Endpoint.client(
                            "GET",
                            "/echo/{word}",
                            r ->
                                    Response.json(
                                            Json.object()
                                                    .put("word", r.param("word"))
                                                    .put("q", r.query("q")))),
                    Endpoint.client(
                            "POST",
                            "/echo/{word}",
                            r -> Response.json(r.body().put("who", r.caller().user().value()))));

    @AfterEach
    void close() {
        http.close();
    }

    @Test
    void handlerIsReachedByPathAndToken() {
        HttpResponse<String> answer =
                http.get("alice", "/_matrix/client/v3/echo/a%2Fb%25?q=x+y%2B");
        assertEquals(200, answer.statusCode());
        assertEquals("{\"word\":\"a/b%\",\"q\":\"x y+\"}", answer.body());
        assertEquals("*", answer.headers().firstValue("Access-Control-Allow-Origin").orElseThrow());
    }

    @Test
    void bodyIsRead() {
        HttpResponse<String> answer =
                http.send(
                        "POST",
                        "bob",
                        "/_matrix/client/r0/echo/x",
                        Json.object().put("a", "b".repeat(100_000)));
        assertEquals(200, answer.statusCode());
        assertEquals("@bob:test", TestHttp.json(answer).get("who").asText());
    }

    @Test
    void unknownPathsAndMethodsAreUnrecognized() {
        HttpResponse<String> nothing = http.get("alice", "/_matrix/client/v3/nothing");
        assertEquals(404, nothing.statusCode());
        assertEquals("M_UNRECOGNIZED", TestHttp.json(nothing).get("errcode").asText());
        HttpResponse<String> wrong =
                http.send(
                        http.as("alice", "/_matrix/client/v3/echo/x")
                                .PUT(HttpRequest.BodyPublishers.ofString("{}")));
        assertEquals(405, wrong.statusCode());
        assertEquals("M_UNRECOGNIZED", TestHttp.json(wrong).get("errcode").asText());
        assertTrue(wrong.headers().firstValue("Allow").orElseThrow().contains("GET"));
    }
}
