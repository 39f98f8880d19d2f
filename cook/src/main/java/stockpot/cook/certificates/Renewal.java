package stockpot.cook.certificates;

import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import stockpot.cook.env.Settings;
import stockpot.cook.host.Host;
import stockpot.cook.services.Duty;

/**
 * Sees to it that there is a good certificate: has the first one, and renews it. Trouble leaves the
 * certificate in use as it is.
 */
public final class Renewal implements Duty {
    /** Its name in {@code cook tend} and in the folder of what duties remember. */
    public static final String NAME = "certificates";

    private static final Duration EVERY = Duration.ofMinutes(10);
    private static final Duration SELF_SIGNED_LIFE = Duration.ofDays(365);

    private final Host host;
    private final Settings settings;
    private final CertificateStore store;
    private final Attempts attempts;
    private final Schedule schedule;
    private final Front front;
    private final PointsHere pointsHere;
    private final InstantSource clock;
    private final RandomGenerator chance;

    /** For these settings. */
    public Renewal(
            Host host,
            Settings settings,
            Front front,
            InstantSource clock,
            RandomGenerator chance) {
        this(host, settings, front, clock, chance, PointsHere.byLooking(host, settings));
    }

    /** With another way to find out whether a name leads here. */
    Renewal(
            Host host,
            Settings settings,
            Front front,
            InstantSource clock,
            RandomGenerator chance,
            PointsHere pointsHere) {
        this.host = host;
        this.settings = settings;
        this.front = front;
        this.clock = clock;
        this.chance = chance;
        this.pointsHere = pointsHere;
        this.store = new CertificateStore(host, settings.place(), Names.publicHost(settings));
        this.attempts = new Attempts(host, store.folder());
        this.schedule = new Schedule(host, store.folder(), chance);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Duration every() {
        return EVERY;
    }

    @Override
    public List<String> run() {
        return tend(false).lines();
    }

    /**
     * What happened.
     *
     * @param good whether there is a certificate and nothing more is to be done now
     * @param lines for the log or the operator
     */
    public record Outcome(boolean good, List<String> lines) {
        static Outcome done(String... lines) {
            return new Outcome(true, List.of(lines));
        }

        static Outcome not(String line) {
            return new Outcome(false, List.of(line));
        }
    }

    /**
     * Does what is due.
     *
     * @param forced renews now: {@code cook renew --force}. What the authority itself said about
     *     when to come again holds nevertheless.
     */
    public Outcome tend(boolean forced) {
        Installed installed = store.installed();
        return switch (settings.tls()) {
            case Settings.Tls.Off _ -> Outcome.done();
            case Settings.Tls.SelfSigned _ -> selfSigned(installed, forced);
            case Settings.Tls.Files files -> ownFiles(files);
            case Settings.Tls.Acme acme -> ordered(acme, installed, forced);
        };
    }

    /** The names that a certificate must have here, and DOMAIN too where it leads here. */
    private List<String> wanted() {
        List<String> names = new ArrayList<>(List.of(Names.publicHost(settings)));
        String domain = Names.serverHost(settings);
        if (!names.contains(domain) && !Names.isAddress(domain) && pointsHere.test(domain)) {
            names.add(domain);
        }
        return names;
    }

    private Outcome selfSigned(@Nullable Installed installed, boolean forced) {
        Instant now = clock.instant();
        Instant soon = now.plus(SELF_SIGNED_LIFE.dividedBy(3));
        List<String> names = new ArrayList<>(List.of(Names.publicHost(settings)));
        if (!names.contains(Names.serverHost(settings))) {
            names.add(Names.serverHost(settings));
        }
        boolean fresh =
                installed != null
                        && installed.selfSigned()
                        && installed.notAfter().isAfter(soon)
                        && names.stream().allMatch(installed::covers);
        if (fresh && !forced) {
            return Outcome.done();
        }
        KeyPair key = Keys.make();
        X509Certificate made =
                Keys.selfSigned(key, names, now.minus(Duration.ofHours(1)), SELF_SIGNED_LIFE);
        try {
            String why = store.take(Pem.of(made), Pem.of(key.getPrivate()), List.of(), now, front);
            return why == null
                    ? Outcome.done("A self-signed certificate is in use: nobody trusts it.")
                    : Outcome.not("The self-signed certificate was not taken into use: " + why);
        } catch (CertificateException e) {
            throw new IllegalStateException(e);
        }
    }

    private Outcome ownFiles(Settings.Tls.Files files) {
        Instant now = clock.instant();
        String chain = text(files.certificate());
        String key = text(files.key());
        if (chain == null || key == null) {
            Path missing = chain == null ? files.certificate() : files.key();
            return failed(Failure.Kind.SETTING, "There is no certificate file " + missing + ".");
        }
        if (chain.equals(store.chain())) {
            attempts.succeeded();
            return Outcome.done();
        }
        String why = store.take(chain, key, List.of(Names.publicHost(settings)), now, front);
        if (why != null) {
            return failed(
                    Failure.Kind.SETTING,
                    "The certificate " + files.certificate() + " was not taken into use: " + why);
        }
        attempts.succeeded();
        return Outcome.done("The certificate " + files.certificate() + " is in use.");
    }

    private Outcome failed(Failure.Kind kind, String sentence) {
        attempts.failed(attempts.read(), Failure.of(kind, sentence), clock.instant(), chance);
        return Outcome.not(sentence);
    }

    private @Nullable String text(Path file) {
        byte[] bytes = host.read(file);
        return bytes == null ? null : Pem.text(bytes);
    }

    private Outcome ordered(Settings.Tls.Acme acme, @Nullable Installed installed, boolean forced) {
        Instant now = clock.instant();
        Attempts.State before = attempts.read();
        if (!Attempts.mayTry(before, now, forced)) {
            return installed == null || forced
                    ? Outcome.not(before.reason() + " Next try after " + before.next() + ".")
                    : Outcome.done();
        }
        Ordering ordering = new Ordering(host, settings, acme);
        if (!forced && installed != null && !isDue(installed, ordering, now)) {
            return Outcome.done();
        }
        attempts.begin(before, now, chance);
        try {
            List<String> names = renewed(ordering, installed, now);
            attempts.succeeded();
            return Outcome.done("A certificate for " + String.join(", ", names) + " is in use.");
        } catch (FailureException e) {
            Attempts.State after = attempts.failed(before, e.failure(), clock.instant(), chance);
            return Outcome.not(e.failure().sentence() + " Next try after " + after.next() + ".");
        }
    }

    private List<String> renewed(Ordering ordering, @Nullable Installed installed, Instant now)
            throws FailureException {
        List<String> names = wanted();
        Ordering.Issued issued = store.pending(names, now);
        if (issued == null) {
            try {
                issued = ordering.order(names, replaced(installed), now);
            } catch (FailureException e) {
                if (e.failure().kind() != Failure.Kind.NAMES
                        || names.size() < 2
                        || isGoodForNow(installed, now)) {
                    throw e;
                }
                // One that others can use, although it is not for DOMAIN, is better than none.
                names = names.subList(0, 1);
                issued = ordering.order(names, replaced(installed), now);
            }
        }
        String why = store.take(issued.chain(), issued.key(), names, clock.instant(), front);
        if (why != null) {
            throw new FailureException(
                    Failure.Kind.REFUSED, "The new certificate was not taken into use: " + why);
        }
        return names;
    }

    private boolean isGoodForNow(@Nullable Installed installed, Instant now) {
        if (installed == null || !installed.covers(Names.publicHost(settings))) {
            return false;
        }
        Duration life = Duration.between(installed.notBefore(), installed.notAfter());
        return installed.notAfter().minus(life.dividedBy(4)).isAfter(now);
    }

    private boolean isDue(Installed installed, Ordering ordering, Instant now) {
        if (installed.selfSigned() || !installed.covers(Names.publicHost(settings))) {
            return true;
        }
        return schedule.isDue(installed, now, certificate -> window(certificate, ordering, now));
    }

    /** When DOMAIN has come to lead here, the window is now. */
    private Schedule.@Nullable Window window(
            Installed certificate, Ordering ordering, Instant now) {
        String domain = Names.serverHost(settings);
        if (!certificate.covers(domain) && wanted().contains(domain)) {
            return new Schedule.Window(now.minusSeconds(1), now, null);
        }
        X509Certificate own = replaced(certificate);
        return own == null ? null : ordering.window(own);
    }

    private @Nullable X509Certificate replaced(@Nullable Installed installed) {
        return installed == null || installed.selfSigned() ? null : own(installed);
    }

    private @Nullable X509Certificate own(Installed installed) {
        String text = text(installed.chain());
        try {
            return text == null ? null : Pem.chain(text).getFirst();
        } catch (CertificateException e) {
            return null;
        }
    }
}
