package stockpot.cook.dataset;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import stockpot.cook.env.Place;
import stockpot.cook.env.Reading;
import stockpot.cook.env.Settings;
import stockpot.cook.files.Identity;
import stockpot.cook.files.ServerConfig;
import stockpot.cook.host.Difference;
import stockpot.cook.host.Host;
import stockpot.cook.host.HostException;
import stockpot.cook.host.Once;
import stockpot.cook.host.Owner;
import stockpot.cook.host.Step;

/**
 * What an old jail with Synapse left. Its database cannot be read yet, so nothing is started empty
 * beside it without a word; with {@code --new} the server keeps its name and its signing key. The
 * old files stay as they are.
 */
public final class OldDataSet {
    private static final String DATABASE = "matrix-synapse/matrix_homeserver.db";
    private static final String CONFIG = "usr/local/etc/matrix-synapse";

    private final Settings settings;
    private final boolean beginAnew;

    /** For these settings. */
    public OldDataSet(Reading reading) {
        this.settings = reading.settings();
        this.beginAnew = reading.beginAnew();
    }

    /** Refuses where it must, and takes the signing key over; before any other key is made. */
    public List<Step> steps(Host host) {
        Place place = settings.place();
        if (database(host) == null || host.exists(place.answers())) {
            return List.of();
        }
        List<Step> steps = new ArrayList<>(List.of(new Check()));
        Path key = key(host);
        if (key != null) {
            Supplier<byte[]> content = () -> content(host, key);
            steps.add(
                    new Once(
                            "key signing of the old data set",
                            ServerConfig.signingKey(settings),
                            content,
                            Owner.STOCKPOT));
        }
        return steps;
    }

    /** The old database, or null where there is none. */
    private @Nullable Path database(Host host) {
        return bases().stream()
                .map(base -> base.resolve(DATABASE))
                .filter(host::exists)
                .findFirst()
                .orElse(null);
    }

    /** The host's folder appears as /mnt; the old jail worked in a folder of that name below it. */
    private List<Path> bases() {
        Path data = settings.place().data();
        return List.of(data, data.resolve("matrixdata"));
    }

    private List<Path> keys() {
        String name = settings.domain() + ".signing.key";
        List<Path> keys = new ArrayList<>();
        keys.add(settings.place().root().resolve(CONFIG).resolve(name));
        bases().forEach(base -> keys.add(base.resolve("matrix-synapse").resolve(name)));
        return keys;
    }

    private @Nullable Path key(Host host) {
        return keys().stream().filter(host::exists).findFirst().orElse(null);
    }

    private static byte[] content(Host host, Path key) {
        byte[] content = host.read(key);
        if (content == null || !Identity.isSigningKey(new String(content, UTF_8))) {
            throw new HostException(key + " holds no signing key: put the right file there.");
        }
        return content;
    }

    private final class Check implements Step {
        @Override
        public String name() {
            return "check old data set";
        }

        @Override
        public Difference difference(Host host) {
            Path database = database(host);
            if (database != null && !beginAnew) {
                throw new HostException(
                        "The database of an old Synapse lies at "
                                + database
                                + ", and this version cannot import it yet. To start an empty"
                                + " server of the same name beside it give --new: it takes over the"
                                + " signing key; accounts, rooms and messages stay in the old"
                                + " database, which is not touched. Nothing was changed.");
            }
            if (database != null && key(host) == null) {
                throw new HostException(
                        "The signing key of the old server is not at "
                                + keys().getFirst()
                                + ": put it there, since with a new one other servers would refuse"
                                + " what comes from "
                                + settings.domain()
                                + ". Nothing was changed.");
            }
            return Difference.NONE;
        }

        @Override
        public void apply(Host host) {}
    }
}
