"""Two people on matrix-nio with its own crypto: register, encrypted room, messages both ways, a picture,
typing, receipts, redaction, leaving. Usage: python nio_chat.py BASE_URL"""

import asyncio
import base64
import io
import logging
import sys
import tempfile
import time
import traceback

import nio
from nio.crypto import decrypt_attachment

PICTURE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
PASSWORD = "correct horse battery"
STAMP = format(int(time.time() * 1000), "x")


class Failed(Exception):
    """A step has failed; it is printed already."""


class Checks:
    """Counts named steps; later ones stand on earlier ones, so the first failure ends the run."""

    passed = 0
    failed = 0

    async def step(self, name, work):
        try:
            result = await work
        except Exception:
            self.failed += 1
            print(f"FAIL matrix-nio: {name}\n{traceback.format_exc()}")
            raise Failed from None
        self.passed += 1
        print(f"ok   matrix-nio: {name}")
        return result


def good(answer):
    """The answer, if it is not an error."""
    if isinstance(answer, nio.ErrorResponse):
        raise RuntimeError(f"refused: {answer}")
    return answer


async def until(what, client, probe, limit=20):
    """Syncs until the probe gives something truthy."""
    end = time.monotonic() + limit
    while True:
        found = probe()
        if found:
            return found
        if time.monotonic() > end:
            raise RuntimeError(f"waited {limit} s for {what}")
        good(await client.sync(timeout=1000))
        await settle(client)


async def settle(client):
    """Does what nio's own sync_forever does between two syncs."""
    await client.send_to_device_messages()
    if client.should_upload_keys:
        good(await client.keys_upload())
    if client.should_query_keys:
        good(await client.keys_query())
    if client.should_claim_keys:
        good(await client.keys_claim(client.get_users_for_key_claiming()))


class Person:
    """A client and what it has heard."""

    def __init__(self, base, name, folder):
        config = nio.AsyncClientConfig(encryption_enabled=True, store_sync_tokens=True)
        self.client = nio.AsyncClient(base, name, store_path=folder, config=config)
        self.name = name
        self.events = []
        self.typing = []
        self.receipts = []
        self.client.add_event_callback(lambda room, event: self.events.append(event), nio.Event)
        self.client.add_ephemeral_callback(
            lambda room, event: self.typing.append(event.users), nio.TypingNoticeEvent
        )
        self.client.add_ephemeral_callback(
            lambda room, event: self.receipts.extend(event.receipts), nio.ReceiptEvent
        )

    async def start(self):
        good(await self.client.register(self.name, PASSWORD))
        good(await self.client.logout())
        self.client.user = self.name
        good(await self.client.login(PASSWORD))
        self.client.user = self.client.user_id
        good(await self.client.sync(timeout=0, full_state=True))
        await settle(self.client)

    async def say(self, room_id, content, event_type="m.room.message"):
        sent = await self.client.room_send(room_id, event_type, content, ignore_unverified_devices=True)
        return good(sent).event_id

    async def hears(self, text):
        def heard():
            return next((e for e in self.events if getattr(e, "body", None) == text and e.decrypted), None)

        return await until(repr(text), self.client, heard)


async def share(alice, bob, room_id):
    upload, keys = await alice.client.upload(
        io.BytesIO(PICTURE), content_type="image/png", filename="pot.png", encrypt=True, filesize=len(PICTURE)
    )
    file = {**keys, "url": good(upload).content_uri, "mimetype": "image/png"}
    await alice.say(room_id, {"msgtype": "m.image", "body": "pot.png", "file": file})
    event = await bob.hears("pot.png")
    answer = good(await bob.client.download(event.url))
    picture = decrypt_attachment(answer.body, event.key["k"], event.hashes["sha256"], event.iv)
    if picture != PICTURE:
        raise RuntimeError(f"{len(picture)} other bytes came back")


async def types(alice, bob, room_id):
    good(await bob.client.room_typing(room_id, True, 20000))
    await until("typing", alice.client, lambda: any(bob.client.user_id in users for users in alice.typing))
    good(await bob.client.room_typing(room_id, False))
    await until("no more typing", alice.client, lambda: alice.typing and alice.typing[-1] == [])


async def reads(alice, bob, room_id, event_id):
    good(await bob.client.room_read_markers(room_id, event_id, event_id))
    await until(
        "the receipt",
        alice.client,
        lambda: any(r.event_id == event_id and r.user_id == bob.client.user_id for r in alice.receipts),
    )


async def redacts(alice, bob, room_id, event_id):
    good(await bob.client.room_redact(room_id, event_id))

    def gone():
        return any(isinstance(e, nio.RedactionEvent) and e.redacts == event_id for e in alice.events)

    await until("the redaction", alice.client, gone)
    event = good(await alice.client.room_get_event(room_id, event_id)).event
    if not isinstance(event, nio.RedactedEvent):
        raise RuntimeError(f"not redacted: {event}")


async def invites(alice, bob):
    created = good(
        await alice.client.room_create(
            name="Kitchen",
            invite=[bob.client.user_id],
            preset=nio.RoomPreset.private_chat,
            initial_state=[nio.EnableEncryptionBuilder().as_dict()],
        )
    )
    room_id = created.room_id
    await until("the invitation", bob.client, lambda: room_id in bob.client.invited_rooms)
    good(await bob.client.join(room_id))
    await until(
        "the member",
        alice.client,
        lambda: room_id in alice.client.rooms and bob.client.user_id in alice.client.rooms[room_id].users
        and bob.client.user_id not in alice.client.rooms[room_id].invited_users,
    )
    await until("the room", bob.client, lambda: room_id in bob.client.rooms)
    return room_id


async def says(sender, hearer, room_id, text):
    await sender.say(room_id, {"msgtype": "m.text", "body": text})
    return await hearer.hears(text)


async def leaves(alice, bob, room_id):
    good(await bob.client.room_leave(room_id))
    await until("the leave", alice.client, lambda: bob.client.user_id not in alice.client.rooms[room_id].users)


async def chat(checks, alice, bob):
    await checks.step("Alice registers, logs in, syncs", alice.start())
    await checks.step("Bob registers, logs in, syncs", bob.start())
    room_id = await checks.step("invites to an encrypted room and joins", invites(alice, bob))
    first = await checks.step("decrypts a message from Alice", says(alice, bob, room_id, "soup is ready"))
    answer = await checks.step("decrypts a message from Bob", says(bob, alice, room_id, "coming at once"))
    await checks.step("sends a picture and fetches it", share(alice, bob, room_id))
    await checks.step("sees the other typing, and stopping", types(alice, bob, room_id))
    await checks.step("sees the read receipt", reads(alice, bob, room_id, first.event_id))
    await checks.step("sees the redaction", redacts(alice, bob, room_id, answer.event_id))
    await checks.step("leaves", leaves(alice, bob, room_id))


async def main(base):
    checks = Checks()
    with tempfile.TemporaryDirectory() as a, tempfile.TemporaryDirectory() as b:
        alice, bob = Person(base, f"nioalice{STAMP}", a), Person(base, f"niobob{STAMP}", b)
        try:
            await chat(checks, alice, bob)
        except Failed:
            pass
        finally:
            await alice.client.close()
            await bob.client.close()
    print(f"matrix-nio: {checks.passed} passed, {checks.failed} failed")
    return 0 if checks.failed == 0 else 1


if __name__ == "__main__":
    logging.disable(logging.CRITICAL)
    sys.exit(asyncio.run(main(sys.argv[1])))
