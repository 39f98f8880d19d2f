package stockpot.bench.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class FsyncTraceTest {
    private static final String REQUEST =
            "7 recvfrom(9, \"PUT /_matrix/client/v3/rooms/!a/send/m\"..., 8192, 0, NULL, NULL) = 310";
    private static final String ANSWER = "7 write(9, \"HTTP/1.1 200 OK\\r\\nDate\"..., 180) = 180";

    @Test
    void anAnswerBehindItsFsyncIsGood() {
        assertEquals(
                new FsyncTrace(1, 0),
                FsyncTrace.of(List.of(REQUEST, "8 fdatasync(4) = 0", ANSWER)));
    }

    @Test
    void anFsyncThatCameBackLaterInTheTraceCounts() {
        List<String> lines =
                List.of(
                        REQUEST,
                        "8 fdatasync(4 <unfinished ...>",
                        "8 <... fdatasync resumed>) = 0",
                        ANSWER);
        assertEquals(new FsyncTrace(1, 0), FsyncTrace.of(lines));
    }

    @Test
    void anAnswerBeforeTheFsyncIsFound() {
        List<String> lines =
                List.of("8 fdatasync(4) = 0", REQUEST, "8 fdatasync(4 <unfinished ...>", ANSWER);
        assertEquals(new FsyncTrace(1, 1), FsyncTrace.of(lines));
    }

    @Test
    void anFsyncThatFailedDoesNotCount() {
        List<String> lines =
                List.of(REQUEST, "8 fdatasync(4) = -1 EIO (Input/output error)", ANSWER);
        assertEquals(new FsyncTrace(1, 1), FsyncTrace.of(lines));
    }
}
