package stockpot.cook.certificates;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProofTest {
    private static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");
    private static final Duration LIFE = Duration.ofDays(90);
    private static final String HOST = "chat.example.org";
    private final SampleCertificates.Pair good =
            SampleCertificates.issued(NOW.minus(Duration.ofDays(1)), LIFE, HOST, "*.example.net");

    private static String refusal(String chain, String key, String... wanted) {
        Proof.Result result = Proof.of(chain, key, List.of(wanted), NOW);
        return assertInstanceOf(Proof.Result.Refused.class, result).reason();
    }

    @Test
    void goodPairIsProven() {
        Proof.Result result =
                Proof.of(good.chain(), good.key(), List.of(HOST, "a.example.net"), NOW);
        Proof.Result.Proven proven = assertInstanceOf(Proof.Result.Proven.class, result);
        assertEquals(List.of(HOST, "*.example.net"), proven.names());
        assertFalse(proven.selfSigned());
        SampleCertificates.Pair own = SampleCertificates.selfSigned(HOST);
        Proof.Result self = Proof.of(own.chain(), own.key(), List.of(HOST), Instant.now());
        assertTrue(assertInstanceOf(Proof.Result.Proven.class, self).selfSigned());
    }

    @Test
    void z11_keyOfAnotherIsRefused() {
        SampleCertificates.Pair other = SampleCertificates.issued(NOW, LIFE, HOST);
        assertEquals(
                "the key is not that of the certificate", refusal(good.chain(), other.key(), HOST));
    }

    @Test
    void z11_keyOfAnotherKindIsRefused() throws GeneralSecurityException {
        KeyPair rsa = KeyPairGenerator.getInstance("RSA").generateKeyPair();
        assertEquals(
                "the key is not that of the certificate",
                refusal(good.chain(), Pem.of(rsa.getPrivate()), HOST));
    }

    @Test
    void z11_everyCutChainAndKeyIsRefusedOrWhole() {
        int whole = 0;
        for (int end = 0; end < good.chain().length(); end += 7) {
            Proof.Result result =
                    Proof.of(good.chain().substring(0, end), good.key(), List.of(HOST), NOW);
            // Cut behind the first certificate it is a chain of one, which is no lie.
            whole += result instanceof Proof.Result.Proven ? 1 : 0;
        }
        int first = good.chain().indexOf("-----END CERTIFICATE-----") + 26;
        int second = good.chain().indexOf("-----BEGIN CERTIFICATE-----", 1);
        assertTrue(whole <= (second - first + 26) / 7 + 5, "taken " + whole);
        for (int end = 0; end < good.key().length() - 30; end += 7) {
            refusal(good.chain(), good.key().substring(0, end), HOST);
        }
    }

    @Test
    void z11_changedByteIsRefused() {
        char[] changed = good.chain().toCharArray();
        int at = good.chain().indexOf('\n', 200) + 10;
        changed[at] = changed[at] == 'A' ? 'B' : 'A';
        refusal(new String(changed), good.key(), HOST);
    }

    @Test
    void z11_chainOfOthersIsRefused() {
        SampleCertificates.Pair other = SampleCertificates.issued(NOW, LIFE, HOST);
        String own = good.chain().substring(0, good.chain().indexOf("-----BEGIN", 1));
        String foreign = other.chain().substring(other.chain().indexOf("-----BEGIN", 1));
        assertTrue(refusal(own + foreign, good.key(), HOST).contains("not signed by"));
        String turned = foreign + own;
        refusal(turned, good.key(), HOST);
    }

    @Test
    void z11_nameThatIsMissingIsNamed() {
        assertTrue(
                refusal(good.chain(), good.key(), HOST, "example.org")
                        .endsWith("not for example.org"));
        refusal(good.chain(), good.key(), "a.b.example.net");
        refusal(good.chain(), good.key(), "example.net");
    }

    @Test
    void z11_whatIsOverOrNotYetIsRefused() {
        SampleCertificates.Pair over =
                SampleCertificates.issued(NOW.minus(LIFE).minusSeconds(1), LIFE, HOST);
        assertTrue(refusal(over.chain(), over.key(), HOST).startsWith("it ended at"));
        SampleCertificates.Pair early =
                SampleCertificates.issued(NOW.plus(Duration.ofHours(1)), LIFE, HOST);
        Proof.Result result = Proof.of(early.chain(), early.key(), List.of(HOST), NOW);
        assertTrue(assertInstanceOf(Proof.Result.Refused.class, result).early());
    }

    @Test
    void x02_noReasonHoldsTheKey() {
        String body = good.key().lines().skip(1).findFirst().orElseThrow();
        for (String key : List.of(good.key().replace("-----END", "----END"), body, "", "\0")) {
            assertFalse(refusal(good.chain(), key, HOST).contains(body.substring(0, 20)));
        }
    }

    @Test
    void olderFormsOfKeysAreRead() throws GeneralSecurityException {
        for (String algorithm : List.of("RSA", "EC", "Ed25519")) {
            KeyPair pair = KeyPairGenerator.getInstance(algorithm).generateKeyPair();
            assertEquals(pair.getPrivate(), Pem.key(Pem.of(pair.getPrivate())), algorithm);
        }
        String locked =
                """
                -----BEGIN ENCRYPTED PRIVATE KEY-----
                MIGHMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg
                -----END ENCRYPTED PRIVATE KEY-----
                """;
        assertThrows(GeneralSecurityException.class, () -> Pem.key(locked));
    }

    @Test
    void accountKeyIsReadBack() throws GeneralSecurityException {
        KeyPair pair = Keys.make();
        assertEquals(pair.getPublic(), Pem.pair(Pem.of(pair)).getPublic());
        assertThrows(GeneralSecurityException.class, () -> Pem.pair(Pem.of(pair.getPrivate())));
    }
}
