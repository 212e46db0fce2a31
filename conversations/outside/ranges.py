"""Which network addresses are the internet, and which lead to somewhere inside."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator

from django.conf import settings

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

# RFC 6052: an IPv4 address in the last 32 bits, which a NAT64 gateway unwraps.
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
# RFC 4291: "IPv4-compatible", long deprecated, and still unwrapped by some.
_COMPATIBLE = ipaddress.IPv6Network("::/96")


def is_outside(address: Address) -> bool:
    """Whether it may be asked: global unicast, also behind what wraps it; or in OUTSIDE_ALLOWED_NETWORKS."""
    if any(address in network for network in _allowed()):
        return True
    return all(_is_global(each) for each in _with_wrapped(address))


def _is_global(address: Address) -> bool:
    # `is_global` alone is true of multicast and of IPv6's deprecated site-local range.
    is_special = address.is_multicast or address.is_reserved or address.is_unspecified
    return address.is_global and not is_special and not getattr(address, "is_site_local", False)


def _with_wrapped(address: Address) -> Iterator[Address]:
    """The address; for IPv6 the IPv4 addresses that it stands for instead, where it stands for one."""
    if address.version == 4:
        yield address
        return
    wrapped = list(_wrapped_in(address))
    yield from wrapped or [address]


def _wrapped_in(address: ipaddress.IPv6Address) -> Iterator[Address]:
    if address.ipv4_mapped:
        yield address.ipv4_mapped
    if address.sixtofour:
        yield address.sixtofour
    if address.teredo:
        yield from address.teredo
    if address in _NAT64 or address in _COMPATIBLE:
        yield ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)


def _allowed() -> list[ipaddress.IPv4Network | ipaddress.IPv6Network]:
    return [ipaddress.ip_network(network) for network in settings.OUTSIDE_ALLOWED_NETWORKS]
