package stockpot.cook.monitoring;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import stockpot.cook.env.HostPort;
import stockpot.cook.env.Place;
import stockpot.cook.env.Settings;
import stockpot.cook.host.ConfigFile;
import stockpot.cook.host.HostException;

/**
 * syslog-ng's configuration: every log file of the place goes to REMOTELOG as RFC 5424 over TCP
 * with octet counting (RFC 6587, section 3.4.1). What cannot be delivered waits in a bounded queue
 * on disk; when that is full the files are simply not read on, so a line is lost only with a file.
 */
public final class SyslogConfig {
    /** Below the folder of the version. */
    public static final String PATH = "syslog-ng.conf";

    /** Syslog over TLS (RFC 5425); any other port is plain TCP. */
    public static final int TLS_PORT = 6514;

    /** How much waits on disk while REMOTELOG is away: some days of a small server. */
    static final long QUEUE_BYTES = 256L << 20;

    /** How much of that is in memory before it is written down. */
    private static final long MEMORY_BYTES = 1L << 20;

    private static final int REOPEN_SECONDS = 10;

    /** Where both FreeBSD and Debian keep what the system trusts, by hashes of names. */
    private static final String SYSTEM_AUTHORITIES = "/etc/ssl/certs";

    private SyslogConfig() {}

    /** The file; for settings with REMOTELOG. */
    public static ConfigFile file(Settings settings) {
        HostPort remote = Objects.requireNonNull(settings.monitoring().remoteLog());
        Place place = settings.place();
        String text =
                """
                @version: 3.35
                # Written by cook; a change here is lost with the next `cook up`.
                options {
                    keep-hostname(yes);
                    use-dns(no);
                    create-dirs(no);
                    stats-freq(0);
                    time-reopen(%d);
                    log-msg-size(65536);
                };
                source s_logs {
                %s};
                # Not what syslog-ng says of itself, which would follow every failure by a message.
                filter f_others { not filter("f_own"); };
                filter f_own { program("^syslog-ng$"); };
                rewrite r_name {
                    set("$(basename ${FILE_NAME})" value("PROGRAM"));
                    subst("[.]log$", "" value("PROGRAM"));
                    set(%s value("HOST"));
                };
                rewrite r_severity {
                    set-severity("err" condition(message("^[^ ]+ ERROR ")));
                    set-severity("warning" condition(message("^[^ ]+ WARN ")));
                };
                # A second fence: our own logs hold no tokens, those of a proxy or module may.
                rewrite r_secrets {
                    subst("((access_token|refresh_token|login_token|loginToken|client_secret|password|X-Consul-Token)[\\"']?[=:] ?[\\"']?)[^ &\\"',}]+",
                        "${1}********" value("MESSAGE") type("pcre") flags("global", "ignore-case"));
                    subst("(Bearer )[^ \\"',}]+", "${1}********" value("MESSAGE") type("pcre") flags("global", "ignore-case"));
                };
                destination d_remote {
                    syslog(%s port(%d) %s
                        frac-digits(3)
                        disk-buffer(reliable(yes) disk-buf-size(%d) mem-buf-size(%d) dir(%s)));
                };
                log {
                    source(s_logs);
                    rewrite(r_name);
                    filter(f_others);
                    rewrite(r_severity);
                    rewrite(r_secrets);
                    destination(d_remote);
                    flags(flow-control);
                };
                """
                        .formatted(
                                REOPEN_SECONDS,
                                sources(place),
                                template(settings.publicHost()),
                                quoted(remote.host()),
                                remote.port(),
                                transport(settings, remote),
                                QUEUE_BYTES,
                                MEMORY_BYTES,
                                quoted(LogShipper.queue(place).toString()));
        return ConfigFile.open(PATH, text);
    }

    private static String sources(Place place) {
        List<String> lines = new ArrayList<>();
        lines.add(
                "wildcard-file(base-dir("
                        + quoted(place.log().toString())
                        + ") filename-pattern(\"*.log\") recursive(no) max-files(100)"
                        + " monitor-method(\"poll\") follow-freq(1) flags(no-parse)"
                        + " default-facility(daemon) default-severity(info));");
        if (!place.confined()) {
            lines.add(
                    "file("
                            + quoted("/var/log/cook.log")
                            + " follow-freq(1) flags(no-parse) default-facility(daemon)"
                            + " default-severity(info));");
        }
        StringBuilder text = new StringBuilder();
        lines.forEach(line -> text.append("    ").append(line).append('\n'));
        return text.toString();
    }

    private static String transport(Settings settings, HostPort remote) {
        if (remote.port() != TLS_PORT) {
            return "transport(\"tcp\")";
        }
        Path authorities = settings.certificateAuthorities();
        String trust =
                authorities == null
                        ? "ca-dir(\"" + SYSTEM_AUTHORITIES + "\")"
                        : "ca-file(" + quoted(authorities.toString()) + ")";
        return "transport(\"tls\") tls(peer-verify(required-trusted) " + trust + ")";
    }

    /** A text in which syslog-ng finds no macro. */
    private static String template(String value) {
        return quoted(value.replace("$", "$$"));
    }

    /**
     * A text that syslog-ng reads back as it is: a backtick would begin one of its own variables,
     * wherever it stands, so it is doubled.
     */
    static String quoted(String value) {
        if (value.chars().anyMatch(Character::isISOControl)) {
            throw new HostException(
                    "A path or name for syslog-ng holds a control character: choose another.");
        }
        return '"' + value.replace("\\", "\\\\").replace("\"", "\\\"").replace("`", "``") + '"';
    }
}
