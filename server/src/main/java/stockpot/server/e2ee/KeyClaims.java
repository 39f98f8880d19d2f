package stockpot.server.e2ee;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import stockpot.server.matrix.error.MatrixErrors;
import stockpot.server.matrix.id.DeviceId;
import stockpot.server.matrix.id.ServerName;
import stockpot.server.matrix.id.UserId;
import stockpot.server.matrix.json.Json;
import stockpot.server.store.Database;
import stockpot.server.store.FallbackKeys;
import stockpot.server.store.FallbackKeys.FallbackKey;
import stockpot.server.store.KeyCountChanges;
import stockpot.server.store.OneTimeKeys;
import stockpot.server.store.OneTimeKeys.OneTimeKey;
import stockpot.server.store.WriteTransaction;

/** Hands out one-time keys, each at most once. {@code POST /keys/claim}, threat Y01. */
public final class KeyClaims {
    /** Most keys that one request may claim. */
    static final int MAX_CLAIMS = 5_000;

    /** Claims of one write, so that a large request does not hold the writer for long. */
    private static final int CLAIMS_PER_WRITE = 200;

    private final Database database;
    private final ServerName server;

    /** Keys of the users of that server. */
    public KeyClaims(Database database, ServerName server) {
        this.database = database;
        this.server = server;
    }

    private record Claim(UserId user, DeviceId device, String algorithm) {}

    private record Claimed(Claim claim, String keyId, String json) {}

    /**
     * Claims keys.
     *
     * @param body the body of the request
     * @return the body of the answer; users and devices without a key are left out
     * @throws stockpot.server.matrix.error.MatrixException {@code M_BAD_JSON} and the like
     */
    public ObjectNode claim(ObjectNode body) {
        List<Claim> claims = parse(body);
        ObjectNode keys = Json.object();
        for (int start = 0; start < claims.size(); start += CLAIMS_PER_WRITE) {
            List<Claim> part =
                    claims.subList(start, Math.min(claims.size(), start + CLAIMS_PER_WRITE));
            for (Claimed claimed : database.write(tx -> take(tx, part))) {
                add(keys, claimed);
            }
        }
        ObjectNode answer = Json.object();
        answer.set("one_time_keys", keys);
        answer.putObject("failures");
        return answer;
    }

    private static void add(ObjectNode keys, Claimed claimed) {
        Claim claim = claimed.claim();
        ObjectNode ofUser = keys.withObjectProperty(claim.user().value());
        ObjectNode ofDevice = ofUser.withObjectProperty(claim.device().value());
        ofDevice.set(claim.algorithm() + ":" + claimed.keyId(), Json.trustedValue(claimed.json()));
    }

    private List<Claim> parse(ObjectNode body) {
        if (!body.has("one_time_keys")) {
            throw MatrixErrors.missingParam("missing key 'one_time_keys'");
        }
        List<Claim> claims = new ArrayList<>();
        for (Map.Entry<String, JsonNode> ofUser :
                KeyChecks.object(body, "one_time_keys").properties()) {
            UserId user = UserId.parse(ofUser.getKey());
            if (!(ofUser.getValue() instanceof ObjectNode devices)) {
                throw MatrixErrors.badJson("'one_time_keys' must map users to objects");
            }
            for (Map.Entry<String, JsonNode> entry : devices.properties()) {
                claims.add(claim(user, entry.getKey(), entry.getValue()));
            }
        }
        if (claims.size() > MAX_CLAIMS) {
            throw MatrixErrors.tooLarge("at most " + MAX_CLAIMS + " keys in one request");
        }
        claims.removeIf(claim -> !claim.user().server().equals(server));
        return claims;
    }

    private static Claim claim(UserId user, String device, JsonNode algorithm) {
        if (!algorithm.isTextual()) {
            throw MatrixErrors.badJson("an algorithm must be a string");
        }
        return new Claim(
                user,
                DeviceId.parse(device),
                KeyChecks.name(algorithm.textValue(), "an algorithm"));
    }

    private static List<Claimed> take(WriteTransaction tx, List<Claim> claims) {
        List<Claimed> taken = new ArrayList<>();
        for (Claim claim : claims) {
            Claimed claimed = takeOneTimeKey(tx, claim);
            if (claimed == null) {
                claimed = takeFallbackKey(tx, claim);
            }
            if (claimed != null) {
                taken.add(claimed);
            }
        }
        return taken;
    }

    private static @Nullable Claimed takeOneTimeKey(WriteTransaction tx, Claim claim) {
        OneTimeKey key =
                OneTimeKeys.claim(
                        tx, claim.user(), claim.device(), claim.algorithm(), tx.nextPosition());
        if (key == null) {
            return null;
        }
        OneTimeKeys.forgetOldClaims(tx, claim.user(), claim.device(), claim.algorithm());
        KeyCountChanges.mark(tx, claim.user(), claim.device());
        return new Claimed(claim, key.keyId(), key.json());
    }

    private static @Nullable Claimed takeFallbackKey(WriteTransaction tx, Claim claim) {
        FallbackKey key = FallbackKeys.find(tx, claim.user(), claim.device(), claim.algorithm());
        if (key == null) {
            return null;
        }
        if (!key.used()) {
            FallbackKeys.markUsed(tx, claim.user(), claim.device(), claim.algorithm());
            KeyCountChanges.mark(tx, claim.user(), claim.device());
        }
        return new Claimed(claim, key.keyId(), key.json());
    }
}
