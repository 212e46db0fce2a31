"""From an address as typed to a host that was looked up once, and checked."""

from __future__ import annotations

import ipaddress
import re
import socket
from dataclasses import dataclass
from urllib.parse import SplitResult, quote, urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from conversations.outside.errors import OutsideRefused
from conversations.outside.ranges import is_outside

URL_CHARACTERS = 2_000
DEFAULT_PORTS = {"http": 80, "https": 443}

_UNWANTED = re.compile(r"[\x00-\x20\x7f\\]")
# What a path or query may hold as it is; the rest is escaped, and what is escaped already stays.
_KEPT = "/%:@!$&'()*+,;=~-._?"


@dataclass(frozen=True)
class Target:
    """Where a request goes. `addresses` were looked up and checked; nothing is looked up after that."""

    url: str
    scheme: str
    host: str
    port: int
    path: str
    addresses: tuple[str, ...]

    @property
    def host_header(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == DEFAULT_PORTS[self.scheme] else f"{host}:{self.port}"


def target_of(url: str) -> Target:
    """The checked target of an http(s) address. Raises OutsideRefused."""
    parts = _split(url)
    host, port = _host_of(parts), _port_of(parts)
    path = quote(parts.path or "/", safe=_KEPT) + (
        f"?{quote(parts.query, safe=_KEPT)}" if parts.query else ""
    )
    return Target(url, parts.scheme, host, port, path, _look_up(host, port))


def _split(url: str) -> SplitResult:
    if len(url) > URL_CHARACTERS:
        raise OutsideRefused(
            _("This address is too long: at most %(most)d characters.") % {"most": URL_CHARACTERS}
        )
    if _UNWANTED.search(url):
        raise OutsideRefused(_("This address has spaces or control characters in it."))
    try:
        parts = urlsplit(url)
    except ValueError:
        raise OutsideRefused(_("This is not an address.")) from None
    if parts.scheme not in DEFAULT_PORTS:
        raise OutsideRefused(_("Only addresses that begin with http:// or https:// can be asked."))
    if parts.username is not None or parts.password is not None:
        raise OutsideRefused(_("An address with a user name or a password in it is not asked."))
    return parts


def _host_of(parts: SplitResult) -> str:
    host = (parts.hostname or "").rstrip(".")
    try:
        return host if ":" in host else host.encode("idna").decode()
    except UnicodeError:
        raise OutsideRefused(_("“%(host)s” is not the name of a host.") % {"host": host[:100]}) from None


def _port_of(parts: SplitResult) -> int:
    try:
        port = parts.port or DEFAULT_PORTS[parts.scheme]
    except ValueError:
        port = 0
    if port not in settings.OUTSIDE_PORTS:
        raise OutsideRefused(
            _("Only these ports are asked: %(ports)s.")
            % {"ports": ", ".join(map(str, settings.OUTSIDE_PORTS))}
        )
    return port


def _look_up(host: str, port: int) -> tuple[str, ...]:
    """The host's addresses. One that leads inside refuses them all: who names it means no good."""
    if not host:
        raise OutsideRefused(_("This address names no host."))
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise OutsideRefused(_("No host is called “%(host)s”.") % {"host": host[:100]}) from None
    addresses = tuple(dict.fromkeys(str(info[4][0]) for info in found))
    # A scope, as in fe80::1%eth0, belongs to a link-local address, which is refused with it.
    if not all(is_outside(ipaddress.ip_address(address.partition("%")[0])) for address in addresses):
        raise OutsideRefused(
            _("“%(host)s” leads to a private or reserved network, which is not asked.") % {"host": host[:100]}
        )
    return addresses
