/** A page on the unmodified SDK: logs in by password, shows the timeline of every room, stays up to date. */
import * as sdk from "matrix-js-sdk";

const byId = (id) => document.getElementById(id);

async function start(event) {
    event.preventDefault();
    const baseUrl = byId("server").value;
    const login = await sdk.createClient({ baseUrl }).loginRequest({
        type: "m.login.password",
        identifier: { type: "m.id.user", user: byId("user").value },
        password: byId("password").value,
    });
    const client = sdk.createClient({
        baseUrl,
        userId: login.user_id,
        deviceId: login.device_id,
        accessToken: login.access_token,
    });
    client.on(sdk.ClientEvent.Sync, (state) => {
        byId("state").textContent = state;
    });
    client.on(sdk.RoomEvent.Timeline, (message, room, toStart) => {
        if (message.getType() === "m.room.message" && !toStart) {
            show(`${message.getSender()}: ${message.getContent().body}`);
        }
    });
    await client.startClient({ initialSyncLimit: 20 });
}

function show(line) {
    const item = document.createElement("li");
    item.textContent = line;
    byId("timeline").append(item);
}

byId("login").addEventListener("submit", (event) => {
    start(event).catch((failure) => {
        byId("state").textContent = `failed: ${failure}`;
    });
});
