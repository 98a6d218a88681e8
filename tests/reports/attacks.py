"""What hostile SQL is put to, and how it is seen that nothing came of it; as a program it runs a file of attacks.

    python -m tests.reports.attacks FILE [SERVER]

A line of the file is an engine and a statement: `S: ...` for SQLite, `P: ...` for PostgreSQL, `B: ...` for both, `T:`
before one that a limit must stop, `F: ...` for a value. SERVER is the URL of a PostgreSQL on which databases and roles
may be made. Printed is how many lines were refused, and how many answered; a line that did harm ends it with 1.
"""

from __future__ import annotations

import hashlib
import re
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from click.testing import CliRunner
from sqlalchemy import make_url

from factdb.cli.main import factdb
from factdb.domain.enums import Channel, ContactKind
from factdb.services.actor import find_actor
from factdb.services.claims import adding, contacts, notes_and_links
from factdb.services.decisions import assessing
from factdb.services.ledger import claim_ledger
from factdb.store import reader_login as readers
from factdb.store import sessions
from factdb.store.engine import Database
from tests.conftest import NOW
from tests.databases import Postgresql, load_demo, prepare
from tests.store.raw_sql import shell

SECRET = "hush-hush"  # noqa: S105 - no password
IN_TIME = 10  # seconds: each is stopped after one, and would run for minutes
PASSWORD = "open sesame, 100%"  # noqa: S105 - a test's
ROLE = "factdb_test_reader"
# What tables are called in the file that every project of this kind shares, and here.
_NAMES = {"account": "reviewers", "password_hash": "name"}


@dataclass
class Target:
    """A desk that is attacked, with secrets in it that no view shows."""

    database: Database
    reader: Database | None = None
    harm: list[str] = field(default_factory=list)

    def state(self) -> object:
        """Return what an attack must leave as it is: the file and what lies beside it, or every row."""
        if self.database.is_postgresql:
            with shell(self.database) as sql:
                return sql.content(), sql("SELECT count(*) FROM pg_largeobject_metadata")
        folder = self.database.path.parent
        return {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in folder.iterdir() if file.is_file()}


def plant_secrets(database: Database) -> None:
    """Let the desk hold what isn't public: an opinion on what isn't decided, a complaint, a note, a name."""
    with sessions.writing(database) as session:
        rita = find_actor(session, "rita", NOW)
        claim = adding.add(session, rita, adding.ClaimDraft(claim="The bridge cost 4 million.")).claim
        assessing.assess(session, claim, rita, assessing.Opinion(["false"], [f"{SECRET} opinion"]))
        notes_and_links.note(session, claim_ledger.lock_one(session, claim.id), rita, f"{SECRET} note")
        complaint = contacts.ContactDraft(ContactKind.COMPLAINT, f"{SECRET} reader", Channel.EMAIL, NOW.date(), SECRET)
        contacts.add(session, claim, rita, complaint)


def make_reader(database: Database, role: str = ROLE) -> Database:
    """Make the login that may read the public views, as `db reader --apply` does."""
    with database.engine("rw").begin() as connection:
        if not readers.make(connection, role, PASSWORD):
            readers.set_password(connection, role, PASSWORD)
    url = make_url(database.location).set(username=role, password=PASSWORD)
    return Database(url.render_as_string(hide_password=False), role, is_postgresql=True)


def run(target: Target, *words: str) -> tuple[int, str, float]:
    """Run a command of factdb, and return its exit code, what it printed and how long it took."""
    environment = {"FACTDB_READER_URL": target.reader.location if target.reader else None}
    start = time.perf_counter()
    done = CliRunner(env=environment).invoke(factdb, ["--db", target.database.location, "--as", "ana", *words])
    return done.exit_code, done.output, time.perf_counter() - start


def attack(target: Target, statement: str) -> str:
    """Put a statement to a desk; return how that ended, and write down what harm it did."""
    before = target.state()
    code, said, took = run(target, "sql", statement, "--timeout", "1s")
    problems = {
        "it wrote": target.state() != before,
        f"it took {took:.1f} s": took > IN_TIME,
        "it read a secret": SECRET in said or "root:" in said,
        f"it ended with {code}: {said}": code not in {0, 1},
    }
    target.harm += [f"{statement}: {what}" for what, is_so in problems.items() if is_so]
    return "answered" if code == 0 else "stopped" if "was stopped" in said else "refused"


def lines(text: str, folder: Path, database: Path) -> Iterator[tuple[str, str]]:
    """Yield the engine of each line of a file of attacks, and its statement."""
    for line in text.splitlines():
        found = re.match(r"(?:T: )?([SPBFT]): ?(.*)", line)
        if found:
            statement = found[2].replace("{TMP}", str(folder)).replace("{DB}", str(database))
            for theirs, ours in _NAMES.items():
                statement = re.sub(rf"\b{theirs}\b", ours, statement)
            yield found[1], statement


def main(path: str, server: str | None) -> int:
    """Run a file of attacks, and print what came of it."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        targets = {"sqlite": Target(Database.sqlite(folder / "desk.db"))}
        maker = Postgresql(server) if server else None
        if maker:
            targets["postgresql"] = Target(maker.create())
        for target in targets.values():
            prepare(target.database)
            load_demo(target.database)
            plant_secrets(target.database)
            target.reader = make_reader(target.database) if target.database.is_postgresql else None
        counts: Counter[tuple[str, str]] = Counter()
        for kind, statement in lines(Path(path).read_text(), folder, targets["sqlite"].database.path):
            wanted = {"S": ["sqlite"], "T": ["sqlite"], "P": ["postgresql"]}.get(kind, list(targets))
            for engine in wanted:
                if engine in targets:
                    counts[engine, _put(targets[engine], kind, statement)] += 1
        if maker:
            maker.drop(targets["postgresql"].database)
    for (engine, ended), count in sorted(counts.items()):
        sys.stdout.write(f"{engine}: {count} {ended}\n")
    harm = [what for target in targets.values() for what in target.harm]
    sys.stdout.write("\n".join(["harm done: none" if not harm else f"harm done: {len(harm)}", *harm]) + "\n")
    return 1 if harm else 0


def _put(target: Target, kind: str, statement: str) -> str:
    if kind != "F":
        return attack(target, statement)
    before = target.state()
    filtered = run(target, "claims", "list", "--speaker", statement, "--json")
    bound = run(
        target, "sql", "SELECT :value AS value FROM v1_reviewers WHERE handle = :value", "-p", f"value={statement}"
    )
    if target.state() != before or filtered[0] not in {0, 2, 3} or bound[0] != 0:
        target.harm.append(f"{statement}: as a value: {filtered} {bound}")
    return "taken as a value"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else None))
