/**
 * Two people on matrix-js-sdk with its own Rust crypto: register, encrypted room, messages both ways, a
 * picture, typing, receipts, redaction, leaving. Usage: node js-sdk.mjs BASE_URL
 */
import * as sdk from "matrix-js-sdk";
import { Checks, PICTURE, until } from "./checks.mjs";

const ignore = () => {};
// The SDK's global logger speaks through the console.
Object.assign(console, { log: ignore, debug: ignore, info: ignore, warn: ignore, error: ignore, trace: ignore });
const logger = { trace: ignore, debug: ignore, info: ignore, warn: ignore, error: ignore, getChild: () => logger };
const baseUrl = process.argv[2];
const checks = new Checks("matrix-js-sdk");
const stamp = Date.now().toString(36);

async function register(localpart) {
    const guest = sdk.createClient({ baseUrl, logger });
    const body = { username: `${localpart}_${stamp}`, password: "correct horse battery" };
    let session;
    try {
        await guest.registerRequest({ ...body });
        throw new Error("registered without interactive auth");
    } catch (refusal) {
        if (refusal.httpStatus !== 401) throw refusal;
        session = refusal.data.session;
    }
    return guest.registerRequest({ ...body, auth: { type: "m.login.dummy", session } });
}

async function start(localpart) {
    await register(localpart);
    const login = await sdk.createClient({ baseUrl, logger }).loginRequest({
        type: "m.login.password",
        identifier: { type: "m.id.user", user: `${localpart}_${stamp}` },
        password: "correct horse battery",
    });
    const client = sdk.createClient({
        baseUrl,
        logger,
        userId: login.user_id,
        deviceId: login.device_id,
        accessToken: login.access_token,
    });
    await client.initRustCrypto({ useIndexedDB: false });
    await client.startClient({ initialSyncLimit: 20, lazyLoadMembers: true });
    await until("the first sync", () => ["PREPARED", "SYNCING"].includes(client.getSyncState()));
    return client;
}

function find(client, roomId, accept) {
    const room = client.getRoom(roomId);
    return room?.getLiveTimeline().getEvents().find(accept);
}

async function readText(client, roomId, text) {
    const event = await until(`"${text}"`, () =>
        find(client, roomId, (e) => !e.isDecryptionFailure() && e.getContent().body === text),
    );
    if (!event.isEncrypted()) {
        throw new Error("the message was not encrypted");
    }
    return event;
}

async function chat(alice, bob) {
    const roomId = await checks.step("creates an encrypted room and invites", async () => {
        const { room_id } = await alice.createRoom({
            preset: "private_chat",
            name: "Kitchen",
            invite: [bob.getUserId()],
            initial_state: [
                {
                    type: "m.room.encryption",
                    state_key: "",
                    content: { algorithm: "m.megolm.v1.aes-sha2" },
                },
            ],
        });
        return room_id;
    });
    await checks.step("sees the invitation and joins", async () => {
        await until("the invitation", () => bob.getRoom(roomId)?.getMyMembership() === "invite");
        await bob.joinRoom(roomId);
        await until(
            "the member",
            () => alice.getRoom(roomId)?.getMember(bob.getUserId())?.membership === "join",
        );
        await until("the room's state", () => bob.getRoom(roomId)?.hasEncryptionStateEvent());
    });
    const first = await checks.step("decrypts a message from Alice", async () => {
        await alice.sendTextMessage(roomId, "soup is ready");
        return readText(bob, roomId, "soup is ready");
    });
    const answer = await checks.step("decrypts a message from Bob", async () => {
        await bob.sendTextMessage(roomId, "coming at once");
        return readText(alice, roomId, "coming at once");
    });
    await checks.step("sends a picture and fetches it with authentication", async () => {
        const { content_uri } = await alice.uploadContent(PICTURE, { type: "image/png", name: "pot.png" });
        await alice.sendImageMessage(roomId, content_uri, { mimetype: "image/png", w: 1, h: 1 }, "pot.png");
        const event = await readText(bob, roomId, "pot.png");
        const url = bob.mxcUrlToHttp(event.getContent().url, undefined, undefined, undefined, false, true, true);
        const answer = await fetch(url, { headers: { Authorization: `Bearer ${bob.getAccessToken()}` } });
        const bytes = Buffer.from(await answer.arrayBuffer());
        if (answer.status !== 200 || !bytes.equals(PICTURE)) {
            throw new Error(`status ${answer.status}, ${bytes.length} bytes`);
        }
    });
    await checks.step("sees the other typing, and stopping", async () => {
        const typing = () => alice.getRoom(roomId).getMember(bob.getUserId()).typing;
        await bob.sendTyping(roomId, true, 20000);
        await until("typing", typing);
        await bob.sendTyping(roomId, false, 0);
        await until("no more typing", () => !typing());
    });
    await checks.step("sees the read receipt", async () => {
        await bob.sendReadReceipt(find(bob, roomId, (e) => e.getId() === first.getId()));
        await until("the receipt", () =>
            alice.getRoom(roomId).hasUserReadEvent(bob.getUserId(), first.getId()),
        );
    });
    await checks.step("sees the redaction", async () => {
        await bob.redactEvent(roomId, answer.getId());
        await until("the redaction", () =>
            find(alice, roomId, (e) => e.getId() === answer.getId())?.isRedacted(),
        );
    });
    await checks.step("leaves", async () => {
        await bob.leave(roomId);
        await until(
            "the leave",
            () => alice.getRoom(roomId).getMember(bob.getUserId()).membership === "leave",
        );
    });
}

try {
    const alice = await checks.step("Alice registers, logs in, syncs", () => start("alice"));
    const bob = await checks.step("Bob registers, logs in, syncs", () => start("bob"));
    await chat(alice, bob);
} catch {
    // the failed step has been printed
}
checks.finish();
