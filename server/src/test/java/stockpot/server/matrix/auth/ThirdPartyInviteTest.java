package stockpot.server.matrix.auth;

import static stockpot.server.fixture.TestRoom.ALICE;
import static stockpot.server.fixture.TestRoom.BOB;
import static stockpot.server.fixture.TestRoom.CHARLIE;
import static stockpot.server.fixture.TestRoom.KEY;
import static stockpot.server.fixture.TestRoom.json;
import static stockpot.server.fixture.TestRoom.membership;
import static stockpot.server.matrix.auth.AuthRulesTest.assertAllowed;
import static stockpot.server.matrix.auth.AuthRulesTest.assertDenied;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import stockpot.server.fixture.TestRoom;
import stockpot.server.matrix.json.Json;
import stockpot.server.matrix.signing.Signatures;
import stockpot.server.matrix.signing.SigningKey;
import stockpot.server.matrix.version.RoomVersion;

class ThirdPartyInviteTest {
    private static final String PUBLIC = KEY.verifyKey().base64();
    private static final String NOT_SIGNED =
            "the third-party invite is not signed by a key of the room";

    private static final SigningKey OTHER = otherKey();

    private static SigningKey otherKey() {
        byte[] seed = new byte[32];
        seed[0] = 1;
        return SigningKey.of("other", seed);
    }

    static java.util.List<RoomVersion> versions() {
        return RoomVersion.ALL;
    }

    private static TestRoom room(RoomVersion version, ObjectNode inviteContent) {
        TestRoom room = TestRoom.of(version);
        room.send(ALICE, "m.room.third_party_invite", "token", inviteContent);
        return room;
    }

    private static TestRoom room() {
        return room(RoomVersion.V12, Json.object().put("public_key", PUBLIC));
    }

    private static ObjectNode signed(SigningKey key) {
        ObjectNode signed = json("{'mxid':'@bob:kitchen.example','token':'token'}");
        Signatures.sign(signed, "identity.example", key);
        return signed;
    }

    private static ObjectNode content(ObjectNode signed) {
        ObjectNode content = membership("invite");
        content.putObject("third_party_invite").set("signed", signed);
        return content;
    }

    private static AuthDecision judge(TestRoom room, ObjectNode content) {
        return room.judge(ALICE, "m.room.member", BOB.value(), content);
    }

    @ParameterizedTest
    @MethodSource("versions")
    void signedInviteIsAllowedWithoutPower(RoomVersion version) {
        TestRoom room = room(version, Json.object().put("public_key", PUBLIC));
        room.levels("{'invite':100}");
        assertAllowed(judge(room, content(signed(KEY))));
        assertDenied(NOT_SIGNED, judge(room, content(signed(OTHER))));
        room.member(BOB, "ban");
        assertDenied(
                "@bob:kitchen.example is banned from the room", judge(room, content(signed(KEY))));
    }

    @Test
    void a12_keysMayStandInAList() {
        ObjectNode invite = Json.object().put("public_key", OTHER.verifyKey().base64());
        invite.putArray("public_keys").addObject().put("public_key", PUBLIC);
        assertAllowed(judge(room(RoomVersion.V12, invite), content(signed(KEY))));
        assertAllowed(judge(room(RoomVersion.V12, invite), content(signed(OTHER))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{'signed':null}",
                "{'signed':5}",
                "{'signed':{}}",
                "{'signed':{'mxid':'@bob:kitchen.example'}}",
                "{'signed':{'token':'token'}}",
                "{'signed':{'mxid':5,'token':'token'}}",
                "{'signed':{'mxid':'@bob:kitchen.example','token':5}}",
                "5",
                "null"
            })
    void a12_whatIsSignedMustNameUserAndToken(String thirdParty) {
        ObjectNode content = membership("invite");
        content.set("third_party_invite", Json.trustedValue(thirdParty.replace('\'', '"')));
        assertDenied(
                "the third-party invite is not signed for a user and a token",
                judge(room(), content));
    }

    @Test
    void a12_userTokenAndSenderMustAgree() {
        TestRoom room = room().member(CHARLIE, "join");
        assertDenied(
                "the third-party invite is of another user",
                room.judge(ALICE, "m.room.member", CHARLIE.value(), content(signed(KEY))));
        assertDenied(
                "the third-party invite is of another sender",
                room.judge(CHARLIE, "m.room.member", BOB.value(), content(signed(KEY))));
        ObjectNode unknown = json("{'mxid':'@bob:kitchen.example','token':'other'}");
        Signatures.sign(unknown, "identity.example", KEY);
        assertDenied("the third-party invite is unknown", judge(room, content(unknown)));
    }

    @Test
    void a12_changedAndMissingSignaturesAreRefused() {
        for (Consumer<ObjectNode> change :
                java.util.List.<Consumer<ObjectNode>>of(
                        signed -> signed.put("extra", 1),
                        signed -> signed.remove("signatures"),
                        signed -> signed.put("signatures", 5),
                        signed -> signed.putObject("signatures").put("identity.example", "x"),
                        signed ->
                                signed.putObject("signatures").putObject("x").put("ed25519:0", "*"),
                        signed ->
                                signed.putObject("signatures")
                                        .putObject("x")
                                        .put("ed25519:0", 5))) {
            ObjectNode signed = signed(KEY);
            change.accept(signed);
            assertDenied(NOT_SIGNED, judge(room(), content(signed)));
        }
    }

    @Test
    void a12_oddKeysAreNoKeys() {
        ObjectNode invite = json("{'public_key':5,'public_keys':['x',{'public_key':'*'},{}]}");
        assertDenied(NOT_SIGNED, judge(room(RoomVersion.V12, invite), content(signed(KEY))));
        assertDenied(NOT_SIGNED, judge(room(RoomVersion.V12, Json.object()), content(signed(KEY))));
    }

    @Test
    void a12_fewKeysAndSignaturesAreTried() {
        ObjectNode invite = Json.object();
        ArrayNode keys = invite.putArray("public_keys");
        for (int i = 0; i < 15; i++) {
            keys.addObject().put("public_key", OTHER.verifyKey().base64());
        }
        keys.addObject().put("public_key", PUBLIC);
        assertAllowed(judge(room(RoomVersion.V12, invite), content(signed(KEY))));
        keys.insertObject(0).put("public_key", OTHER.verifyKey().base64());
        assertDenied(NOT_SIGNED, judge(room(RoomVersion.V12, invite), content(signed(KEY))));

        ObjectNode many = json("{'mxid':'@bob:kitchen.example','token':'token'}");
        ObjectNode first = many.putObject("signatures").putObject("a");
        for (int i = 0; i < 15; i++) {
            first.put("ed25519:" + i, "AAAA");
        }
        Signatures.sign(many, "b", KEY);
        assertAllowed(judge(room(), content(many)));
        first.put("ed25519:last", "AAAA");
        assertDenied(NOT_SIGNED, judge(room(), content(many)));
    }
}
