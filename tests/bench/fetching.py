"""What it costs to fetch and keep pages, beside wget: python -m tests.bench.fetching [--pages N] [--runs N].

Both fetch the same small pages from a server on this machine, one after the other, each over a connection of its own,
and write WARC files: factdb one a page into its folder of captures, with SHA-256, wget one for all, with SHA-1. Printed
are the seconds of CPU of the two clients (the server's are not counted), and the bytes on the disk.
"""

from __future__ import annotations

import argparse
import shutil
import socketserver
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from ipaddress import ip_network
from pathlib import Path

from factdb.archive.capture_files import CaptureFolder
from factdb.archive.client import Client
from factdb.archive.fetched import FetchLimits
from factdb.archive.guard import Guard
from factdb.archive.warc_writing import write_warc
from tests.bench import paired_runs
from tests.bench.paired_runs import Pair

HEAD = "| factdb | against | ratio | CPU ms a page | bytes a page |\n|---|---|---|---|---|"
_SENTENCE = "The bridge over the river cost nine million euros, page {page} says in sentence {number}. "
_SENTENCES = 60  # about 5 kB


class _Handler(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        path = self.request.recv(65_536).split(b" ", 2)[1].decode()
        text = "".join(_SENTENCE.format(page=path, number=number) for number in range(_SENTENCES))
        body = f"<!doctype html><title>{path}</title><p>{text}".encode()
        head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
        self.request.sendall(head.encode() + body)


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    request_queue_size = 128


@contextmanager
def serving() -> Iterator[int]:
    """Serve small pages on a port of this machine."""
    with _Server(("127.0.0.1", 0), _Handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield server.server_address[1]
        server.shutdown()


def keep(addresses: Path, folder: Path) -> None:
    """Fetch each address of a list, and keep it: what the process under measurement does."""
    urls = addresses.read_text(encoding="ascii").split()
    port = Guard(frozenset(range(1, 65_536)), (ip_network("127.0.0.0/8"),)).target(urls[0]).port
    guard = Guard(frozenset({port}), (ip_network("127.0.0.0/8"),))
    client = Client("factdb/bench", guard=guard, limits=FetchLimits(delay=0))
    captures = CaptureFolder(folder)
    for url in urls:
        captures.write(write_warc(client.fetch(url), "factdb/bench"))


def row(pages: int, runs: int, scratch: Path) -> str:
    """Measure both, and return the line of the table."""
    addresses, ours, peers = scratch / "addresses", scratch / "captures", scratch / "wget"
    peers.mkdir()
    with serving() as port:
        addresses.write_text("\n".join(f"http://127.0.0.1:{port}/{page}" for page in range(pages)), encoding="ascii")
        fetch = (sys.executable, "-m", "tests.bench.fetching", "--keep", str(addresses), str(ours))
        wget = (
            shutil.which("wget") or "wget", "--quiet", "--no-http-keep-alive", "--delete-after", "--input-file",
            str(addresses), "--directory-prefix", str(peers / "pages"), "--warc-file", str(peers / "all"),
        )  # fmt: skip
        measured = paired_runs.measure(Pair("fetched and kept", fetch, "wget", wget), runs)
    counted = len(list(CaptureFolder(ours).names()))
    sizes = [sum(file.stat().st_size for file in place.rglob("*") if file.is_file()) for place in (ours, peers)]
    a_page = f"{1000 * measured.ours / pages:.1f}, wget {1000 * measured.peer / pages:.1f}"
    return (
        f"| {pages:,} pages fetched and kept: {measured.ours:.2f} s ({measured.our_wall:.1f} s on the clock) "
        f"| `wget --warc-file`: {measured.peer:.2f} s ({measured.peer_wall:.1f} s) | {measured.ratio:.1f} | {a_page} "
        f"| {sizes[0] // max(counted, 1):,}, wget {sizes[1] // pages:,} |"
    )


def main() -> None:
    """Measure and print, or do the work that is measured."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.fetching", description="Measure fetching.")
    parser.add_argument("--pages", type=int, default=1_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--keep", nargs=2, type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.keep:
        keep(*arguments.keep)
        return
    with tempfile.TemporaryDirectory() as scratch:
        sys.stdout.write(f"{HEAD}\n{row(arguments.pages, arguments.runs, Path(scratch))}\n")


if __name__ == "__main__":
    main()
