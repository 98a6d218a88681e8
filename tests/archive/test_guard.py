"""Which addresses may be fetched: 60 of them, as they are typed, and as names resolve."""

from __future__ import annotations

import time
from ipaddress import ip_address, ip_network

import pytest

from factdb.archive import guard
from factdb.archive.guard import Guard
from factdb.errors.archive import AddressRefusedError

REFUSED = [
    # Schemes, credentials, ports, no host.
    "ftp://example.org/", "file:///etc/passwd", "gopher://example.org/", "javascript:alert(1)", "data:text/html,x",
    "//example.org/", "example.org", "http://", "http:///etc/passwd", "http://ana@example.org/",
    "http://ana:secret@example.org/", "http://example.org@127.0.0.1/", "http://example.org:22/",
    "https://example.org:8443/", "http://example.org:0/", "http://example.org:99999/",
    # This machine, in every spelling.
    "http://127.0.0.1/", "http://127.0.0.1:80/", "http://127.255.255.254/", "http://[::1]/", "http://0.0.0.0/",
    "http://[::]/", "http://2130706433/", "http://0x7f000001/", "http://0x7f.0.0.1/", "http://0177.0.0.1/",
    "http://127.1/", "http://127.0.1/", "http://127.0.0.1./", "http://\uff11\uff12\uff17.\uff10.\uff10.\uff11/", "http://①②⑦.0.0.1/",
    "http://127。0。0。1/", "http://[::ffff:127.0.0.1]/", "http://[::ffff:7f00:1]/", "http://[::127.0.0.1]/",
    "http://127.0.0.1%00.example.org/", "http://%31%32%37.0.0.1/",
    # The networks around it.
    "http://10.0.0.1/", "http://172.16.0.1/", "http://172.31.255.255/", "http://192.168.1.1/", "http://100.64.0.1/",
    "http://169.254.169.254/latest/meta-data/", "http://168.63.129.16/", "http://[fe80::1]/", "http://[fe80::1%25eth0]/",
    "http://[fc00::1]/", "http://[fd00:ec2::254]/",
    # Multicast, broadcast, reserved, and IPv4 inside IPv6.
    "http://224.0.0.1/", "http://255.255.255.255/", "http://240.0.0.1/", "http://192.0.2.1/", "http://198.18.0.1/",
    "http://[ff02::1]/", "http://[2001:db8::1]/", "http://[2002:7f00:1::]/", "http://[64:ff9b::7f00:1]/",
    "http://[64:ff9b::808:808]/", "http://[2001:0:53aa:64c::1]/", "http://999.1.1.1/", "http://1.2.3.4.5/",
]  # fmt: skip
ALLOWED = [
    "http://example.org/", "https://example.org:443/a?b=1#c", "http://example.org:80", "HTTPS://EXAMPLE.ORG/",
    "http://8.8.8.8/", "http://172.15.0.1/", "http://172.32.0.1/", "http://[2606:4700::1111]/", "http://müller.de/",
    "http://10.example.org/", "http://1e100.net/", "http://0xbeef.example/", "http://localhost.example.org/",
]  # fmt: skip


def test_there_are_sixty() -> None:
    assert len({*REFUSED, *ALLOWED}) >= 60


@pytest.mark.parametrize("address", REFUSED)
def test_an_address_that_is_refused(address: str) -> None:
    with pytest.raises(AddressRefusedError) as refusal:
        Guard().target(address)
    assert str(refusal.value).startswith(f'factdb does not fetch "{address}": ')
    assert refusal.value.next_step


@pytest.mark.parametrize("address", ALLOWED)
def test_an_address_that_is_allowed(address: str) -> None:
    target = Guard().target(address)
    assert (target.scheme, target.port) in {("http", 80), ("https", 443)}
    assert "#" not in str(target)


def addresses(*names: str) -> list[str]:
    return Guard(resolve=lambda *_: list(names)).addresses("example.org", 443, 1.0)


@pytest.mark.parametrize(
    "name",
    [
        "127.0.0.1", "10.0.0.1", "192.168.0.1", "169.254.169.254", "::1", "::ffff:10.0.0.1", "fe80::1%eth0", "fc00::1",
        "64:ff9b::10.0.0.1", "64:ff9b::7f00:1", "2002:a00:1::", "2001::1", "ff02::1", "::", "no address",
        "4000::1", "fec0::1",
    ],
)  # fmt: skip
def test_a_name_that_resolves_into_a_network_is_refused(name: str) -> None:
    for names in ((name,), ("93.184.216.34", name), (name, "93.184.216.34")):
        with pytest.raises(AddressRefusedError):
            addresses(*names)


@pytest.mark.parametrize("names", [("93.184.216.34",), ("2606:2800:220:1::", "93.184.216.34"), ("64:ff9b::5db8:d822",)])
def test_a_name_that_resolves_to_public_addresses(names: tuple[str, ...]) -> None:
    assert addresses(*names) == list(names)


def test_a_name_without_an_address() -> None:
    with pytest.raises(OSError, match=r"no address"):
        addresses()


def test_networks_and_ports_are_allowed_by_name_only() -> None:
    allowing = Guard(frozenset({8080}), (ip_network("10.1.0.0/16"), ip_network("fd00::/8")))
    assert allowing.target("http://10.1.2.3:8080/").port == 8080
    assert allowing.target("http://[fd00::7]/").host == "[fd00::7]"
    for address in ("http://10.2.0.1/", "http://127.0.0.1/", "http://10.1.2.3:8081/", "http://[::ffff:10.1.2.3]/"):
        with pytest.raises(AddressRefusedError):
            allowing.target(address)


def test_no_refused_network_is_public_to_python() -> None:
    """The list is our own; what Python calls public and we refuse are relays, tunnels, multicast and one cloud."""
    public = {"192.88.99.1", "168.63.129.16", "224.0.0.1", "2001:4:112::1", "ff0e::1", "4000::1", "240.0.0.1"}
    for name in ("8.8.8.8", "1.1.1.1", "2a00:1450::1", "2400:cb00::1"):
        assert guard.refused_kind(ip_address(name)) is None
    for name in public:
        assert guard.refused_kind(ip_address(name))


def test_the_system_resolves_names() -> None:
    assert guard.resolve_by_system("127.0.0.1", 80, 5.0) == ["127.0.0.1"]
    for name in ("a..b", "x" * 300):
        with pytest.raises(OSError, match=r"."):
            guard.resolve_by_system(name, 80, 5.0)


def test_a_resolver_that_never_answers_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    def wait(*_: object, **__: object) -> list[object]:
        time.sleep(0.3)
        return []

    monkeypatch.setattr("factdb.archive.guard.socket.getaddrinfo", wait)
    with pytest.raises(TimeoutError):
        guard.resolve_by_system("example.org", 80, 0.05)
