package stockpot.server.matrix.signing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import stockpot.server.matrix.id.KeyId;
import stockpot.server.matrix.json.Json;

class SigningTest {
    private static final SigningKey KEY = SigningKey.of("a_1", new byte[32]);
    private static final byte[] MESSAGE = "soup".getBytes(StandardCharsets.UTF_8);

    @ParameterizedTest
    @CsvSource({"'', ''", "f, Zg", "fo, Zm8", "foo, Zm9v", "foob, Zm9vYg", "foobar, Zm9vYmFy"})
    void specExamplesOfBase64Hold(String text, String base64) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        assertEquals(base64, UnpaddedBase64.encode(bytes));
        assertArrayEquals(bytes, UnpaddedBase64.decode(base64));
        assertArrayEquals(bytes, UnpaddedBase64.decodeLeniently(base64));
    }

    @Test
    void k06_paddingIsTolerated() {
        assertArrayEquals(new byte[] {'f'}, UnpaddedBase64.decode("Zg=="));
        assertArrayEquals(new byte[] {'f', 'o'}, UnpaddedBase64.decode("Zm8="));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Zh", "Zm9", "-_8", "Z g", "Zm\n9v", "Z", "Zg=", "Zg===", "=", "Zm9v=", "é"})
    void k06_otherSpellingsAreRefused(String base64) {
        assertNull(UnpaddedBase64.decode(base64));
    }

    @Test
    void k06_alphabetsAreNotMixed() {
        byte[] bytes = {(byte) 0xfb, (byte) 0xff};
        assertEquals("+/8", UnpaddedBase64.encode(bytes));
        assertEquals("-_8", UnpaddedBase64.encodeUrlSafe(bytes));
        assertNull(UnpaddedBase64.decodeLeniently("-_8"));
        assertNotNull(UnpaddedBase64.decodeLeniently("Zh"));
    }

    @Test
    void keyFilesAreReadAndWritten() {
        String line = "ed25519 a_1 AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
        assertEquals(line, KEY.line());
        assertEquals(KEY, SigningKey.parse(line + "\n"));
        assertEquals(KEY.hashCode(), SigningKey.parse(line).hashCode());
        assertEquals("ed25519:a_1", KEY.keyId().value());
        assertEquals("ed25519:a_1", KEY.toString());
        assertNotEquals(KEY, SigningKey.of("a_2", new byte[32]));
        byte[] seed = new byte[32];
        seed[0] = 1;
        assertNotEquals(KEY, SigningKey.of("a_1", seed));
        assertNotEquals(KEY, new Object());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "ed25519 a_1",
                "rsa a_1 AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                "ed25519 a_1 AAAA",
                "ed25519 a_1 *AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                "ed25519 a_1 AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA x"
            })
    void k12_otherKeyFilesAreRefusedWithoutTellingTheKey(String line) {
        IllegalArgumentException refusal =
                assertThrows(IllegalArgumentException.class, () -> SigningKey.parse(line));
        assertFalse(String.valueOf(refusal.getMessage()).contains("AAAA"));
    }

    @Test
    void seedIsCopied() {
        byte[] seed = new byte[32];
        SigningKey key = SigningKey.of("a_1", seed);
        seed[0] = 1;
        assertEquals(KEY, key);
        assertEquals(KEY.line(), key.line());
        assertTrue(key.verifyKey().verify(MESSAGE, key.sign(MESSAGE)));
    }

    @Test
    void rfc8032VectorHolds() {
        SigningKey key =
                SigningKey.of(
                        "1",
                        HexFormat.of()
                                .parseHex(
                                        "4ccd089b28ff96da9db6c346ec114e0f"
                                                + "5b8a319f35aba624da8cf6ed4fb8a6fb"));
        assertEquals(
                "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
                        + "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
                HexFormat.of().formatHex(key.sign(new byte[] {0x72})));
    }

    @Test
    void changedMessagesAndSignaturesAreNoticed() {
        byte[] signature = KEY.sign(MESSAGE);
        assertTrue(KEY.verifyKey().verify(MESSAGE, signature));
        assertFalse(KEY.verifyKey().verify("soap".getBytes(StandardCharsets.UTF_8), signature));
        byte[] changed = signature.clone();
        changed[3] ^= 1;
        assertFalse(KEY.verifyKey().verify(MESSAGE, changed));
        assertFalse(KEY.verifyKey().verify(MESSAGE, Arrays.copyOf(signature, 63)));
        assertFalse(KEY.verifyKey().verify(MESSAGE, Arrays.copyOf(signature, 65)));
        assertFalse(KEY.verifyKey().verify(MESSAGE, new byte[64]));
    }

    @Test
    void k05_nonCanonicalSIsRefused() {
        byte[] signature = KEY.sign(MESSAGE);
        BigInteger order =
                BigInteger.TWO
                        .pow(252)
                        .add(new BigInteger("27742317777372353535851937790883648493"));
        byte[] s = Arrays.copyOfRange(signature, 32, 64);
        BigInteger shifted = new BigInteger(1, reversed(s)).add(order);
        byte[] moved = Arrays.copyOf(reversed(leftPadded(shifted)), 32);
        System.arraycopy(moved, 0, signature, 32, 32);
        assertFalse(KEY.verifyKey().verify(MESSAGE, signature));
    }

    private static byte[] leftPadded(BigInteger value) {
        byte[] raw = value.toByteArray();
        byte[] out = new byte[32];
        for (int i = 0; i < 32 && i < raw.length; i++) {
            out[31 - i] = raw[raw.length - 1 - i];
        }
        return out;
    }

    private static byte[] reversed(byte[] bytes) {
        byte[] out = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            out[i] = bytes[bytes.length - 1 - i];
        }
        return out;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", // no bytes
                "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", // 31 bytes
                "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", // 33 bytes
                "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", // zero: a point of small order
                "AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", // the neutral point
                "//////////////////////////////////////////8", // no point
                "7P///////////////////////////////////////38", // order two
                "not base64 at all"
            })
    void k05_badPublicKeysAreRefused(String base64) {
        assertNull(VerifyKey.find(base64));
    }

    @Test
    void k06_twoSpellingsOfAKeyCountAsOne() {
        String base64 = KEY.verifyKey().base64();
        assertEquals(VerifyKey.find(base64), VerifyKey.find(base64 + "="));
        assertEquals(KEY.verifyKey(), VerifyKey.find(base64));
        assertEquals(KEY.verifyKey().hashCode(), KEY.verifyKey().hashCode());
        assertEquals(base64, KEY.verifyKey().toString());
        byte[] seed = new byte[32];
        seed[5] = 9;
        VerifyKey other = SigningKey.of("x", seed).verifyKey();
        assertNotEquals(KEY.verifyKey(), other);
        assertNotEquals(KEY.verifyKey().hashCode(), other.hashCode());
        assertNotEquals(KEY.verifyKey(), new Object());
    }

    @Test
    void signaturesStandBesideOthersAndCoverTheRest() {
        ObjectNode object =
                Json.trusted(
                        "{\"a\":1,\"unsigned\":{\"age\":5},\"signatures\":{\"x\":{\"ed25519:0\":\"s\"}}}");
        Signatures.sign(object, "kitchen.example", KEY);
        KeyId id = KEY.keyId();
        assertEquals("s", object.at("/signatures/x/ed25519:0").asText());
        assertTrue(Signatures.verify(object, "kitchen.example", id, KEY.verifyKey()));
        object.putObject("unsigned").put("age", 6);
        assertTrue(Signatures.verify(object, "kitchen.example", id, KEY.verifyKey()));
        assertFalse(Signatures.verify(object, "x", id, KEY.verifyKey()));
        assertFalse(
                Signatures.verify(
                        object, "kitchen.example", KeyId.parse("ed25519:b"), KEY.verifyKey()));
        object.put("a", 2);
        assertFalse(Signatures.verify(object, "kitchen.example", id, KEY.verifyKey()));
    }

    @Test
    void k06_signaturesThatAreNoBase64AreRefused() {
        for (String signature : new String[] {"\"*\"", "5", "null", "{}"}) {
            ObjectNode object =
                    Json.trusted("{\"signatures\":{\"x\":{\"ed25519:a_1\":" + signature + "}}}");
            assertFalse(Signatures.verify(object, "x", KEY.keyId(), KEY.verifyKey()));
        }
        ObjectNode odd = Json.trusted("{\"signatures\":5}");
        Signatures.sign(odd, "x", KEY);
        assertTrue(Signatures.verify(odd, "x", KEY.keyId(), KEY.verifyKey()));
    }
}
