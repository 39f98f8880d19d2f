package stockpot.server.config;

import java.util.List;

/** What goes to standard output. */
final class LoggingSection {
    private static final Setting<String> LEVEL =
            Setting.ours(
                    "log_level",
                    Types.choice("error", "warning", "info", "debug", "trace"),
                    "info",
                    "info",
                    "The least important line that is written. Lines go to standard output;"
                            + " Synapse's `log_config` is not read.");

    private LoggingSection() {}

    static List<Setting<?>> settings() {
        return List.of(LEVEL);
    }

    static LoggingConfig read(Values values) {
        return new LoggingConfig(values.get(LEVEL));
    }
}
