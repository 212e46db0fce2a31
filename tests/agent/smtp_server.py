"""A mail server on loopback that keeps what it is given, or refuses it."""

from __future__ import annotations

import email
import email.policy
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage


@dataclass
class Mailbox:
    port: int = 0
    refuses: bool = False
    mails: list[EmailMessage] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)


class _Talk(socketserver.StreamRequestHandler):
    """As much of RFC 5321 as a client needs that sends without a password."""

    server: _Server

    def handle(self) -> None:
        self._say("220 mail.example ready")
        while line := self.rfile.readline().decode().strip():
            verb = line.split(" ")[0].upper()
            if verb == "QUIT":
                self._say("221 bye")
                return
            getattr(self, f"_{verb.lower()}", self._ok)(line)

    def _ok(self, _line: str) -> None:
        self._say("250 ok")

    def _rcpt(self, line: str) -> None:
        if self.server.mailbox.refuses:
            self._say("451 try later")
            return
        self.server.mailbox.recipients.append(line.partition("<")[2].partition(">")[0])
        self._say("250 ok")

    def _data(self, _line: str) -> None:
        self._say("354 go on")
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        mail = email.message_from_bytes(b"".join(lines), policy=email.policy.default)
        self.server.mailbox.mails.append(mail)
        self._say("250 kept")

    def _say(self, line: str) -> None:
        self.wfile.write(line.encode() + b"\r\n")


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    mailbox: Mailbox


@contextmanager
def mail_server() -> Iterator[Mailbox]:
    with _Server(("127.0.0.1", 0), _Talk) as server:
        server.mailbox = Mailbox(port=server.server_address[1])
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield server.mailbox
        finally:
            server.shutdown()
            thread.join()
