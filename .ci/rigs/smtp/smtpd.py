"""A mail relay for tests.

    python smtpd.py CERT KEY LOG

listens on free ports of 127.0.0.1 and prints one line of JSON with them:
  starttls   STARTTLS offered, login demanded after it     (as port 587)
  implicit   TLS from the first byte, login demanded        (as port 465)
  offered    STARTTLS offered, nobody has to log in         (as port 25)
  plain      no STARTTLS, no login
  plainauth  no STARTTLS, login demanded

Each letter becomes a line of JSON in LOG, written and flushed before the answer to its last line.
A line on standard input changes what the relay does: "later" (451 to every letter), "never" (550 to
every recipient), "lost" (letters are taken and the connection is cut before the answer), "good".
The login is matrix / mailpw.
"""

import asyncio
import json
import os
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

mode = "good"
log = open(sys.argv[3], "a", encoding="utf8")


class Handler:
    def __init__(self, port):
        self.port = port

    async def handle_RCPT(self, server, session, envelope, address, options):
        if mode == "never" or address.startswith("nobody@"):
            return "550 no such person"
        envelope.rcpt_tos.append(address)
        return "250 ok"

    async def handle_DATA(self, server, session, envelope):
        if mode == "later":
            return "451 come back later"
        letter = {
            "port": self.port,
            "from": envelope.mail_from,
            "to": envelope.rcpt_tos,
            "tls": session.ssl is not None,
            "login": bool(session.authenticated),
            "data": envelope.content.decode("utf8", "replace"),
        }
        log.write(json.dumps(letter) + "\n")
        log.flush()
        os.fsync(log.fileno())
        if mode == "lost":
            server.transport.abort()
        return "250 ok"


def authenticate(server, session, envelope, mechanism, data):
    good = isinstance(data, LoginPassword) and (data.login, data.password) == (b"matrix", b"mailpw")
    return AuthResult(success=good, handled=False)


async def main():
    global mode
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(sys.argv[1], sys.argv[2])
    loop = asyncio.get_running_loop()
    login = {"authenticator": authenticate, "auth_required": True}
    kinds = {
        "starttls": ({"tls_context": context, "require_starttls": True, **login}, None),
        "implicit": ({"auth_require_tls": False, **login}, context),
        "offered": ({"tls_context": context}, None),
        "plain": ({}, None),
        "plainauth": ({"auth_require_tls": False, **login}, None),
    }
    ports = {}
    for name, (options, tls) in kinds.items():
        def factory(name=name, options=options):
            return SMTP(Handler(name), hostname="localhost", **options)

        server = await loop.create_server(factory, "127.0.0.1", 0, ssl=tls)
        ports[name] = server.sockets[0].getsockname()[1]
    print(json.dumps(ports), flush=True)
    lines = asyncio.StreamReader()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
    while line := await lines.readline():
        mode = line.decode().strip()
        print(json.dumps({"mode": mode}), flush=True)


asyncio.run(main())
