"""Connections to a target's checked addresses and to nothing else."""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from django.utils.translation import gettext as _

from conversations.outside.errors import OutsideRefused
from conversations.outside.targets import Target


class Deadline:
    """A moment after which nothing is waited for."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds

    @property
    def left(self) -> float:
        return max(self._end - time.monotonic(), 0.001)

    @property
    def is_over(self) -> bool:
        return time.monotonic() >= self._end


@contextmanager
def connected(target: Target, deadline: Deadline) -> Iterator[http.client.HTTPConnection]:
    """A connection on which one request can be made. It is cut when the deadline is over.

    A timeout of each read is not enough: a server may send a byte now and then for ever.
    """
    connection = http.client.HTTPConnection(target.host, target.port)
    connection.auto_open = 0
    connection.sock = _secured(_open_socket(target, deadline), target)
    cut = threading.Timer(deadline.left, _shut_down, [connection.sock])
    cut.daemon = True
    cut.start()
    try:
        if isinstance(connection.sock, ssl.SSLSocket):
            _shake_hands(connection.sock, target)
        yield connection
    finally:
        cut.cancel()
        connection.close()


def _open_socket(target: Target, deadline: Deadline) -> socket.socket:
    for address in target.addresses:
        try:
            return socket.create_connection((address, target.port), timeout=deadline.left)
        except OSError:
            # The next address of the same host may answer: one without IPv6 has only the other kind.
            continue
    raise OutsideRefused(_("“%(host)s” can not be reached.") % {"host": target.host})


def _secured(raw: socket.socket, target: Target) -> socket.socket:
    if target.scheme != "https":
        return raw
    context = ssl.create_default_context()
    # The handshake comes later: it is waiting too, and the deadline has to hold for it.
    return context.wrap_socket(raw, server_hostname=target.host, do_handshake_on_connect=False)


def _shake_hands(secured: ssl.SSLSocket, target: Target) -> None:
    try:
        secured.do_handshake()
    except ssl.SSLCertVerificationError as error:
        raise OutsideRefused(
            _("The certificate of “%(host)s” is not valid: %(reason)s.")
            % {"host": target.host, "reason": error.verify_message}
        ) from error


def _shut_down(connection: socket.socket) -> None:
    # Below TLS: its own way out would wait for the other side. Closed a moment before is fine too.
    with suppress(OSError):
        socket.socket.shutdown(connection, socket.SHUT_RDWR)
