package stockpot.server.api.http;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import stockpot.server.ports.Clock;

/** The {@code Date} line, made once a second. */
final class DateLine {
    private static final DateTimeFormatter FORMAT =
            DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);

    private final Clock clock;
    private volatile Line last = new Line(-1, new byte[0]);

    DateLine(Clock clock) {
        this.clock = clock;
    }

    byte[] now() {
        long second = clock.millis() / 1000;
        Line line = last;
        if (line.second != second) {
            String text = "Date: " + FORMAT.format(Instant.ofEpochSecond(second)) + "\r\n";
            line = new Line(second, ResponseHead.ascii(text));
            last = line;
        }
        return line.bytes;
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Line(long second, byte[] bytes) {}
}
