package stockpot.cook.certificates;

import java.io.IOException;
import java.net.http.HttpClient;
import java.security.KeyPair;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.shredzone.acme4j.Authorization;
import org.shredzone.acme4j.Login;
import org.shredzone.acme4j.Order;
import org.shredzone.acme4j.OrderBuilder;
import org.shredzone.acme4j.Problem;
import org.shredzone.acme4j.RenewalInfo;
import org.shredzone.acme4j.Session;
import org.shredzone.acme4j.Status;
import org.shredzone.acme4j.challenge.Http01Challenge;
import org.shredzone.acme4j.connector.Resource;
import org.shredzone.acme4j.exception.AcmeException;
import org.shredzone.acme4j.exception.AcmeLazyLoadingException;
import org.shredzone.acme4j.exception.AcmeNetworkException;
import org.shredzone.acme4j.exception.AcmeRateLimitedException;
import org.shredzone.acme4j.exception.AcmeServerException;
import org.shredzone.acme4j.exception.AcmeUserActionRequiredException;
import stockpot.cook.env.Settings;
import stockpot.cook.host.Host;

/** Orders a certificate from an authority: RFC 8555, section 7.4, with HTTP-01. */
final class Ordering {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int MAX_DETAIL = 300;

    private final Host host;
    private final Settings settings;
    private final Settings.Tls.Acme acme;

    Ordering(Host host, Settings settings, Settings.Tls.Acme acme) {
        this.host = host;
        this.settings = settings;
        this.acme = acme;
    }

    /** What came of it, as text. */
    record Issued(String chain, String key) {
        /** Its key is nobody's business. */
        @Override
        public String toString() {
            return "Issued";
        }
    }

    /**
     * Orders one certificate for all these names.
     *
     * @param replaced the certificate in use, which the authority is told of, or null
     * @throws FailureException with what to do
     */
    Issued order(List<String> names, @Nullable X509Certificate replaced, Instant now)
            throws FailureException {
        for (String name : names) {
            if (Names.isAddress(name)) {
                throw new FailureException(
                        Failure.Kind.SETTING,
                        "PUBLIC_HOST is the address "
                                + name
                                + ", and certificates are for names: set it to a name.");
            }
        }
        HttpClient client = Https.client(host, acme.authorities());
        Reach.check(acme.directory(), client, now);
        Challenges challenges = new Challenges(host, settings);
        challenges.awaitFront();
        Account account = new Account(host, settings.place(), acme);
        try {
            Session session = session(client);
            Login login = account.login(session, client);
            Order order = begin(login, names, replaced);
            List<String> tokens = new ArrayList<>();
            try {
                for (Authorization authorization : order.getAuthorizations()) {
                    authorize(authorization, challenges, tokens);
                }
            } finally {
                tokens.forEach(challenges::remove);
            }
            return finish(order, names);
        } catch (AcmeException e) {
            account.forgetIfUnknown(e);
            throw new FailureException(failure(e));
        } catch (AcmeLazyLoadingException e) {
            throw new FailureException(
                    e.getCause() instanceof AcmeException cause
                            ? failure(cause)
                            : Failure.of(Failure.Kind.AWAY, "The authority did not answer."));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new FailureException(Failure.Kind.AWAY, "The order was broken off.");
        }
    }

    private Session session(HttpClient client) {
        Session session =
                new Session(acme.directory()) {
                    @Override
                    public HttpClient getHttpClient() {
                        return client;
                    }
                };
        session.networkSettings().setTimeout(Https.ANSWER);
        return session;
    }

    /** Told what is replaced, an authority with renewal information does not count the order. */
    private static Order begin(Login login, List<String> names, @Nullable X509Certificate replaced)
            throws AcmeException {
        boolean informs = login.getSession().resourceUrlOptional(Resource.RENEWAL_INFO).isPresent();
        if (replaced != null && informs) {
            try {
                return builder(login, names).replaces(replaced).create();
            } catch (AcmeRateLimitedException e) {
                throw e;
            } catch (AcmeServerException e) {
                // It was replaced before, or is another authority's: an ordinary order will do.
                return builder(login, names).create();
            }
        }
        return builder(login, names).create();
    }

    private static OrderBuilder builder(Login login, List<String> names) {
        return login.newOrder().domains(names);
    }

    private void authorize(Authorization authorization, Challenges challenges, List<String> tokens)
            throws AcmeException, FailureException, InterruptedException {
        if (authorization.getStatus() == Status.VALID) {
            return;
        }
        String name = authorization.getIdentifier().getDomain();
        Http01Challenge challenge =
                authorization
                        .findChallenge(Http01Challenge.class)
                        .orElseThrow(() ->
                                new FailureException(
                                        Failure.Kind.REFUSED,
                                        "The authority offers no HTTP-01 challenge for "
                                                + name
                                                + "."));
        tokens.add(challenge.getToken());
        challenges.put(challenge.getToken(), challenge.getAuthorization());
        challenge.trigger();
        if (authorization.waitForCompletion(PATIENCE) == Status.VALID) {
            return;
        }
        challenge.fetch();
        String why =
                challenge.getError().flatMap(Problem::getDetail).map(Ordering::line).orElse("");
        throw new FailureException(
                Failure.Kind.NAMES,
                "The authority did not find this host as "
                        + name
                        + ": its address records (A and AAAA) must lead to port 80 here."
                        + (why.isEmpty() ? "" : " It says: " + why));
    }

    private static Issued finish(Order order, List<String> names)
            throws AcmeException, FailureException, InterruptedException {
        order.waitUntilReady(PATIENCE);
        KeyPair key = Keys.make();
        try {
            order.execute(Keys.request(key, names));
            if (order.waitForCompletion(PATIENCE) != Status.VALID) {
                String why =
                        order.getError().flatMap(Problem::getDetail).map(Ordering::line).orElse("");
                throw new FailureException(
                        Failure.Kind.REFUSED, "The authority did not issue. " + why);
            }
            List<X509Certificate> chain = order.getCertificate().getCertificateChain();
            return new Issued(Pem.of(chain), Pem.of(key.getPrivate()));
        } catch (IOException | CertificateException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Asks when a certificate should be renewed; null if the authority does not say. */
    Schedule.@Nullable Window window(X509Certificate certificate) {
        try {
            HttpClient client = Https.client(host, acme.authorities());
            Session session = session(client);
            Login login = new Account(host, settings.place(), acme).known(session);
            if (login == null || session.resourceUrlOptional(Resource.RENEWAL_INFO).isEmpty()) {
                return null;
            }
            RenewalInfo information = login.bindRenewalInfo(certificate);
            Instant again = information.fetch().orElse(null);
            return new Schedule.Window(
                    information.getSuggestedWindowStart(),
                    information.getSuggestedWindowEnd(),
                    again);
        } catch (AcmeException | AcmeLazyLoadingException | FailureException e) {
            return null; // the usual rule holds until it answers again
        }
    }

    private static Failure failure(AcmeException trouble) {
        return switch (trouble) {
            case AcmeRateLimitedException limit ->
                    new Failure(
                            Failure.Kind.LIMIT,
                            "The authority's limit is reached: " + line(limit.getMessage()),
                            limit.getRetryAfter().orElse(null));
            case AcmeNetworkException _ ->
                    Failure.of(
                            Failure.Kind.AWAY, "The connection to the authority was interrupted.");
            case AcmeUserActionRequiredException action ->
                    Failure.of(
                            Failure.Kind.SETTING,
                            "The authority wants something done by hand: "
                                    + line(action.getMessage()));
            case AcmeServerException refusal -> refused(refusal);
            default ->
                    Failure.of(
                            Failure.Kind.AWAY,
                            "The authority answered with something else: "
                                    + line(trouble.getMessage()));
        };
    }

    private static Failure refused(AcmeServerException refusal) {
        String type = refusal.getType().toString();
        String detail = line(refusal.getMessage());
        if (type.endsWith(":serverInternal")) {
            return Failure.of(Failure.Kind.AWAY, "The authority has trouble of its own: " + detail);
        }
        if (type.endsWith(":externalAccountRequired")
                || type.endsWith(":unauthorized")
                || type.endsWith(":invalidContact")
                || type.endsWith(":unsupportedContact")) {
            return Failure.of(
                    Failure.Kind.SETTING,
                    "The authority does not take the account ("
                            + detail
                            + "): look at SSLEMAIL, ACME_EAB_KID and ACME_EAB_HMAC.");
        }
        return Failure.of(Failure.Kind.REFUSED, "The authority refuses: " + detail);
    }

    /** A text of the authority's on one line of bounded length. */
    private static String line(@Nullable String text) {
        String line = String.valueOf(text).replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
        return line.length() > MAX_DETAIL ? line.substring(0, MAX_DETAIL) + "…" : line;
    }
}
