package stockpot.server.cli;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogRecord;

/**
 * One line for one record: time, level, class, message. What a line says never makes another line:
 * control characters in it are escaped (threat X02), stack traces come indented below it.
 */
final class LogLine extends Formatter {
    private static final int MAX_CAUSES = 5;
    private static final String PREFIX = "stockpot.server.";

    private final DateTimeFormatter time;

    LogLine(ZoneId zone) {
        time =
                DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSXXX", Locale.ROOT)
                        .withZone(zone);
    }

    @Override
    public String format(LogRecord entry) {
        StringBuilder line = new StringBuilder(160);
        Instant at = entry.getInstant();
        time.formatTo(at, line);
        line.append(' ').append(level(entry.getLevel())).append(' ');
        String name = String.valueOf(entry.getLoggerName());
        line.append(name.startsWith(PREFIX) ? name.substring(PREFIX.length()) : name).append(": ");
        escape(line, formatMessage(entry));
        line.append('\n');
        trace(line, entry.getThrown());
        return line.toString();
    }

    private static String level(Level level) {
        int value = level.intValue();
        if (value >= Level.SEVERE.intValue()) {
            return "ERROR";
        }
        if (value >= Level.WARNING.intValue()) {
            return "WARN ";
        }
        if (value >= Level.INFO.intValue()) {
            return "INFO ";
        }
        return value >= Level.FINE.intValue() ? "DEBUG" : "TRACE";
    }

    private static void trace(StringBuilder line, Throwable thrown) {
        Throwable cause = thrown;
        for (int i = 0; i < MAX_CAUSES && cause != null; i++) {
            line.append(i == 0 ? "    " : "    caused by ");
            escape(line, cause.toString());
            line.append('\n');
            for (StackTraceElement frame : cause.getStackTrace()) {
                line.append("        at ");
                escape(line, frame.toString());
                line.append('\n');
            }
            cause = cause.getCause();
        }
    }

    /**
     * Control characters, and what terminals and viewers take for a line end, as {@code \\uXXXX}.
     */
    static void escape(StringBuilder line, String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\n') {
                line.append("\\n");
            } else if (c == '\r') {
                line.append("\\r");
            } else if (Character.isISOControl(c) || c == '\u2028' || c == '\u2029') {
                line.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            } else {
                line.append(c);
            }
        }
    }
}
