package stockpot.server.e2ee;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.function.Executable;
import stockpot.server.matrix.error.MatrixException;
import stockpot.server.matrix.id.DeviceId;
import stockpot.server.matrix.id.KeyId;
import stockpot.server.matrix.id.ServerName;
import stockpot.server.matrix.id.UserId;
import stockpot.server.matrix.json.Json;
import stockpot.server.matrix.signing.Signatures;
import stockpot.server.matrix.signing.SigningKey;
import stockpot.server.store.Database;
import stockpot.server.store.Devices;

/** Users with devices and keys. */
final class Cast {
    static final ServerName SERVER = new ServerName("example.org");
    static final UserId ALICE = new UserId("@alice:example.org");
    static final UserId BOB = new UserId("@bob:example.org");
    static final UserId CHARLIE = new UserId("@charlie:example.org");
    static final UserId ZARA = new UserId("@zara:elsewhere.example");
    static final DeviceId PHONE = new DeviceId("PHONE");
    static final DeviceId LAPTOP = new DeviceId("LAPTOP");

    private Cast() {}

    static void device(Database database, UserId user, DeviceId... devices) {
        for (DeviceId device : devices) {
            database.write(tx -> Devices.insert(tx, user, device, null, 0));
        }
    }

    /** A key pair that is the same for the same number. */
    static SigningKey key(int number) {
        byte[] seed = new byte[32];
        Arrays.fill(seed, (byte) number);
        return SigningKey.of("x", seed);
    }

    static String publicKey(SigningKey key) {
        return key.verifyKey().base64();
    }

    static ObjectNode sign(ObjectNode object, UserId signer, String keyName, SigningKey key) {
        byte[] signature = key.sign(Signatures.signedBytes(object));
        Signatures.put(object, signer.value(), new KeyId(keyName), signature);
        return object;
    }

    static ObjectNode deviceKeys(UserId user, DeviceId device, SigningKey key) {
        ObjectNode keys = Json.object();
        keys.put("user_id", user.value());
        keys.put("device_id", device.value());
        keys.putArray("algorithms").add("m.olm.v1.curve25519-aes-sha2");
        keys.putObject("keys")
                .put("curve25519:" + device, "3C5BFWi2Y8MaVvjM8M22DBmh24PmgR0nPvJOIArzgyI")
                .put("ed25519:" + device, publicKey(key));
        return sign(keys, user, "ed25519:" + device, key);
    }

    static ObjectNode oneTimeKey(String value) {
        ObjectNode key = Json.object();
        key.put("key", value);
        return key;
    }

    static ObjectNode json(String text) {
        return Json.parseObject(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    static ObjectNode read(StreamedAnswer answer) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            answer.write(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Json.parseObject(out.toByteArray());
    }

    /** The same as if it had been parsed: numbers are of one kind then. */
    static ObjectNode parsed(ObjectNode json) {
        return Json.parseObject(Json.bytes(json));
    }

    static MatrixException assertRefused(int status, String code, Executable request) {
        MatrixException refusal = assertThrows(MatrixException.class, request);
        assertEquals(code, refusal.code().value(), refusal::getMessage);
        assertEquals(status, refusal.status());
        return refusal;
    }

    static long rows(Database database, String table) {
        Long rows =
                database.read(
                        tx -> tx.first("SELECT count(*) FROM " + table, row -> row.number(1)));
        return rows == null ? 0 : rows;
    }
}
