package stockpot.server.api;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;
import stockpot.server.config.ListenersConfig;
import stockpot.server.ports.Clock;

/**
 * Certificate and key of the listeners that speak TLS. The files are looked at again at handshakes,
 * at most once in some seconds, and taken over when they have changed and fit together; a broken
 * renewal leaves the old pair in use.
 */
final class CertificateFiles extends X509ExtendedKeyManager {
    private static final Logger log = System.getLogger(CertificateFiles.class.getName());

    /** How often the files are looked at. */
    static final Duration RECHECK = Duration.ofSeconds(5);

    private static final String ALIAS = "stockpot";

    private final Path chainPath;
    private final Path keyPath;
    private final Clock clock;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile Pair pair;
    private volatile long checkedAt;

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Pair(X509Certificate[] chain, PrivateKey key, long stamp) {}

    private CertificateFiles(Path chainPath, Path keyPath, Clock clock)
            throws IOException, GeneralSecurityException {
        this.chainPath = chainPath;
        this.keyPath = keyPath;
        this.clock = clock;
        this.pair = read();
        this.checkedAt = clock.nanos();
    }

    /**
     * A context that serves the certificate of the configuration.
     *
     * @throws IllegalArgumentException when the files are missing or do not fit together
     */
    static SSLContext context(ListenersConfig config, Clock clock) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(new KeyManager[] {of(config, clock)}, null, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static CertificateFiles of(ListenersConfig config, Clock clock) {
        Path chain = config.tlsCertificatePath();
        Path key = config.tlsPrivateKeyPath();
        if (chain == null || key == null) {
            throw new IllegalArgumentException(
                    "a listener with tls: true needs tls_certificate_path and"
                            + " tls_private_key_path");
        }
        try {
            return new CertificateFiles(chain, key, clock);
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalArgumentException(
                    "cannot use the certificate "
                            + chain
                            + " with the key "
                            + key
                            + ": "
                            + e.getMessage(),
                    e);
        }
    }

    private Pair current() {
        long now = clock.nanos();
        if (now - checkedAt >= RECHECK.toNanos() && lock.tryLock()) {
            try {
                checkedAt = now;
                if (stamp() != pair.stamp) {
                    pair = read();
                    log.log(Level.INFO, "took over the certificate " + chainPath);
                }
            } catch (IOException | GeneralSecurityException e) {
                log.log(
                        Level.WARNING,
                        "the certificate "
                                + chainPath
                                + " cannot be used, the old"
                                + " one stays: "
                                + e.getMessage());
            } finally {
                lock.unlock();
            }
        }
        return pair;
    }

    private long stamp() throws IOException {
        return Files.getLastModifiedTime(chainPath).toMillis() * 31
                + Files.getLastModifiedTime(keyPath).toMillis();
    }

    private Pair read() throws IOException, GeneralSecurityException {
        long stamp = stamp();
        List<X509Certificate> chain = new ArrayList<>();
        for (Certificate certificate :
                CertificateFactory.getInstance("X.509")
                        .generateCertificates(
                                new ByteArrayInputStream(Files.readAllBytes(chainPath)))) {
            chain.add((X509Certificate) certificate);
        }
        if (chain.isEmpty()) {
            throw new GeneralSecurityException("no certificate in " + chainPath);
        }
        PrivateKey key = privateKey(chain.getFirst().getPublicKey().getAlgorithm());
        CertificatePairs.check(chain.getFirst(), key);
        return new Pair(chain.toArray(new X509Certificate[0]), key, stamp);
    }

    private PrivateKey privateKey(String algorithm) throws IOException, GeneralSecurityException {
        String begin = "-----BEGIN PRIVATE KEY-----";
        String pem = Files.readString(keyPath, StandardCharsets.US_ASCII);
        int from = pem.indexOf(begin);
        int to = pem.indexOf("-----END PRIVATE KEY-----");
        if (from < 0 || to < from) {
            throw new GeneralSecurityException("no PKCS #8 private key in " + keyPath);
        }
        byte[] der = Base64.getMimeDecoder().decode(pem.substring(from + begin.length(), to));
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
    }

    @Override
    public String @Nullable [] getClientAliases(
            @Nullable String keyType, Principal @Nullable [] issuers) {
        return null;
    }

    @Override
    public @Nullable String chooseClientAlias(
            String @Nullable [] keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return null;
    }

    @Override
    public String @Nullable [] getServerAliases(
            @Nullable String keyType, Principal @Nullable [] issuers) {
        return new String[] {ALIAS};
    }

    @Override
    public @Nullable String chooseServerAlias(
            @Nullable String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return alias(keyType);
    }

    @Override
    public @Nullable String chooseEngineServerAlias(
            @Nullable String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
        return alias(keyType);
    }

    private @Nullable String alias(@Nullable String keyType) {
        String own = current().key.getAlgorithm();
        return keyType != null && keyType.startsWith(own) ? ALIAS : null;
    }

    @Override
    public X509Certificate[] getCertificateChain(@Nullable String alias) {
        return pair.chain.clone();
    }

    @Override
    public PrivateKey getPrivateKey(@Nullable String alias) {
        return pair.key;
    }
}
