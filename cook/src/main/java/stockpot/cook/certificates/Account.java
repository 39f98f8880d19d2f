package stockpot.cook.certificates;

import java.net.MalformedURLException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.shredzone.acme4j.AccountBuilder;
import org.shredzone.acme4j.Login;
import org.shredzone.acme4j.Session;
import org.shredzone.acme4j.exception.AcmeException;
import org.shredzone.acme4j.exception.AcmeServerException;
import stockpot.cook.env.Place;
import stockpot.cook.env.Settings;
import stockpot.cook.host.Host;
import stockpot.cook.host.Mode;
import stockpot.cook.host.Owner;
import stockpot.cook.host.Sha256;

/**
 * The account at an authority: its key, made once and kept in the data set before it is used, and
 * its address. Each authority has one of its own.
 */
final class Account {
    private static final int NAME_BYTES = 6;
    private static final String ACCOUNTS = "accounts";

    private final Host host;
    private final Path all;
    private final Path folder;
    private final Settings.Tls.Acme acme;

    Account(Host host, Place place, Settings.Tls.Acme acme) {
        this.host = host;
        this.acme = acme;
        this.all = place.certificates();
        this.folder = all.resolve(ACCOUNTS).resolve(nameOf(acme.directory()));
    }

    private static String nameOf(URI directory) {
        String digest = Sha256.of(directory.toString().getBytes(StandardCharsets.UTF_8));
        String host = Objects.requireNonNullElse(directory.getHost(), "authority");
        return host.replaceAll("[^A-Za-z0-9.-]", "_") + "-" + digest.substring(0, 2 * NAME_BYTES);
    }

    /**
     * Logs in, with a new account where there is none.
     *
     * @throws FailureException if a setting is missing
     */
    Login login(Session session, HttpClient client) throws AcmeException, FailureException {
        KeyPair key = key();
        URI known = address();
        if (known != null) {
            try {
                return session.login(known.toURL(), key);
            } catch (MalformedURLException e) {
                host.remove(addressFile());
            }
        }
        AccountBuilder builder = new AccountBuilder().agreeToTermsOfService().useKeyPair(key);
        String email = acme.email();
        if (email != null && !email.isEmpty()) {
            builder.addEmail(email);
        }
        if (session.getMetadata().isExternalAccountRequired() || acme.binding() != null) {
            Settings.Tls.Binding binding = Binding.of(acme, client);
            try {
                builder.withKeyIdentifier(binding.keyId(), binding.hmac().value());
            } catch (IllegalArgumentException e) {
                throw new FailureException(
                        Failure.Kind.SETTING, "ACME_EAB_HMAC is no key in base64url.");
            }
        }
        Login login = builder.createLogin(session);
        host.write(
                addressFile(),
                (login.getAccountLocation() + "\n").getBytes(StandardCharsets.UTF_8),
                Mode.PRIVATE,
                Owner.ROOT);
        return login;
    }

    /** A login without asking anyone, for questions that need none; null if there is no account. */
    @Nullable Login known(Session session) throws FailureException {
        URI known = address();
        try {
            return known == null || host.read(keyFile()) == null
                    ? null
                    : session.login(known.toURL(), key());
        } catch (MalformedURLException e) {
            return null;
        }
    }

    /** The authority does not know the account any more: the next try makes it anew. */
    void forgetIfUnknown(AcmeException trouble) {
        if (trouble instanceof AcmeServerException refusal
                && refusal.getType().toString().endsWith(":accountDoesNotExist")) {
            host.remove(addressFile());
        }
    }

    private Path keyFile() {
        return folder.resolve("key.pem");
    }

    private Path addressFile() {
        return folder.resolve("address");
    }

    private @Nullable URI address() {
        byte[] bytes = host.read(addressFile());
        if (bytes == null) {
            return null;
        }
        try {
            return URI.create(Pem.text(bytes).strip());
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private KeyPair key() throws FailureException {
        for (Path each : List.of(all, all.resolve(ACCOUNTS), folder)) {
            host.folder(each, Mode.PRIVATE, Owner.ROOT);
        }
        byte[] kept = host.read(keyFile());
        if (kept == null) {
            byte[] made = Pem.of(Keys.make()).getBytes(StandardCharsets.UTF_8);
            kept = host.once(keyFile(), made, Mode.PRIVATE, Owner.ROOT);
        }
        try {
            return Pem.pair(Pem.text(kept));
        } catch (GeneralSecurityException e) {
            throw new FailureException(
                    Failure.Kind.SETTING,
                    "The account key "
                            + keyFile()
                            + " is damaged: restore it from a backup, or remove its folder for a"
                            + " new account.");
        }
    }
}
