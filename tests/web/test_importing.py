"""Importing a file in the browser: the summary and its form, the dry run, the import, and what it refuses."""

from __future__ import annotations

import csv
import gzip
import io
import re
import resource
import stat
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from factdb.services.actor import find_actor
from factdb.services.desk import accounts
from factdb.services.imports import import_list
from factdb.store import sessions
from factdb.web import uploads
from factdb.web.uploads import Uploads
from tests.web.conftest import Visitor

if TYPE_CHECKING:
    import httpx2

CSV = (
    b"Who,claim,url,said on\n"
    b"Ada Lund,The harbour is open.,https://example.org/a,2021-02-01\n"
    b"Bo Orr,It rained.,,2021-02-25\n"
)


def upload(visitor: Visitor, content: bytes = CSV, name: str = "harbour.csv") -> str:
    """Upload a file; return the address of its summary."""
    answer = visitor.client.post("/import/upload", files={"file": (name, content)})
    assert re.fullmatch(r"/import/[\w-]{43}", answer.url.path)
    return str(answer.url.path)


def fields_of(page: str) -> dict[str, str]:
    """Return the hidden fields that each form of an import carries."""
    return dict(re.findall(r'<input type="hidden" name="(sha256|seen)" value="([^"]*)">', page))


def send(visitor: Visitor, address: str, action: str, choices: str = "", **more: str) -> httpx2.Response:
    """Press a button of the summary that these choices show."""
    page = visitor.client.get(f"{address}?{choices}").text
    pairs = [pair.split("=", 1) for pair in choices.split("&") if pair]
    form: dict[str, list[str]] = {}
    for name, value in [*pairs, *fields_of(page).items(), *more.items()]:
        form.setdefault(name, []).append(value)
    return visitor.client.post(f"{address}/{action}", data=form)


def kept(visitor: Visitor) -> list[Path]:
    """Return the files that wait."""
    folder = visitor.site.uploads._folder  # noqa: SLF001 - nothing but this test asks where they are
    return list(folder.iterdir()) if folder else []


def count(visitor: Visitor) -> int:
    """Return the number of imports."""
    with sessions.reading(visitor.site.database) as session:
        return len(list(import_list.import_rows(session)))


def alert(answer: httpx2.Response) -> str:
    return unescape(answer.text.partition('role="alert"')[2].partition("</div>")[0])


# -- the way through -------------------------------------------------------------------------------------------


def test_a_file_is_uploaded_tried_and_imported(ana: Visitor) -> None:
    address = upload(ana)
    page = ana.page(address)
    for words in (
        "harbour.csv",
        "The harbour is open.",
        "speaker, by its heading",
        "0 known, 2 new",
        "Ada Lund, Bo Orr",
        "2021-02-01",
    ):
        assert words in unescape(page), words
    tried = send(ana, address, "try", "on_error=skip&date_order=dmy")
    assert "Nothing was written." in tried.text
    assert '<th scope="row">added</th><td>2</td>' in tried.text
    before = count(ana)
    form = re.findall(r'name="(\w+)" value="([^"]*)"', tried.text)
    answer = ana.client.post(f"{address}/run", data={name: unescape(value) for name, value in form})
    assert answer.status_code == 200, answer.text
    assert answer.url.path == address
    assert "harbour.csv was imported." in answer.text
    assert count(ana) == before + 1
    assert kept(ana) == []
    number = re.search(r"/imports/(\d+)", answer.text)
    assert number
    details = ana.page(f"/imports/{number[1]}")
    assert '<dt>date order</dt><dd dir="auto">dmy</dd>' in details


def test_a_reload_and_another_tab_see_what_the_import_did(ana: Visitor) -> None:
    address = upload(ana)
    other_tab = fields_of(ana.page(address))
    assert send(ana, address, "run").status_code == 200
    before = count(ana)
    assert "Imported harbour.csv" in ana.page(address)
    again = ana.client.post(f"{address}/run", data=other_tab)
    assert again.status_code == 404
    assert count(ana) == before


def test_the_field_of_each_column_is_chosen(ana: Visitor) -> None:
    address = upload(ana, b"Who,What\nAda Lund,The harbour is open.\n")
    refused = ana.client.get(address)
    assert refused.status_code == 400
    assert "Choose the column that has the field claim" in alert(refused)
    choices = "column-0=Who&field-0=-&column-1=What&field-1=claim"
    page = ana.page(f"{address}?{choices}")
    assert "speaker unknown" in page
    assert '<option value="claim" selected>' in page
    answer = send(ana, address, "run", choices)
    assert "was imported" in answer.text, alert(answer)
    with sessions.reading(ana.site.database) as session:
        number = next(iter(import_list.import_rows(session)))["id"]
        assert import_list.import_page(session, number)["options"]["columns"] == {"Who": "", "What": "claim"}


def test_what_the_form_leaves_open_is_no_option(ana: Visitor) -> None:
    """A field that was only shown counts as guessed: so an id that is but a number of a row stays one."""
    page = ana.page(upload(ana))
    selected = re.findall(r'<select name="field-\d".*?</select>', page, re.DOTALL)
    assert len(selected) == 4
    assert not any(" selected" in select for select in selected)


def test_choices_are_imported_only_after_they_were_shown(ana: Visitor) -> None:
    address = upload(ana)
    seen = fields_of(ana.page(address))
    answer = ana.client.post(f"{address}/run", data={**seen, "source": "Example Post"})
    assert answer.status_code == 409
    assert "Look at the summary below" in alert(answer)
    assert 'in <span dir="auto">Example Post</span>' in answer.text
    assert count(ana) == 0
    form = {**fields_of(answer.text), "source": "Example Post"}
    assert "was imported" in ana.client.post(f"{address}/run", data=form).text


def test_the_order_of_dates_is_chosen(ana: Visitor) -> None:
    address = upload(ana, b"claim,said on\nThe harbour is open.,1/2/2021\nIt rained.,25/2/2021\n")
    page = unescape(ana.page(address))
    assert "Dates of said on: 1/2/2021 is not readable (1 could be two days, and others show dmy)" in page
    assert "Dates of said on: 1/2/2021 is 2021-02-01" in ana.page(f"{address}?date_order=dmy")
    assert "was imported" in send(ana, address, "run", "date_order=dmy").text


def test_texts_that_stand_for_nothing_are_named(ana: Visitor) -> None:
    rows = b"The harbour is open.,None\n" + b"".join(b"Bridge %d is open.,None\n" % n for n in range(4))
    address = upload(ana, b"claim,speaker\n" + rows + b"It rained.,Ada Lund\n")
    assert "“None” looks like a missing value, in 5 rows of speaker" in ana.page(address)
    page = ana.page(f"{address}?empty=None%0D%0AN%2FA")
    assert "speaker unknown" in page
    assert "looks like a missing value" not in page
    assert 'rows="2" dir="auto">\nNone\nN/A</textarea>' in page


def test_the_encoding_is_written_into_its_field(ana: Visitor) -> None:
    address = upload(ana, "claim,speaker\nThe café is open.,Ada Lund\n".encode("cp1252"))
    answer = ana.client.get(address)
    assert answer.status_code == 422
    assert "Write its encoding" in alert(answer)
    assert "The café is open." in ana.page(f"{address}?encoding=windows-1252")


def test_doubtful_columns_are_left_out_only_on_purpose(ana: Visitor) -> None:
    content = b"claim,odd\n" + b"".join(
        b"Bridge %d is open.,%s\n" % (n, b"false" if n % 2 else b"true") for n in range(9)
    )
    address = upload(ana, content)
    page = ana.page(address)
    assert "looks like" in page
    answer = send(ana, address, "run")
    assert answer.status_code == 400
    assert '"odd"' in alert(answer)
    assert count(ana) == 0
    assert "was imported" in send(ana, address, "run", without="yes").text


def test_refused_rows_stop_an_import_or_are_left_out(ana: Visitor) -> None:
    address = upload(ana, CSV + b"Cy Poe,It snowed.,,soon\n")
    tried = send(ana, address, "try")
    assert "line 4" in tried.text
    assert "the import would change nothing" in tried.text
    file = f"{address}/refused.csv"
    rows = list(csv.DictReader(io.StringIO(ana.client.get(file).text)))
    assert [(row["Who"], row["claim"], row["said on"]) for row in rows] == [("Cy Poe", "It snowed.", "soon")]
    assert "line 4" in rows[0]["_error"]
    assert Visitor(ana.site).sign_in("ana").client.get(file).status_code == 404  # as the upload itself
    answer = send(ana, address, "run")
    assert answer.status_code == 422
    assert "1 row of harbour.csv cannot be imported. Nothing was imported." in alert(answer)
    assert count(ana) == 0
    assert len(kept(ana)) == 2
    answer = send(ana, address, "run", "on_error=skip")
    assert "line 4" in answer.text
    assert count(ana) == 1
    # Corrected, the file of the refused rows is a file like another.
    corrected = ana.client.get(file).text.replace("soon", "2021-02-26").encode()
    assert "was imported" in send(ana, upload(ana, corrected), "run").text


def test_a_dry_run_asks_for_what_the_import_needs(ana: Visitor) -> None:
    address = upload(ana, b"claim,speaker,verdikt\nThe bay froze.,Ada Lund,False\n")
    tried = send(ana, address, "try").text
    assert 'name="without" value="yes" required' in tried
    changed = ana.client.post(f"{address}/run", data={**fields_of(ana.page(address)), "without": "yes", "scale": "afp"})
    assert changed.status_code == 409
    assert 'name="without" value="yes" checked' in changed.text


def test_a_dry_run_writes_nothing(ana: Visitor) -> None:
    address = upload(ana)
    before = ana.page("/claims.json")
    assert send(ana, address, "try").status_code == 200
    assert (ana.page("/claims.json"), count(ana)) == (before, 0)


# -- the file between the steps --------------------------------------------------------------------------------


def test_only_its_session_sees_a_file(ana: Visitor) -> None:
    address = upload(ana)
    for visitor in (Visitor(ana.site).sign_in("ed"), Visitor(ana.site).sign_in("ana")):
        assert visitor.client.get(address).status_code == 404
        for action in ("try", "run", "cancel"):
            assert visitor.client.post(f"{address}/{action}", data=fields_of(ana.page(address))).status_code == 404
    assert len(kept(ana)) == 1


def test_a_session_that_ended_between_the_steps(ana: Visitor) -> None:
    address = upload(ana)
    form = fields_of(ana.page(address))
    ana.client.post("/sign-out")
    answer = ana.client.post(f"{address}/run", data=form)
    assert answer.url.path == "/sign-in"
    ana.sign_in("ana")
    answer = ana.client.post(f"{address}/run", data=form)
    assert answer.status_code == 404
    assert "Choose the file again." in answer.text
    assert count(ana) == 0


def test_a_file_is_private_and_has_no_name_of_the_client(ana: Visitor) -> None:
    upload(ana, name="../../etc/passwd.csv")
    (file,) = kept(ana)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert re.fullmatch(r"[0-9a-f]{32}", file.name)
    assert file.read_bytes() == CSV


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd.csv", "passwd.csv"),
        ("C:\\Users\\ada\\claims.csv", "claims.csv"),
        ("a\x00b\x1b[31m\u202e.csv", "a\\x00b\\x1b[31m\\u202e.csv"),
        ("/", "upload"),
        ("x" * 5000 + ".csv", "x" * 116 + ".csv"),
    ],
)
def test_a_name_is_only_shown(ana: Visitor, name: str, shown: str) -> None:
    file = ana.site.uploads.keep("s", name, io.BytesIO(CSV), ana.site.now)
    assert file.name == shown


def test_a_name_is_no_html_and_no_header(ana: Visitor) -> None:
    assert "<h1>Import &lt;b&gt;.csv</h1>" in ana.page(upload(ana, name="<b>.csv"))
    assert "<h1>Import a\\u202eb.csv</h1>" in ana.page(upload(ana, name="a\u202eb.csv"))
    answer = ana.client.post("/import/upload", files={"file": ("x" * 5000, CSV)})
    assert answer.status_code == 400  # a head of a part may have some thousand letters
    for part in (b'filename="\0.csv"', b'filename="a\r\nX: y"', b"filename*=UTF-8''..%2Fx%00.csv"):
        body = b'--x\r\nContent-Disposition: form-data; name="file"; ' + part + b"\r\n\r\n" + CSV + b"\r\n--x--\r\n"
        headers = {"content-type": "multipart/form-data; boundary=x"}
        assert ana.client.post("/import/upload", content=body, headers=headers).status_code < 500


def test_a_file_is_deleted_on_cancel_and_after_an_hour(ana: Visitor) -> None:
    address = upload(ana)
    answer = ana.client.post(f"{address}/cancel")
    assert "harbour.csv was deleted. Nothing was imported." in answer.text
    assert kept(ana) == []
    token = upload(ana).rpartition("/")[2]
    waiting = ana.site.uploads._uploads[token]  # noqa: SLF001 - its hour is not waited for
    assert timedelta(minutes=59) < waiting.ends_at - ana.site.now <= timedelta(hours=1)
    assert waiting.timer.interval == 3600
    waiting.timer.function(*waiting.timer.args)
    assert kept(ana) == []
    assert ana.client.get(f"/import/{token}").status_code == 404


def test_the_oldest_of_too_many_files_is_deleted(ana: Visitor) -> None:
    first, *others = [upload(ana, CSV + b"%d,x,,\n" % n) for n in range(6)]
    assert ana.client.get(first).status_code == 404
    assert all(ana.client.get(address).status_code == 200 for address in others)
    assert len(kept(ana)) == 5


def test_two_tabs_have_two_files(ana: Visitor) -> None:
    one, two = upload(ana), upload(ana, CSV.replace(b"harbour", b"bridge"))
    assert "The harbour is open." in ana.page(one)
    assert "The bridge is open." in ana.page(two)
    # The form of one tab does not import the file of the other.
    answer = ana.client.post(f"{two}/run", data=fields_of(ana.page(one)))
    assert answer.status_code == 409
    assert "not the file that the form was made for" in alert(answer)
    assert count(ana) == 0


def test_a_file_that_was_altered_on_the_disk_is_not_imported(ana: Visitor) -> None:
    address = upload(ana)
    form = fields_of(ana.page(address))
    (file,) = kept(ana)
    file.write_bytes(CSV.replace(b"open", b"shut"))
    answer = ana.client.post(f"{address}/run", data=form)
    assert answer.status_code == 409
    assert count(ana) == 0


def test_one_import_runs_at_once(ana: Visitor) -> None:
    address = upload(ana)
    with ana.site.uploads.turn():
        answer = send(ana, address, "run")
    assert answer.status_code == 409
    assert "Another import is running." in alert(answer)
    assert "was imported" in send(ana, address, "run").text


def test_a_server_that_ends_deletes_its_files(ana: Visitor) -> None:
    upload(ana)
    (file,) = kept(ana)
    ana.site.uploads.close()
    assert not file.parent.exists()


# -- hostile uploads -------------------------------------------------------------------------------------------


def zipped(content: bytes, name: str = "a.csv") -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return packed.getvalue()


@pytest.mark.parametrize(
    ("content", "name", "why"),
    [
        (b"\xff\x00\xfe" * 3_400_000, "garbage.csv", "without a byte order mark"),
        (b"\x00" * 1000, "nul.csv", ""),
        (b"\x00", "nul", "format"),
        (CSV, "claims.xlsx", "The harbour is open."),
        (zipped(CSV), "claims.pdf", "The harbour is open."),
        (b"PK\x03\x04 no archive", "claims.xlsx", "damaged"),
        (b"%PDF-1.4\n", "claims.pdf", ""),
        (b"<html><body>No review.</body></html>", "page.html", ""),
        (zipped(b"\0" * 20_000_000), "zeros.zip", "without a byte order mark"),
        (gzip.compress(b"claim,b\n" + (b"a" * 10_000_000 + b",b\n") * 3, mtime=0), "bomb.csv.gz", ""),
    ],
    ids=lambda value: value if isinstance(value, str) and "." in value else "",
)
def test_what_is_no_file_of_claims_gets_a_sentence(ana: Visitor, content: bytes, name: str, why: str) -> None:
    answer = ana.client.post("/import/upload", files={"file": (name, content)})
    assert answer.status_code < 500
    assert why in answer.text
    address = answer.url.path
    for action in ("try", "run"):
        answer = ana.client.post(f"{address}/{action}", data=fields_of(answer.text) | {"without": "yes"})
        assert answer.status_code < 500
    assert count(ana) == (why == "The harbour is open.")
    assert ana.client.post(f"{address}/cancel").status_code < 500
    assert kept(ana) == []


@pytest.mark.parametrize(("form", "status"), [({}, 400), ({"file": "x"}, 400)])
def test_a_form_without_a_file(ana: Visitor, form: dict[str, str], status: int) -> None:
    answer = ana.client.post("/import/upload", data=form)
    assert answer.status_code == status
    assert "Choose a file" in alert(answer)


def test_an_empty_file(ana: Visitor) -> None:
    answer = ana.client.post("/import/upload", files={"file": ("a.csv", b"")})
    assert answer.status_code == 400
    assert "The file a.csv is empty." in alert(answer)
    assert kept(ana) == []


def test_larger_files_are_refused_with_the_command(ana: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    huge = ana.client.post("/import/upload", files={"file": ("a.csv", b"x" * (uploads.MOST_BYTES + 20_000))})
    assert (huge.status_code, "factdb import FILE" in huge.text) == (413, True)
    large = ana.client.post("/import/upload", files={"file": ("a.csv", b"x" * (uploads.MOST_BYTES + 1))})
    assert (large.status_code, "factdb import FILE" in alert(large)) == (400, True)
    unpacked = gzip.compress(b"claim\n" + b"It rained again.\n" * 12_000_000)
    packed = ana.client.post("/import/upload", files={"file": ("a.csv.gz", unpacked)})
    assert "200,000,000 bytes when unpacked" in alert(packed)
    assert kept(ana) == []
    monkeypatch.setattr(uploads, "MOST_ROWS", 1)
    address = upload(ana)
    for action in ("try", "run"):
        answer = send(ana, address, action)
        assert answer.status_code == 400
        assert "at most 1 rows" in alert(answer)
    assert count(ana) == 0
    assert f"{20_000_000:,} bytes" in ana.page("/import")


@contextmanager
def small_files(size: int) -> Iterator[None]:
    """Let no file grow beyond this size, as a full disk does."""
    _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))


@pytest.mark.parametrize("size", [300_000, 3_000_000], ids=["while it is kept", "while it comes"])
def test_a_disk_that_is_full(ana: Visitor, size: int) -> None:
    content = CSV + b"x" * size
    with small_files(200_000 if size < 1_000_000 else 2_000_000):
        answer = ana.client.post("/import/upload", files={"file": ("a.csv", content)})
    assert answer.status_code == 422
    assert "The server cannot keep the file" in alert(answer)
    assert kept(ana) == []
    assert upload(ana)


# -- who may ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("handle", ["rae", "rita", "nobody"])
def test_who_may_not_import_sees_no_control(ana: Visitor, handle: str) -> None:
    if handle == "nobody":
        with sessions.writing(ana.site.database) as session:
            assert find_actor(session, "ana", ana.site.now)
            assert not accounts.has_password(session, handle)
    visitor = Visitor(ana.site).sign_in(handle)
    assert 'href="/import"' not in visitor.page("/")
    assert visitor.client.get("/import").status_code == 403
    assert visitor.client.post("/import/upload", files={"file": ("a.csv", CSV)}).status_code == 403
    assert kept(ana) == []
    send(ana, upload(ana), "run")
    page = visitor.page("/imports")
    assert 'href="/import"' not in page
    assert "harbour.csv" in page
    assert '<form method="post" action="/imports/' not in visitor.page("/imports/1")
    assert visitor.client.post("/imports/1/undo").status_code == 403


def test_an_editor_may_import(ana: Visitor) -> None:
    ed = Visitor(ana.site).sign_in("ed")
    assert 'href="/import"' in ed.page("/")
    assert "was imported" in send(ed, upload(ed), "run").text


def test_a_server_that_only_reads(ana: Visitor) -> None:
    visitor = Visitor(replace(ana.site, read_only=True, uploads=Uploads())).sign_in("ana")
    assert '<form method="post" action="/import' not in visitor.page("/import")
    assert visitor.client.post("/import/upload", files={"file": ("a.csv", CSV)}).status_code == 403


# -- the list, and undo ----------------------------------------------------------------------------------------


def test_undo_says_first_what_it_does(ana: Visitor) -> None:
    send(ana, upload(ana), "run")
    with sessions.reading(ana.site.database) as session:
        first, _ = import_list.import_page(session, 1)["claims"]
    preview = ana.client.post("/imports/1/undo")
    assert "2 claims that it added: declined" in preview.text
    assert "Ada Lund, Bo Orr" in preview.text
    seen = fields_of(preview.text)
    assert "Undo this import" in ana.page("/imports/1")
    # Somebody works on a claim before the confirmation: it says anew what it would do.
    ana.post(first, "assign", assignee="rita")
    again = ana.client.post("/imports/1/undo", data=seen)
    assert f'<a href="/claims/{first}">Claim {first}</a> left as it is: assigned by ana' in again.text
    done = ana.client.post("/imports/1/undo", data=fields_of(again.text))
    assert "Import 1 was undone: 1 declined, 0 restored, 1 left as they are." in done.text
    assert "undone by ana" in ana.page("/imports")
    twice = ana.client.post("/imports/1/undo")
    assert twice.status_code == 422
    assert "was already undone by ana" in alert(twice)


def test_the_list_goes_on(ana: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "Nothing was imported yet." in ana.page("/imports")
    for n in range(3):
        send(ana, upload(ana, b"claim\nBridge %d is open.\n" % n, f"{n}.csv"), "run")
    monkeypatch.setattr("factdb.web.pages.desk.imports.PAGE", 2)
    page = ana.page("/imports")
    assert re.findall(r"Import (\d)</a>", page) == ["3", "2"]
    assert re.findall(r"Import (\d)</a>", ana.page("/imports?after=2")) == ["1"]
    assert 'href="?after=2"' in page
    assert ana.client.get("/imports/99").status_code == 404
