"""Decides which addresses may be fetched: an address from an article must not lead into the desk's own network (SSRF).

The rule is a list of our own, not `ipaddress.is_global`: that one changes with Python's version, and calls multicast
and relays global.
"""

from __future__ import annotations

import re
import socket
import threading
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import TYPE_CHECKING, Protocol

from factdb.domain import urls
from factdb.errors import BadValueError
from factdb.errors.archive import AddressRefusedError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from factdb.domain.urls import RequestAddress

IPAddress = IPv4Address | IPv6Address
IPNetwork = IPv4Network | IPv6Network

PORTS = frozenset({80, 443})
_PUBLIC_IPV6 = IPv6Network("2000::/3")  # all that has been handed out for hosts
_NAT64 = IPv6Network("64:ff9b::/96")
# The special-purpose registries of IANA, and one address that a cloud answers on inside.
_REFUSED: tuple[tuple[str, IPNetwork], ...] = tuple(
    (kind, ip_network(network))
    for kind, networks in {
        "an unspecified address": "0.0.0.0/8 ::/128",
        "a loopback address": "127.0.0.0/8 ::1/128",
        "a link-local address": "169.254.0.0/16 fe80::/10",
        "a private address": "10.0.0.0/8 172.16.0.0/12 192.168.0.0/16 100.64.0.0/10 fc00::/7 fec0::/10 "
        "168.63.129.16/32",
        "a multicast address": "224.0.0.0/4 ff00::/8",
        "an IPv4 address inside an IPv6 address": "::ffff:0:0/96 ::/96 ::ffff:0:0:0/96",
        "an address of a tunnel": "2002::/16 2001::/32 192.88.99.0/24 64:ff9b:1::/48",
        "a reserved address": "240.0.0.0/4 192.0.0.0/24 192.0.2.0/24 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 "
        "2001::/23 2001:db8::/32 3fff::/20 5f00::/16 100::/64",
    }.items()
    for network in networks.split()
)
# What browsers read as an IPv4 address: 2130706433, 0x7f.1, 0177.0.0.1, 127.1 are all 127.0.0.1.
_ENDS_IN_A_NUMBER = re.compile(r"(?:.*\.)?(?:[0-9]+|0x[0-9a-f]*)", re.IGNORECASE)


class Resolver(Protocol):
    """Turns the name of a host into its IP addresses, or raises OSError (TimeoutError after `seconds`)."""

    def __call__(self, host: str, port: int, seconds: float, /) -> Sequence[str]:
        """Return the addresses as text."""


def resolve_by_system(host: str, port: int, seconds: float, /) -> list[str]:
    """Ask the system for the addresses of a host, for a limited time: getaddrinfo itself may wait for minutes."""
    answers: list[list[str]] = []
    refusals: list[OSError | UnicodeError] = []

    def ask() -> None:
        try:
            rows = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            answers.append(list(dict.fromkeys(str(row[4][0]) for row in rows)))
        except (OSError, UnicodeError) as error:
            refusals.append(error)

    thread = threading.Thread(target=ask, daemon=True)  # one that never ends must not keep the program alive
    thread.start()
    thread.join(seconds)
    if refusals:
        raise OSError(str(refusals[0])) from refusals[0]
    if not answers:
        raise TimeoutError
    return answers[0]


@dataclass(frozen=True, slots=True)
class Guard:
    """The addresses that may be fetched: public ones, on the ports of the web.

    `ports` are allowed beside 80 and 443. `networks` are allowed although they aren't public: for a desk that cites
    pages of its own intranet, and for tests. Nothing is allowed by default.
    """

    ports: frozenset[int] = frozenset()
    networks: tuple[IPNetwork, ...] = ()
    resolve: Resolver = resolve_by_system

    def target(self, address: str) -> RequestAddress:
        """Return the parts of an address that may be asked for, or refuse it; names are not resolved yet."""
        try:
            target = urls.request_address(address)
        except BadValueError as error:
            raise AddressRefusedError(address, f"it {error.why}") from None
        if target.port not in PORTS | self.ports:
            raise AddressRefusedError(address, f"it names the port {target.port}, and only 80 and 443 are allowed")
        if literal := _literal(target.host, address):
            self._require_allowed(literal, address)
        return target

    def addresses(self, host: str, port: int, seconds: float) -> list[str]:
        """Resolve a host once, and return its addresses if all of them may be asked.

        One that may not be refuses the host: a name with a public and a private address is a trap.
        """
        literal = _literal(host, host)
        names = [str(literal)] if literal else list(self.resolve(host, port, seconds))
        if not names:
            why = "the name has no address"
            raise OSError(why)
        for name in names:
            try:
                address = ip_address(name)
            except ValueError:
                raise AddressRefusedError(host, f"its name resolves to {name}") from None
            self._require_allowed(address, host)
        return names

    def _require_allowed(self, address: IPAddress, typed: str) -> None:
        if any(address in network for network in self.networks):
            return
        if kind := refused_kind(address):
            raise AddressRefusedError(typed, f"{address} is {kind}")


def refused_kind(address: IPAddress) -> str | None:
    """Return what kind of address this is, as "a private address", if no page of the web is there; else None."""
    if isinstance(address, IPv6Address):
        if address.scope_id is not None:
            return "an address of one network card"
        # Where a network has only IPv6, its resolver gives IPv4 hosts such addresses.
        if address in _NAT64:
            return refused_kind(IPv4Address(int(address) & 0xFFFFFFFF))
    for kind, network in _REFUSED:
        if address in network:
            return kind
    return "a reserved address" if isinstance(address, IPv6Address) and address not in _PUBLIC_IPV6 else None


def _literal(host: str, typed: str) -> IPAddress | None:
    """Return the address that a host is, None for a name; refuse ways to write one that hide which it is."""
    if ":" in host:
        address = IPv6Address(host.strip("[]"))
        if address in _NAT64:
            raise AddressRefusedError(typed, f"{address} is an IPv4 address inside an IPv6 address")
        return address
    if not _ENDS_IN_A_NUMBER.fullmatch(host):
        return None
    try:
        return IPv4Address(host)
    except ValueError:
        why = f"its host {host} is a number, not a name"
        raise AddressRefusedError(typed, why) from None
