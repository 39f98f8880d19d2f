package stockpot.server.rooms;

import com.fasterxml.jackson.databind.node.ObjectNode;
import stockpot.server.matrix.error.MatrixErrors;
import stockpot.server.matrix.event.EventTypes;
import stockpot.server.matrix.event.Pdu;
import stockpot.server.matrix.id.ServerName;
import stockpot.server.matrix.id.UserId;
import stockpot.server.matrix.json.Body;
import stockpot.server.matrix.json.Json;

/**
 * Invites of people who had no Matrix id yet: the proof of an identity server turns the {@code
 * m.room.third_party_invite} of a room into an invite of a user. Client-Server API, "Third-party
 * invites".
 */
final class ThirdPartyInvites {
    private ThirdPartyInvites() {}

    /**
     * Adds the invite that the proof stands for; the room's rules check its signature (threat A12).
     *
     * @param signed {@code sender}, {@code mxid}, {@code token} and {@code signatures}
     */
    static void exchange(RoomDraft draft, UserId user, ObjectNode signed, ServerName server) {
        Body proof = Body.of(signed);
        UserId sender = UserId.parse(proof.text("sender"));
        String token = proof.text("token");
        Pdu invite = draft.get(EventTypes.THIRD_PARTY_INVITE, token);
        if (invite == null || !sender.server().equals(server)) {
            throw MatrixErrors.forbidden("There is no such third-party invite");
        }
        ObjectNode essence = Json.object();
        essence.put("mxid", proof.text("mxid"));
        essence.put("token", token);
        essence.set("signatures", proof.object("signatures"));
        ObjectNode content = Json.object();
        content.put("membership", "invite");
        content.putObject("third_party_invite")
                .put("display_name", invite.content().path("display_name").asText())
                .set("signed", essence);
        draft.add(NewEvent.state(sender, EventTypes.MEMBER, user.value(), content));
    }
}
