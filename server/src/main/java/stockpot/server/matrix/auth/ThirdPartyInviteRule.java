package stockpot.server.matrix.auth;

import static stockpot.server.matrix.auth.AuthDecision.allowIf;
import static stockpot.server.matrix.auth.AuthDecision.denied;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import stockpot.server.matrix.event.EventTypes;
import stockpot.server.matrix.event.Pdu;
import stockpot.server.matrix.signing.Signatures;
import stockpot.server.matrix.signing.UnpaddedBase64;
import stockpot.server.matrix.signing.VerifyKey;

/** Rule 5.4.1: an invite that makes good an invite of an address. */
final class ThirdPartyInviteRule {
    /** NOTSPEC: most keys and signatures looked at, since each pair costs a verification (A12). */
    static final int MAX_KEYS = 16;

    private final Pdu event;
    private final AuthState state;
    private final String before;

    ThirdPartyInviteRule(Pdu event, AuthState state, String before) {
        this.event = event;
        this.state = state;
        this.before = before;
    }

    AuthDecision check(JsonNode thirdParty) {
        // 5.4.1.1
        if (before.equals("ban")) {
            return denied(event.stateKey() + " is banned from the room");
        }
        // 5.4.1.2 and 5.4.1.3
        if (!(thirdParty.get("signed") instanceof ObjectNode signed)
                || !signed.path("mxid").isTextual()
                || !signed.path("token").isTextual()) {
            return denied("the third-party invite is not signed for a user and a token");
        }
        // 5.4.1.4
        if (!signed.path("mxid").textValue().equals(event.stateKey())) {
            return denied("the third-party invite is of another user");
        }
        // 5.4.1.5
        Pdu invite = state.get(EventTypes.THIRD_PARTY_INVITE, signed.path("token").textValue());
        if (invite == null) {
            return denied("the third-party invite is unknown");
        }
        // 5.4.1.6
        if (!invite.sender().equals(event.sender())) {
            return denied("the third-party invite is of another sender");
        }
        // 5.4.1.7 and 5.4.1.8
        return allowIf(
                isSigned(signed, keys(invite.content())),
                "the third-party invite is not signed by a key of the room");
    }

    private static List<VerifyKey> keys(ObjectNode content) {
        List<VerifyKey> keys = new ArrayList<>();
        add(keys, content.path("public_key"));
        for (JsonNode entry : content.path("public_keys")) {
            add(keys, entry.path("public_key"));
        }
        return keys;
    }

    private static void add(List<VerifyKey> keys, JsonNode text) {
        VerifyKey key =
                keys.size() < MAX_KEYS && text.isTextual()
                        ? VerifyKey.find(text.textValue())
                        : null;
        if (key != null) {
            keys.add(key);
        }
    }

    private static boolean isSigned(ObjectNode signed, List<VerifyKey> keys) {
        byte[] message = Signatures.signedBytes(signed);
        for (byte[] signature : signatures(signed)) {
            for (VerifyKey key : keys) {
                if (key.verify(message, signature)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static List<byte[]> signatures(ObjectNode signed) {
        List<byte[]> signatures = new ArrayList<>();
        for (JsonNode bySigner : signed.path("signatures")) {
            for (JsonNode text : bySigner) {
                byte[] signature = UnpaddedBase64.decode(text.asText());
                if (signature != null && signatures.size() < MAX_KEYS) {
                    signatures.add(signature);
                }
            }
        }
        return signatures;
    }
}
