package stockpot.server.matrix.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;
import stockpot.server.matrix.id.KeyId;
import stockpot.server.matrix.json.Json;
import stockpot.server.matrix.signing.Signatures;
import stockpot.server.matrix.signing.SigningKey;
import stockpot.server.matrix.signing.UnpaddedBase64;
import stockpot.server.matrix.version.RoomVersion;

/** Appendices, "Cryptographic Test Vectors". */
class SpecVectorsTest {
    private static final SigningKey KEY =
            SigningKey.parse("ed25519 1 YJDBA9Xnr2sVqXD9Vj7XVUnmFZcZrlw8Md7kMW+3XA1");

    private static void assertSigned(String before, String signature) {
        ObjectNode object = Json.trusted(before);
        Signatures.sign(object, "domain", KEY);
        assertEquals(signature, object.at("/signatures/domain/ed25519:1").asText());
        assertTrue(Signatures.verify(object, "domain", KeyId.parse("ed25519:1"), KEY.verifyKey()));
    }

    @Test
    void emptyObjectIsSigned() {
        assertSigned(
                "{}",
                "K8280/U9SSy9IVtjBuVeLr+HpOB4BQFWbg+UZaADMtTdGYI7Geitb76LTrr5QV/7Xg4ahLwYGYZzuHGZKM5ZAQ");
    }

    @Test
    void objectWithDataIsSigned() {
        assertSigned(
                "{\"one\":1,\"two\":\"Two\"}",
                "KqmLSbO39/Bzb0QIYE82zqLwsA+PDzYIpIRA2sRQ4sL53+sN6/fpNSoqE7BP7vBZhG6kYdD13EIMJpvhJI+6Bw");
    }

    private static void assertEventSigned(String before, String hash, String signature) {
        ObjectNode event = Json.trusted(before);
        assertEquals(hash, UnpaddedBase64.encode(EventHashes.contentHash(event)));
        event.putObject("hashes").put("sha256", hash);
        assertTrue(EventHashes.contentHashHolds(event));
        byte[] essential = EventHashes.essentialBytes(event, RoomVersion.V1);
        assertEquals(signature, UnpaddedBase64.encode(KEY.sign(essential)));
    }

    @Test
    void k09_minimalEventIsHashedAndSigned() {
        assertEventSigned(
                """
                {"room_id":"!x:domain","sender":"@a:domain","origin":"domain",
                "origin_server_ts":1000000,"signatures":{},"hashes":{},"type":"X","content":{},
                "prev_events":[],"auth_events":[],"depth":3,"unsigned":{"age_ts":1000000}}\
                """,
                "5jM4wQpv6lnBo7CLIghJuHdW+s2CMBJPUOGOC89ncos",
                "KxwGjPSDEtvnFgU00fwFz+l6d2pJM6XBIaMEn81SXPTRl16AqLAYqfIReFGZlHi5KLjAWbOoMszkwsQma+lYAg");
    }

    @Test
    void k09_eventWithRedactableContentIsHashedAndSigned() {
        assertEventSigned(
                """
                {"content":{"body":"Here is the message content"},"event_id":"$0:domain",
                "origin":"domain","origin_server_ts":1000000,"type":"m.room.message",
                "room_id":"!r:domain","sender":"@u:domain","signatures":{},
                "unsigned":{"age_ts":1000000}}\
                """,
                "onLKD1bGljeBWQhWZ1kaP9SorVmRQNdN5aM2JYU2n/g",
                "Wm+VzmOUOz08Ds+0NTWb1d4CZrVsJSikkeRxh6aCcUwu6pNC78FunoD7KNWzqFn241eYHYMGCA5McEiVPdhzBA");
    }
}
