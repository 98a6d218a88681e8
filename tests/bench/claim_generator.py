"""Makes claims for a benchmark's desk with all that hangs on them: articles, evidence, verdicts and real histories."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from factdb.domain import dates
from factdb.domain import passages as article_passages
from factdb.domain.history import claim_replay
from factdb.services.ledger import claim_ledger
from factdb.store.base import UNKNOWN_UID
from tests.bench import sentences
from tests.bench.cast import Batch, Cast, Chain, Member, moment, uid
from tests.bench.claim_draft import Draft, Page, document
from tests.bench.decisions import decide, draw

CHUNK = 4_000  # claims that are made at once, by one process
_PAGES = 960  # documents of a chunk that evidence is taken from
_AN_ARTICLE = 8  # claims in one
_REPEATS = 0.06  # of the claims: they repeat an earlier one, mostly one of the few that everybody repeats
_FAMOUS = 12
_ENDS = {"new": 30, "in-review": 9, "on-hold": 2, "reviewed": 9, "published": 46, "declined": 4}
_KINDS = {"event": 34, "numerical": 26, "causal": 12, "position": 8, "promise": 9, "prediction": 5, "opinion": 6}
_ATTRIBUTIONS = {"direct-quote": 48, "partial-quote": 14, "paraphrase": 26, "narration": 12}
_UNKNOWN = Member(1, "unknown", UNKNOWN_UID)


@dataclass(frozen=True, slots=True)
class Article:
    """An article as it was read: its page, its outlet, its text, and the passages in it with who said them."""

    page: Page
    source: Member
    published: date
    text: str
    passages: list[tuple[article_passages.Span, str, Member]]


def chunk(cast: Cast, seed: int, number: int, total: int) -> Batch:
    """Make one chunk of claims; the same rows whatever the process that makes them."""
    rng, batch = Random(seed * 1_000_003 + number), Batch()  # noqa: S311 - a benchmark's desk isn't secret
    first, last = number * CHUNK + 1, min((number + 1) * CHUNK, total)
    pages = _pages(rng, cast, batch, total + number * _PAGES, moment(first, total).date())
    originals: list[dict[str, Any]] = []
    for start in range(first, last + 1, _AN_ARTICLE):
        at = moment(start, total)
        article = _article(rng, cast, batch, start, at)
        for place in range(min(_AN_ARTICLE, last - start + 1)):
            row = _row(rng, article, place, start + place, at + timedelta(minutes=7 * place))
            draft = Draft(rng, cast, batch, pages, Chain(row["uid"]), at, row)
            original = _original(rng, originals)
            if original is None:
                originals.append(row)
            _finish(draft, article, article.passages[place][2], original)
    return batch


def _pages(rng: Random, cast: Cast, batch: Batch, after: int, day: date) -> list[Page]:
    numbers = range(after + 1, after + 1 + _PAGES)
    return [document(batch, n, rng, cast.sources.one(rng), day - timedelta(days=rng.randrange(300))) for n in numbers]


def _article(rng: Random, cast: Cast, batch: Batch, number: int, at: datetime) -> Article:
    """Make an article: paragraphs that somebody said, and others between them."""
    source, published = cast.sources.one(rng), at.date() - timedelta(days=rng.randrange(4))
    text, passages = "", []
    for _ in range(_AN_ARTICLE):
        speaker, words = cast.speakers.one(rng), sentences.sentence(rng)
        passage = f"“{words[0].upper()}{words[1:]},” {speaker.name} said."
        passages.append((article_passages.Span(len(text), len(text) + len(passage)), words, speaker))
        text += f"{passage}\n\n{sentences.sentence(rng).capitalize()}, according to figures that were published.\n\n"
    page = document(batch, number, rng, source, published, is_article=True)
    digest = hashlib.sha256(text.encode()).hexdigest()
    reading = {"captured_at": dates.rfc3339(at), "sha256": digest, "text": text}
    name = {"file_name": f"article-{number}.txt", "archived_url": None}
    batch.add("captures", {"document_id": number, "n": 1, **reading, **name})
    return Article(page, source, published, text, passages)


def _row(rng: Random, article: Article, place: int, number: int, at: datetime) -> dict[str, Any]:
    """Return the row of a claim as it is when it is added."""
    span, words, speaker = article.passages[place]
    speaker = speaker if rng.random() > 0.03 else _UNKNOWN
    said_on, precision = _said(rng, article.published)
    before, after = article_passages.context(article.text, span)
    kind = draw(rng, _KINDS)
    due = at.date() + timedelta(days=rng.randrange(30, 1500))
    return {
        "id": number, "uid": uid(rng, at), "claim": f"{words[0].upper()}{words[1:]}.",
        "quote": article.text[span.start : span.end], "attribution": draw(rng, _ATTRIBUTIONS), "kind": kind,
        "attributed_to": None,
        "speaker_id": speaker.id, "speaker_title": speaker.title, "speaker_party": speaker.party,
        "said_on": said_on, "said_precision": precision, "said_basis": "explicit" if said_on else "none",
        "sort_on": said_on or str(article.published), "occasion": rng.choice(sentences.OCCASIONS),
        "source_id": article.source.id, "document_id": article.page.id, "capture_n": 1,
        "span_start": span.start, "span_end": span.end, "prefix": before, "suffix": after, "repeats_id": None,
        "resolves_on": str(due) if kind in {"promise", "prediction"} and rng.random() < 0.7 else None,
        "language": "en", "headline": None, "published_url": None, "assignee_id": None, "priority": 0,
        "added_by_id": 0, "added_at": dates.rfc3339(at), "changed_at": "", "status": "new",
        "truth_rating_id": None, "truth_version": None, "quote_rating_id": None, "quote_version": None,
        "flags": "", "decided_at": None, "evidence_count": 0, "published_at": None,
        "history_length": 0, "history_head": "", "row_version": 0,
    }  # fmt: skip


def _original(rng: Random, originals: list[dict[str, Any]]) -> dict[str, Any] | None:
    """Return the claim that a claim repeats, or None for a claim that nobody made before."""
    if not originals or rng.random() > _REPEATS:
        return None
    return rng.choice(originals[:_FAMOUS] if rng.random() < 0.6 else originals)


def _said(rng: Random, published: date) -> tuple[str | None, str]:
    """Return the day of a statement: mostly right before it was published, sometimes long ago or not known."""
    chance, ago = rng.random(), rng.expovariate(0.4 if rng.random() < 0.9 else 1 / 400)
    day = published - timedelta(days=int(ago))
    if chance < 0.04:
        return None, "unknown"
    if chance < 0.09:
        return str(day.replace(day=1)), "month"
    return (str(day.replace(month=1, day=1)), "year") if chance < 0.1 else (str(day), "day")


def _finish(draft: Draft, article: Article, speaker: Member, original: dict[str, Any] | None) -> None:
    """Add the claim, bring it to its status, and write the row as it is then."""
    draft.row["repeats_id"] = original["id"] if original else None
    _add(draft, article, speaker, original["uid"] if original else None)
    decide(draft, draw(draft.rng, _ENDS))
    draft.row |= {"changed_at": dates.rfc3339(draft.at)}
    draft.row |= {"history_length": draft.chain.seq, "history_head": draft.chain.head}
    draft.batch.add("claims", draft.row)


def _add(draft: Draft, article: Article, speaker: Member, repeats: str | None) -> None:
    """Write the first row of the history, which holds the whole claim, and give it topics."""
    row, rng, cast = draft.row, draft.rng, draft.cast
    who = cast.reviewers.one(rng)
    row["added_by_id"] = who.id
    about = {topic.id: topic for topic in (cast.topics.one(rng) for _ in range(rng.choice((0, 1, 1, 2, 3))))}
    for topic in about:
        draft.batch.add("claim_topics", {"claim_id": row["id"], "topic_id": topic, "sort_on": row["sort_on"]})
    told: dict[str, Any] = {
        "speaker_id": UNKNOWN_UID if row["speaker_id"] == 1 else speaker.uid,
        "source_id": article.source.uid,
        "document_id": article.page.uid,
        "added_by_id": who.uid,
        "repeats_id": repeats,
        "flags": [],
    }
    whole = {claim_ledger.history_key(column): told.get(column, row[column]) for column in claim_ledger.RECORDED}
    topics = [topic.name for topic in about.values()]
    draft.record("added", who, {"claim": claim_replay.without_absent(whole), "number": row["id"], "topics": topics})
