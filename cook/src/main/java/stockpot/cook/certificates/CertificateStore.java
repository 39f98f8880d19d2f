package stockpot.cook.certificates;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import stockpot.cook.env.Place;
import stockpot.cook.host.Host;
import stockpot.cook.host.Mode;
import stockpot.cook.host.Owner;
import stockpot.cook.host.Sha256;

/**
 * The certificates of one host in the data set. Each version has a folder of its own, written
 * before anything points to it and never changed; {@code versions.json} says which one is in use
 * and which was before, and changes by one rename. The link {@code current} says the same to people
 * and other programs.
 */
public final class CertificateStore {
    private static final String CHAIN = "chain.pem";
    private static final String KEY = "key.pem";
    private static final int DIGEST_BYTES = 8;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Host host;
    private final Path all;
    private final Path folder;

    /** What is kept for a host name. */
    public CertificateStore(Host host, Place place, String name) {
        if (name.isEmpty() || name.startsWith(".") || name.indexOf('/') >= 0) {
            throw new IllegalArgumentException("PUBLIC_HOST is no host name");
        }
        this.host = host;
        this.all = place.certificates();
        this.folder = all.resolve(name);
    }

    /** Where it lies. */
    Path folder() {
        return folder;
    }

    /**
     * The certificate in use. One whose files were damaged gives way to the one before; dates do
     * not matter here, since an old certificate is better than none.
     *
     * @return null if there is none
     */
    public @Nullable Installed installed() {
        Versions versions = versions();
        for (String version : new String[] {versions.current, versions.previous}) {
            Installed found = version == null ? null : read(version);
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    private @Nullable Installed read(String version) {
        Path chain = folder.resolve(version).resolve(CHAIN);
        Path key = folder.resolve(version).resolve(KEY);
        byte[] chainBytes = host.read(chain);
        byte[] keyBytes = host.read(key);
        if (chainBytes == null || keyBytes == null) {
            return null;
        }
        try {
            X509Certificate own = Pem.chain(Pem.text(chainBytes)).getFirst();
            Instant within = own.getNotBefore().toInstant();
            Proof.Result result =
                    Proof.of(Pem.text(chainBytes), Pem.text(keyBytes), List.of(), within);
            return result instanceof Proof.Result.Proven proven
                    ? new Installed(
                            proven.names(),
                            chain,
                            key,
                            within,
                            own.getNotAfter().toInstant(),
                            proven.selfSigned())
                    : null;
        } catch (GeneralSecurityException e) {
            return null;
        }
    }

    /** The text of the chain in use, or null. */
    @Nullable String chain() {
        Installed installed = installed();
        byte[] bytes = installed == null ? null : host.read(installed.chain());
        return bytes == null ? null : Pem.text(bytes);
    }

    /**
     * Proves a pair, keeps it, points to it and has the front take it; if the front does not, all
     * is as before.
     *
     * @return why not, or null if it is in use now
     */
    @Nullable String take(String chain, String key, List<String> wanted, Instant now, Front front) {
        Proof.Result result = Proof.of(chain, key, wanted, now);
        if (result instanceof Proof.Result.Refused refused) {
            return refused.reason();
        }
        X509Certificate own = ((Proof.Result.Proven) result).own();
        Versions before = versions();
        String version = nameOf(own);
        if (version.equals(before.current) && read(version) != null) {
            front.apply(); // it may have been killed before it did
            return null;
        }
        put(version, chain, key);
        point(
                new Versions(
                        version,
                        version.equals(before.current) ? before.previous : before.current,
                        null));
        try {
            front.apply();
        } catch (RuntimeException e) {
            point(new Versions(before.current, before.previous, version));
            front.apply();
            return "nginx did not take it: " + e.getMessage();
        }
        for (String stale : new String[] {before.previous, before.pending}) {
            if (stale != null && !stale.equals(version) && !stale.equals(before.current)) {
                host.remove(folder.resolve(stale));
            }
        }
        return null;
    }

    /** One that was had but not taken by the front, if it is still good: no need for another. */
    Ordering.@Nullable Issued pending(List<String> wanted, Instant now) {
        String version = versions().pending;
        if (version == null) {
            return null;
        }
        byte[] chain = host.read(folder.resolve(version).resolve(CHAIN));
        byte[] key = host.read(folder.resolve(version).resolve(KEY));
        if (chain == null || key == null) {
            return null;
        }
        Ordering.Issued issued = new Ordering.Issued(Pem.text(chain), Pem.text(key));
        return Proof.of(issued.chain(), issued.key(), wanted, now) instanceof Proof.Result.Proven
                ? issued
                : null;
    }

    private void put(String version, String chain, String key) {
        Path target = folder.resolve(version);
        host.folder(all, Mode.PRIVATE, Owner.ROOT);
        host.folder(folder, Mode.PRIVATE, Owner.ROOT);
        host.folder(target, Mode.PRIVATE, Owner.ROOT);
        host.write(target.resolve(KEY), bytes(key), Mode.PRIVATE, Owner.ROOT);
        host.write(target.resolve(CHAIN), bytes(chain), Mode.PRIVATE, Owner.ROOT);
    }

    private void point(Versions versions) {
        ObjectNode node = JSON.createObjectNode();
        node.put("current", versions.current).put("previous", versions.previous);
        node.put("pending", versions.pending);
        host.write(versionsFile(), bytes(node.toString() + "\n"), Mode.PRIVATE, Owner.ROOT);
        String current = versions.current;
        if (current == null) {
            host.remove(folder.resolve("current"));
        } else {
            host.link(folder.resolve("current"), Path.of(current));
        }
    }

    private Path versionsFile() {
        return folder.resolve("versions.json");
    }

    private Versions versions() {
        byte[] bytes = host.read(versionsFile());
        if (bytes == null) {
            return new Versions(null, null, null);
        }
        try {
            JsonNode node = JSON.readTree(bytes);
            return new Versions(
                    version(node.path("current")),
                    version(node.path("previous")),
                    version(node.path("pending")));
        } catch (IOException e) {
            return new Versions(null, null, null); // a new one is had, and the folders stay
        }
    }

    /** A name that this class made; anything else could lead out of the folder. */
    private static @Nullable String version(JsonNode node) {
        String text = node.asText("");
        return text.matches("[0-9]{8}-[0-9a-f]{16}") ? text : null;
    }

    private static String nameOf(X509Certificate own) {
        try {
            String digest = Sha256.of(own.getEncoded());
            return own.getNotBefore().toInstant().toString().substring(0, 10).replace("-", "")
                    + "-"
                    + digest.substring(0, 2 * DIGEST_BYTES);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private record Versions(
            @Nullable String current, @Nullable String previous, @Nullable String pending) {}
}
