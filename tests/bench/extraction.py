"""Scores the extractor on marked articles, and times it: python -m tests.bench.extraction FILE.jsonl.

The data stay outside of the project: they carry no licence. tests/bench/quotation_scores.py tells their form.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from factdb.extract import Proposal, propose
from factdb.extract.pages import page_reading
from tests.bench import broken_marks, quotation_scores
from tests.bench.quotation_scores import Document, Scores

SIZE = 100_000
_IMPORTS = 9
WORST = (
    *("NBC ", "A", "\u201ca \u201d", "\u201c", "\u201ca ", '"a', "''a ", "'a ", "said ", "he said that ", ", saying "),
    *("according to ", "Mr. ", "a. ", "\n", "July ", "in a ", "told him that ", "John Smith, ", "of the ", ", and "),
    *("\u201cGo on and on now.\u201d\n", "He said:\n\u201cGo on and on now.\u201d\n", "John A said he ", "who said "),
    *(
        "Q: Why? A: It did.\n",
        "\u2014 Jane Roe\n",
        "- ",
        "Jane Roe said:\n- It leaked.\n",
        "Roe wrote:\nWe left it.\n",
        "Roe: ",
    ),
    *("John Smith said that it was. He said no. ", "in an interview with ", "\xe9", "1,", "Al-", "( ", "but he was "),
    *("it fell and ", "Ann Lee said it had them, ", "\u201cIt fell and them,\u201d Ann Lee said. "),
)
WORST_PAGES = (
    *("<", "<p>", "<a ", '<a href="', "<!--", "<p x=", '<p "<p" ', "<div>x</p>", "&#", "<b></i>", "<li>x", "<title>"),
)
_SPEAKERS = {"all": 92, "named": 93, "pronoun": 92, "nominal": 80}
_GOALS = {
    "all @0.3": None,
    "direct+mixed @0.3": 86,
    "direct+mixed @0.8": 72,
    "direct+mixed @0.3, of what is proposed in marks": 86,
    "direct+mixed @0.8, of what is proposed in marks": 72,
    "indirect @0.3": 50,
    "span and speaker": 58,
}


def main() -> None:
    """Score, time and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.extraction", description="Score the extractor.")
    parser.add_argument("file", type=Path, help="articles with marked quotations, one a line, as JSON")
    parser.add_argument("--predictions", type=Path, help="write what is proposed there, one document a line")
    parser.add_argument("--errors", type=int, default=10, help="how many kinds of error are listed")
    given = parser.parse_args()
    documents = [json.loads(line) for line in given.file.read_text(encoding="utf-8").splitlines()]
    scores = quotation_scores.score(documents)
    for line in (*_lines(scores), *_broken(documents, scores), *_timed(documents)):
        _say(line)
    for error, count in scores.errors.most_common(given.errors):
        _say(f"{count:6} {error}")
    if given.predictions:
        given.predictions.write_text("".join(map(_prediction, documents)), encoding="utf-8")


def _lines(scores: Scores) -> Iterator[str]:
    yield "| measure | found | goal |\n|---|---|---|"
    for name, goal in _GOALS.items():
        yield f"| {name} | {scores.by_name[name]} | {goal or ''} |"
    plain, cues = scores.by_name["plain speech, indirect @0.3"], scores.by_name["recall of plain cues @0.3"]
    found = f"{cues.recall:.1f}; {plain.precision:.1f}"
    yield f"| recall of plain speech cues; precision of what has no marks | {found} | 80; 75 |"
    for kind, goal in _SPEAKERS.items():
        right = scores.speakers[kind]
        yield f"| speaker right: {kind} | {right.recall:.1f} of {right.marked} | {goal} |"


def _broken(documents: list[Document], whole: Scores) -> Iterator[str]:
    """Yield how much is lost where a mark of each quoting paragraph is broken."""
    for how, broken in (
        ("turned round", broken_marks.turned(documents)),
        ("left out", broken_marks.left_out(documents)),
    ):
        lost = whole.by_name["direct @0.3"].f1 - quotation_scores.score(broken).by_name["direct @0.3"].f1
        yield f"| direct @0.3, lost where a mark a paragraph is {how} | {lost:.1f} | 5 |"


def _timed(documents: list[Document]) -> Iterator[str]:
    start = time.process_time()
    words = sum(len(each["text"].split()) for each in documents if quotation_scores.proposals(each) is not None)
    yield f"| words a CPU second | {words / (time.process_time() - start):,.0f} | 30,000 |"
    yield f"| CPU to import factdb.extract | {_import():.0f} ms | 60 ms |"
    seconds, worst = max(slowest())
    yield f"| the worst {SIZE // 1000} kB, of {worst!r} | {seconds:.2f} s | 1 s |"
    seconds, worst = max(slowest_pages())
    yield f"| the worst page of {SIZE // 1000} kB, of {worst!r} | {seconds:.2f} s | 5 s |"


def slowest(size: int = SIZE) -> Iterator[tuple[float, str]]:
    """Yield the CPU seconds that each of the hostile texts takes."""
    for piece in WORST:
        yield _seconds(propose, piece, size), piece


def slowest_pages(size: int = SIZE) -> Iterator[tuple[float, str]]:
    """Yield the CPU seconds that each of the hostile pages takes."""
    for piece in WORST_PAGES:
        yield _seconds(_read_page, piece, size), piece


def _read_page(html: str) -> object:
    return page_reading.read_page(html.encode(), "page.html", "text/html")


def _seconds(work: Callable[[str], object], piece: str, size: int) -> float:
    text = (piece * (size // len(piece) + 1))[:size]
    start = time.process_time()
    work(text)
    return time.process_time() - start


def _import() -> float:
    """Return the milliseconds of CPU that the import takes in a new process, the least of several."""
    code = "import time; start = time.process_time(); import factdb.extract; print(time.process_time() - start)"
    runs = [subprocess.run([sys.executable, "-c", code], check=True, capture_output=True) for _ in range(_IMPORTS)]
    return 1000 * min(float(run.stdout) for run in runs)


def _prediction(document: Document) -> str:
    """Return what is proposed of a document as a line of JSON, in the form that marked documents have."""
    runs: dict[int, dict[str, object]] = {}
    for each in quotation_scores.proposals(document):
        if each.mention is not None:
            spans = runs.get(each.run, {"spans": []})["spans"]
            found = [*(spans if isinstance(spans, list) else []), *((part.start, part.end) for part in each.parts)]
            runs[each.run] = {"spans": found, "speaker": each.speaker or each.mention, **_mention(each)}
    return json.dumps({"doc": document["doc"], "quotes": list(runs.values())}) + "\n"


def _mention(proposal: Proposal) -> dict[str, int]:
    at = proposal.mention_at
    return {"speaker_start": at.start, "speaker_end": at.end} if at else {}


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")


if __name__ == "__main__":
    main()
