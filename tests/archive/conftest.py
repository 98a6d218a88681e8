"""The server of faults, and clients that may reach it."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterator
from dataclasses import replace
from ipaddress import ip_network

import pytest

from factdb.archive.client import Client
from factdb.archive.fetched import FetchLimits
from factdb.archive.guard import Guard, Resolver
from tests.archive.fault_server import FaultServer, running

LOOPBACK = (ip_network("127.0.0.0/8"),)
LIMITS = FetchLimits(connect=10.0, silence=10.0, total=20.0, raw=200_000, unpacked=400_000, delay=0.0)
MakeClient = Callable[..., Client]


def resolve(host: str, _port: int, _seconds: float) -> list[str]:
    """Every name of the tests is on this machine."""
    if host.startswith("nowhere"):
        raise OSError("Name or service not known")
    if host.startswith("slow-name"):
        raise TimeoutError
    assert host.endswith(".test"), host
    return ["127.0.0.1"]


@pytest.fixture(scope="session")
def server() -> Iterator[FaultServer]:
    """The server of faults, one for all tests."""
    with running() as server:
        yield server


@pytest.fixture(scope="session")
def tls(server: FaultServer) -> ssl.SSLContext:
    """The certificates that the tests believe: those of the server's own authority."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    server.authority.configure_trust(context)
    return context


@pytest.fixture
def make_client(server: FaultServer, tls: ssl.SSLContext) -> MakeClient:
    """The maker of clients that may reach the server of faults."""

    def make(resolver: Resolver = resolve, **limits: float) -> Client:
        guard = Guard(frozenset({server.plain, server.secure, 9}), LOOPBACK, resolver)
        return Client("factdb/test", guard=guard, limits=replace(LIMITS, **limits), tls=tls)  # type: ignore[arg-type]

    return make


@pytest.fixture
def client(make_client: MakeClient) -> Client:
    """A client that may reach the server of faults."""
    return make_client()
