"""Holds proposals against quotations that people marked: spans by their letters, speakers by name or place.

A document is {"doc", "text", "date", "quotes": [{"spans", "kind": direct, mixed or indirect, "speaker",
"speaker_spans", "speaker_type", "cue"}]}; offsets count code points. What is proposed of one run counts as one.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from factdb.domain.enums import Attribution
from factdb.extract import Proposal, propose
from factdb.extract.vocabulary import word_set

Document = dict[str, Any]
IN_MARKS = frozenset({"direct", "mixed"})
MATCHES, WELL = 0.3, 0.8  # shares of letters in common
PLAIN = word_set(
    """
    said says say saying told tells added adds adding noted notes noting wrote writes argued argues announced explained
    suggested acknowledged insisted warned claimed declared testified according
    """
)
_QUOTED = frozenset({Attribution.DIRECT_QUOTE, Attribution.PARTIAL_QUOTE})
_NAME = re.compile(r"[^\W\d_][\w.'\u2019-]*")


@dataclass(slots=True)
class Said:
    """What one source said in one go, of proposals or of a marked quotation."""

    letters: frozenset[int]
    kind: str
    speaker: str | None = None
    places: list[tuple[int, int]] = field(default_factory=list)
    about: str = ""  # the rule, or the verb


@dataclass(slots=True)
class Tally:
    """How many were right, of those proposed and of those marked."""

    right: int = 0
    proposed: int = 0
    marked: int = 0

    def __str__(self) -> str:
        return f"{self.f1:.1f} (precision {self.precision:.1f}, recall {self.recall:.1f})"

    @property
    def precision(self) -> float:
        return 100 * self.right / max(1, self.proposed)

    @property
    def recall(self) -> float:
        return 100 * self.right / max(1, self.marked)

    @property
    def f1(self) -> float:
        return 200 * self.right / max(1, self.proposed + self.marked)


@dataclass(slots=True)
class Scores:
    """The measures by name, speakers by type, and what went wrong how often."""

    by_name: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    speakers: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    errors: Counter[str] = field(default_factory=Counter)


def proposals(document: Document) -> list[Proposal]:
    """Return what is proposed of a document."""
    date = document.get("date")
    return propose(document["text"], dt.date.fromisoformat(date) if date else None)


def as_said(text: str, found: Iterable[Proposal]) -> list[Said]:
    """Join the proposals of each run; what the article asserts by itself is no quotation."""
    runs: dict[int, list[Proposal]] = defaultdict(list)
    for each in found:
        if each.mention is not None:
            runs[each.run].append(each)
    return [_joined(text, run) for run in runs.values()]


def _joined(text: str, run: list[Proposal]) -> Said:
    first = run[0]
    places = [(first.mention_at.start, first.mention_at.end)] if first.mention_at else []
    spans = [(part.start, part.end) for each in run for part in each.parts]
    kind = "quoted" if any(each.attribution in _QUOTED for each in run) else "reported"
    return Said(_letters(text, spans), kind, first.speaker or first.mention, places, first.rule)


def marked(document: Document) -> list[Said]:
    """Return the quotations that people marked in a document."""
    return [
        Said(
            _letters(document["text"], quote["spans"]),
            quote["kind"],
            quote.get("speaker"),
            [(start, end) for start, end in quote.get("speaker_spans") or []],
            (quote.get("cue") or "").lower(),
        )
        for quote in document["quotes"]
    ]


def _letters(text: str, spans: Iterable[Iterable[int]]) -> frozenset[int]:
    return frozenset(at for start, end in spans for at in range(start, end) if text[at : at + 1].isalnum())


def matched(found: list[Said], wanted: list[Said]) -> dict[int, tuple[int, float]]:
    """Pair what was found with what was wanted, best first: for each found one, which, and how alike they are."""
    pairs = [
        (_share(one, other), at, beside)
        for at, one in enumerate(found)
        for beside, other in enumerate(wanted)
        if one.letters & other.letters
    ]
    taken: set[int] = set()
    best: dict[int, tuple[int, float]] = {}
    for share, at, beside in sorted(pairs, key=lambda pair: (-pair[0], pair[1], pair[2])):
        if at not in best and beside not in taken and share >= MATCHES:
            best[at] = beside, share
            taken.add(beside)
    return best


def score(documents: Iterable[Document]) -> Scores:
    """Score what is proposed of documents against what people marked in them."""
    scores = Scores()
    for document in documents:
        _score(scores, document, as_said(document["text"], proposals(document)), marked(document))
    return scores


def _score(scores: Scores, document: Document, found: list[Said], wanted: list[Said]) -> None:
    best = matched(found, wanted)
    kinds = [quote["kind"] for quote in document["quotes"]]
    types = [quote.get("speaker_type") or "none" for quote in document["quotes"]]
    for name, kept, among in _measures(found, wanted, kinds, best):
        tally = scores.by_name[name]
        tally.proposed += len(kept)
        tally.marked += len(among)
        least = WELL if "@0.8" in name else MATCHES
        places = sorted(among)
        for at, (beside, share) in matched([found[at] for at in kept], [wanted[at] for at in places]).items():
            one, other, kind = found[kept[at]], wanted[places[beside]], types[places[beside]]
            tally.right += share >= least and ("speaker" not in name or _is_right(one, other, kind))
    for at, (beside, _) in best.items():
        if types[beside] != "none":
            for group in (types[beside], "all"):
                scores.speakers[group].marked += 1
                scores.speakers[group].right += _is_right(found[at], wanted[beside], types[beside])
    scores.errors.update(_errors(found, wanted, types, best))


def _measures(
    found: list[Said], wanted: list[Said], kinds: list[str], best: dict[int, tuple[int, float]]
) -> Iterator[tuple[str, list[int], set[int]]]:
    """Yield each measure: which of the found and of the wanted it counts.

    A found one that matches one of another kind is neither right nor wrong where only some kinds are counted.
    """
    every, all_of = list(range(len(found))), set(range(len(wanted)))
    in_marks = {at for at, kind in enumerate(kinds) if kind in IN_MARKS}
    indirect = all_of - in_marks
    quoted = [at for at in every if found[at].kind == "quoted"]
    plain = {at for at in indirect if wanted[at].about.split(" ")[0] in PLAIN}
    yield "all @0.3", every, all_of
    yield "span and speaker", every, all_of
    for level in ("@0.3", "@0.8"):
        yield f"direct+mixed {level}", _beside(found, wanted, every, in_marks), in_marks
        marks = _beside(found, wanted, quoted, in_marks)
        yield f"direct+mixed {level}, of what is proposed in marks", marks, in_marks
    direct = {at for at, kind in enumerate(kinds) if kind == "direct"}
    yield "direct @0.3", _beside(found, wanted, every, direct), direct
    yield "indirect @0.3", _beside(found, wanted, every, indirect), indirect
    reported = [at for at in every if at not in quoted]
    yield "plain speech, indirect @0.3", _beside(found, wanted, reported, indirect), indirect
    yield "recall of plain cues @0.3", [at for at in every if best.get(at, (-1,))[0] in plain], plain


def _beside(found: list[Said], wanted: list[Said], kept: list[int], among: set[int]) -> list[int]:
    theirs = [each for at, each in enumerate(wanted) if at not in among]
    ours = [wanted[at] for at in among]
    return [at for at in kept if not MATCHES <= _likest(found[at], theirs) > _likest(found[at], ours)]


def _likest(one: Said, others: list[Said]) -> float:
    return max((_share(one, other) for other in others if one.letters & other.letters), default=0.0)


def _share(one: Said, other: Said) -> float:
    return len(one.letters & other.letters) / len(one.letters | other.letters)


def _is_right(one: Said, other: Said, kind: str) -> bool:
    """Tell whether a speaker is right: the place overlaps, or the last name is one of the other's words."""
    if kind == "none" or any(start < end and at < last for start, last in one.places for at, end in other.places):
        return True
    mine, theirs = _words(one.speaker), _words(other.speaker)
    return bool(mine) and mine[-1] in theirs


def _words(name: str | None) -> list[str]:
    return [each.lower().rstrip(".") for each in _NAME.findall(re.sub("['\u2019]s\\b", "", name or ""))]


def _errors(
    found: list[Said], wanted: list[Said], types: list[str], best: dict[int, tuple[int, float]]
) -> Iterator[str]:
    hit = {beside for beside, _ in best.values()}
    for at, one in enumerate(wanted):
        if at not in hit:
            cue = "a plain verb" if one.about.split(" ")[0] in PLAIN else "another verb or none"
            yield f"missed: {one.kind}, with {cue}"
    for at, one in enumerate(found):
        if at not in best:
            yield f"too many: {one.kind}, by the rule \u201c{one.about}\u201d"
            continue
        beside, share = best[at]
        if share < WELL:
            yield f"an edge is wrong: {wanted[beside].kind}"
        if not _is_right(one, wanted[beside], types[beside]):
            yield f"the speaker is wrong: {types[beside]}"
