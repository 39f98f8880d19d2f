package stockpot.cook.env;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** How the front is encrypted: NOSSL, files of one's own, a trial certificate, or an authority. */
final class TlsReader {
    private static final String ZEROSSL = "https://acme.zerossl.com/v2/DV90";
    private static final String ZEROSSL_KEYS = "https://api.zerossl.com/acme/eab-credentials-email";

    private final Answers answers;
    private final List<Problem> problems;
    private final List<String> warnings;

    TlsReader(Answers answers, List<Problem> problems, List<String> warnings) {
        this.answers = answers;
        this.problems = problems;
        this.warnings = warnings;
    }

    Settings.Tls read(String alertEmail) {
        String noSsl = answers.find(Variables.NOSSL);
        if (noSsl != null && !Objects.equals(Words.flag(noSsl), false)) {
            return new Settings.Tls.Off();
        }
        if (answers.has(Variables.TRUSTED_PROXIES)) {
            warnings.add("TRUSTED_PROXIES counts only with NOSSL=true and is not used");
        }
        boolean files = answers.has(Variables.TLS_CERT_FILE) || answers.has(Variables.TLS_KEY_FILE);
        boolean selfSigned = answers.flag(Variables.TLS_SELF_SIGNED, false);
        if (files && selfSigned) {
            problems.add(
                    new Problem(
                            "TLS_SELF_SIGNED",
                            "and TLS_CERT_FILE are both given: give one of them"));
        }
        if (files) {
            return files();
        }
        return selfSigned ? new Settings.Tls.SelfSigned() : acme(alertEmail);
    }

    private Settings.Tls files() {
        Path certificate = answered(Variables.TLS_CERT_FILE, "TLS_KEY_FILE");
        Path key = answered(Variables.TLS_KEY_FILE, "TLS_CERT_FILE");
        return new Settings.Tls.Files(certificate, key);
    }

    private Path answered(Variable variable, String other) {
        Path path = SettingsReader.path(answers, variable, false, problems);
        if (path == null) {
            problems.add(new Problem(variable.name(), "must be given with " + other));
            return Path.of("/");
        }
        return path;
    }

    private Settings.Tls acme(String alertEmail) {
        String given = answers.get(Variables.SSLEMAIL, alertEmail);
        String email = given.isEmpty() || given.equalsIgnoreCase("none") ? null : given;
        String kid = answers.find(Variables.ACME_EAB_KID);
        String hmac = answers.find(Variables.ACME_EAB_HMAC);
        if ((kid == null) != (hmac == null)) {
            problems.add(
                    new Problem(
                            kid == null ? "ACME_EAB_KID" : "ACME_EAB_HMAC",
                            "must be given with "
                                    + (kid == null ? "ACME_EAB_HMAC" : "ACME_EAB_KID")));
        }
        URI directory = URI.create(answers.get(Variables.ACME_DIRECTORY, ZEROSSL));
        Settings.Tls.@Nullable Binding binding =
                kid == null || hmac == null
                        ? null
                        : new Settings.Tls.Binding(kid, new Secret(hmac));
        if (!given.isEmpty()
                && email == null
                && binding == null
                && directory.toString().equals(ZEROSSL)) {
            problems.add(
                    new Problem(
                            "SSLEMAIL",
                            "must be an e-mail address: ZeroSSL gives certificates to accounts"
                                    + " only; or give ACME_EAB_KID and ACME_EAB_HMAC, or"
                                    + " NOSSL=true"));
        }
        return new Settings.Tls.Acme(
                directory,
                email,
                binding,
                URI.create(answers.get(Variables.ACME_EAB_URL, ZEROSSL_KEYS)),
                SettingsReader.path(answers, Variables.ACME_CA_FILE, false, problems));
    }
}
