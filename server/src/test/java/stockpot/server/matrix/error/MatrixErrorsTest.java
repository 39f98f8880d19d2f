package stockpot.server.matrix.error;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import stockpot.server.matrix.json.Json;

class MatrixErrorsTest {
    static Stream<Arguments> refusals() {
        return Stream.of(
                Arguments.of(MatrixErrors.notJson("x"), 400, "M_NOT_JSON", "'error':'x'"),
                Arguments.of(MatrixErrors.badJson("x"), 400, "M_BAD_JSON", "'error':'x'"),
                Arguments.of(MatrixErrors.missingParam("x"), 400, "M_MISSING_PARAM", "'error':'x'"),
                Arguments.of(MatrixErrors.invalidParam("x"), 400, "M_INVALID_PARAM", "'error':'x'"),
                Arguments.of(
                        MatrixErrors.missingToken(),
                        401,
                        "M_MISSING_TOKEN",
                        "'error':'Missing access token'"),
                Arguments.of(
                        MatrixErrors.unknownToken(true),
                        401,
                        "M_UNKNOWN_TOKEN",
                        "'error':'Unrecognised access token','soft_logout':true"),
                Arguments.of(
                        MatrixErrors.unknownToken(false),
                        401,
                        "M_UNKNOWN_TOKEN",
                        "'error':'Unrecognised access token','soft_logout':false"),
                Arguments.of(MatrixErrors.forbidden("x"), 403, "M_FORBIDDEN", "'error':'x'"),
                Arguments.of(MatrixErrors.notFound("x"), 404, "M_NOT_FOUND", "'error':'x'"),
                Arguments.of(
                        MatrixErrors.unrecognized(),
                        404,
                        "M_UNRECOGNIZED",
                        "'error':'Unrecognized request'"),
                Arguments.of(
                        MatrixErrors.wrongMethod(),
                        405,
                        "M_UNRECOGNIZED",
                        "'error':'Unrecognized request method'"),
                Arguments.of(MatrixErrors.tooLarge("x"), 413, "M_TOO_LARGE", "'error':'x'"),
                Arguments.of(
                        MatrixErrors.limitExceeded(Duration.ofSeconds(2)),
                        429,
                        "M_LIMIT_EXCEEDED",
                        "'error':'Too many requests','retry_after_ms':2000"),
                Arguments.of(
                        MatrixErrors.unavailable("x", Duration.ofMillis(5)),
                        503,
                        "M_UNKNOWN",
                        "'error':'x','retry_after_ms':5"),
                Arguments.of(MatrixErrors.of(418, "M_TEA", "x"), 418, "M_TEA", "'error':'x'"),
                Arguments.of(
                        MatrixErrors.of(418, "M_TEA", "x", Json.object().put("a", 1)),
                        418,
                        "M_TEA",
                        "'error':'x','a':1"));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void statusAndCodeStandTogether(MatrixException refusal, int status, String code, String rest) {
        assertEquals(status, refusal.status());
        assertEquals(code, refusal.code().toString());
        assertEquals(
                ("{'errcode':'" + code + "'," + rest + "}").replace('\'', '"'),
                Json.text(refusal.body()));
        assertEquals(refusal.body().size(), refusal.extra().size() + 2);
        assertEquals(0, refusal.getStackTrace().length);
    }
}
