"""WACZ files of other tools: the main page is read; dangerous names, bombs and wrong hashes are refused."""

from __future__ import annotations

import hashlib
import io
import json
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from factdb.archive import archived_page
from factdb.archive.warc_writing import write_warc
from factdb.errors.archive import BadArchiveFileError, NoArchivedPageError
from tests.archive import fetches
from tests.archive.fault_server import page

WARC = write_warc(fetches.fetch(page()), "other/1")
PAGES = (
    b'{"format": "json-pages-1.0", "id": "pages"}\n'
    b'{"id": "1", "url": "https://example.org/page", "ts": "2026-11-22T09:30:00Z"}\n'
)
MEMBERS = {"archive/data.warc.gz": WARC, "pages/pages.jsonl": PAGES}


def package(members: dict[str, bytes], **more: object) -> bytes:
    resources = [
        {"name": Path(name).name, "path": name, "hash": f"sha256:{hashlib.sha256(raw).hexdigest()}", "bytes": len(raw)}
        for name, raw in members.items()
    ]
    return json.dumps({"profile": "data-package", "wacz_version": "1.1.1", "resources": resources, **more}).encode()


def wacz(members: dict[str, bytes], listed: bytes | None = None, compression: int = zipfile.ZIP_DEFLATED) -> io.BytesIO:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", compression) as archive:
        for name, raw in members.items():
            archive.writestr(name, raw)
        if listed is not None:
            archive.writestr("datapackage.json", listed)
    file.seek(0)
    return file


def read(file: io.BytesIO, address: str | None = None) -> archived_page.ArchivedPage:
    return archived_page.read_archive(file, "evidence.wacz", address)


def test_the_main_page_is_the_one_that_the_file_names() -> None:
    other = write_warc(fetches.fetch("<p>first", address="https://example.org/first"), "other/1")
    members = {"archive/a.warc.gz": other, **MEMBERS}
    assert read(wacz(members, package(members))).content == page().encode()
    named = package(members, mainPageURL="https://example.org/first")
    assert read(wacz(members, named)).content == b"<p>first"
    assert read(wacz(members, package(members)), "https://example.org/first").content == b"<p>first"
    del members["pages/pages.jsonl"]
    assert read(wacz(members, package(members))).content == b"<p>first"
    with pytest.raises(NoArchivedPageError):
        read(wacz(members, package(members)), "https://example.org/none")


def traversing(name: str) -> io.BytesIO:
    members = {**MEMBERS, name: b"x"}
    return wacz(members, package(MEMBERS))


def lying() -> io.BytesIO:
    """Return a file that says a smaller size of a member than it has."""
    bomb = {"archive/bomb.warc": bytes(17_000_000), "pages/pages.jsonl": PAGES}
    raw = bytearray(wacz(bomb, package(bomb)).getvalue())
    for signature, place in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = raw.index(signature)
        raw[at + place : at + place + 4] = struct.pack("<I", 1000)
    return io.BytesIO(bytes(raw))


BOMB = {"archive/bomb.warc": bytes(17_000_000), "pages/pages.jsonl": PAGES}
CUT_OFF = {"archive/x.warc": b"WARC/1.1\r\n"}
ALTERED = {**MEMBERS, "archive/data.warc.gz": WARC[:-9] + b"xxxxxxxxx"}
BAD: dict[str, tuple[Callable[[], io.BytesIO], str]] = {
    "a name that climbs": (lambda: traversing("../../etc/cron.d/x"), "a dangerous name"),
    "a name that climbs from within": (lambda: traversing("archive/../../x"), "a dangerous name"),
    "an absolute name": (lambda: traversing("/etc/passwd"), "a dangerous name"),
    "a name of Windows": (lambda: traversing("C:/x"), "a dangerous name"),
    "a bomb": (lambda: wacz(BOMB, package(BOMB)), "unpacks to more than 200 times its size"),
    "a bomb that lies": (lying, "damaged"),
    "a wrong hash": (lambda: wacz(ALTERED, package(MEMBERS)), "does not have the hash that its list names"),
    "a file that is missing": (lambda: wacz({"pages/pages.jsonl": PAGES}, package(MEMBERS)), "is missing in it"),
    "a file that is not listed": (
        lambda: wacz(MEMBERS, package({"pages/pages.jsonl": PAGES})), "does not list archive/data.warc.gz",
    ),
    "no list": (lambda: wacz(MEMBERS), "it has no datapackage.json"),
    "a list that is no JSON": (lambda: wacz(MEMBERS, b"{"), "not valid JSON"),
    "a list without hashes": (lambda: wacz(MEMBERS, b'{"resources": [{"path": "pages/pages.jsonl"}]}'), "no hash"),
    "no WARC file": (
        lambda: wacz({"pages/pages.jsonl": PAGES}, package({"pages/pages.jsonl": PAGES})), "no WARC file",
    ),
    "a zip that is cut off": (lambda: io.BytesIO(wacz(MEMBERS, package(MEMBERS)).getvalue()[:-40]), "damaged"),
    "a WARC file that is cut off": (
        lambda: wacz(CUT_OFF, package(CUT_OFF)), "it is cut off",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_refused_in_a_sentence(name: str) -> None:
    make, why = BAD[name]
    with pytest.raises(BadArchiveFileError) as refusal:
        read(make())
    assert why in str(refusal.value)
    assert str(refusal.value).startswith("Cannot read evidence.wacz")


def test_two_members_of_one_name_are_refused() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("archive/data.warc.gz", WARC)
        with pytest.warns(UserWarning, match="Duplicate name"):
            archive.writestr("archive/data.warc.gz", b"other")
    file.seek(0)
    with pytest.raises(BadArchiveFileError, match="two files of one name"):
        read(file)


def test_the_digest_of_the_list_is_verified() -> None:
    listed = package(MEMBERS)
    good = {"datapackage-digest.json": json.dumps({"hash": f"sha256:{hashlib.sha256(listed).hexdigest()}"}).encode()}
    bad = {"datapackage-digest.json": json.dumps({"hash": f"sha256:{'0' * 64}"}).encode()}
    assert read(wacz({**MEMBERS, **good}, listed)).content == page().encode()
    with pytest.raises(BadArchiveFileError, match=r"datapackage\.json in it does not have the hash"):
        read(wacz({**MEMBERS, **bad}, listed))
