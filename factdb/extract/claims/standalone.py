"""Writes a proposed claim as a sentence that is read without its article; what it adds stands in brackets.

Who speaks stands beside a claim, so it never begins with "Lopez said", and "I" and "we" stay in it. Where the source is
not the claim's speaker, the sentence names it: "Prosecutors said that ...".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from factdb.domain import quotation_marks
from factdb.extract import verbs, vocabulary
from factdb.extract.claims import (
    claim_text,
    clause_shapes,
    names_in_claims,
    pointing_words,
    sentence_before,
    whole_clauses,
)
from factdb.extract.verbs import Inflection, Manner

if TYPE_CHECKING:
    from factdb.extract.claims.article_mentions import ArticleMentions
    from factdb.extract.claims.claim_text import ClaimEdits, ClaimPiece
    from factdb.extract.cues import SpeechCue
    from factdb.extract.drafts import ProposalDraft

_MARKS = quotation_marks.MARK_TOKENS
_JOINS = vocabulary.CONJUNCTIONS | {"that", ","}
_LONGEST_SOURCE = 6  # words of a source without a name: "two of the town's doctors"
_DECIDING = frozenset({"too", "could", "would", "will", "may", "might", "must", "should", "can"})
_MEASURED = frozenset({"much", "many", "few", "little", "often", "long", "late", "soon", "early", "small", "big"})
_MOST_BETWEEN = 14  # words between a verb and what it reports: "denied on Monday at the hearing that"
_MOST_BEFORE_QUOTED = 24  # words of the article's clause that a quotation is a part of
_ASKING_WORDS = frozenset({"how", "whether", "why", "where", "who"})
_PLAIN = frozenset({"say", "tell", "add"})
_BEFORE_CONTENT = frozenset({",", ":", "that", ";"})


def claim_sentence(mentions: ArticleMentions, draft: ProposalDraft, before: ProposalDraft | None = None) -> str | None:
    """Return what is claimed as a sentence; None where words of the article itself cannot be completed.

    `before` is the draft that comes before it in the text.
    """
    if draft.statement is None:
        return _own_words(mentions, draft)
    if _is_no_report(mentions, draft):
        return None
    ranges = [draft.span] if draft.is_narration else draft.parts
    edits = pointing_words.edits_of(mentions, draft, ranges)
    if draft.is_narration or _has_unnamed_source(mentions, draft):
        return _source_in_it(mentions, draft, edits)
    verb_and_content = _with_verb(mentions, draft, edits)
    if verb_and_content is None and _is_denied_between(mentions, draft):
        return None
    pieces = (
        verb_and_content
        or _with_words_before(mentions, draft)
        or _with_antecedent(mentions, draft)
        or [(_first_deciding_word(mentions, draft), draft.parts[0][1]), *draft.parts[1:]]
    )
    _join_without_that(mentions, draft, edits)
    sentence = claim_text.write_sentence(mentions.reading, pieces, edits, mentions.outer_marks)
    context = sentence_before.sentence_before(mentions, draft, before, edits)
    return f"{sentence} [{context}]" if context else sentence


def _first_deciding_word(mentions: ArticleMentions, draft: ProposalDraft) -> int:
    """Return where a claim begins: with "too" in "said too much was lost", though the passage is "much was lost"."""
    words, first = mentions.reading.words, draft.parts[0][0]
    cue = draft.statement.report.cue if draft.statement else None
    if cue is None or not cue.last < first or mentions.reading.inside[first] >= 0:
        return first
    while first > cue.last and (words.low[first - 1] in _DECIDING or words.low[first - 1] in vocabulary.NEGATIONS):
        first -= 1
    return first if words.low[draft.parts[0][0]] in _MEASURED or words.low[first] != "too" else draft.parts[0][0]


def _is_denied_between(mentions: ArticleMentions, draft: ProposalDraft) -> bool:
    """Return whether "not" stands between a verb and its clause: "sought answers on why she did not say that"."""
    cue = draft.statement.report.cue if draft.statement else None
    first = draft.parts[0][0]
    if cue is None or not cue.last < first <= cue.last + _MOST_BETWEEN:
        return False
    return not {"not", "never"}.isdisjoint(mentions.reading.words.low[cue.last : first])


def _is_no_report(mentions: ArticleMentions, draft: ProposalDraft) -> bool:
    """Return whether nobody said it: "Asked why it was closed, Lopez said", "not suggesting that it was"."""
    cue = draft.statement.report.cue if draft.statement else None
    if draft.statement is None or cue is None:
        return False
    before = mentions.reading.words.low[max(0, cue.first - 2) : cue.at]
    is_denied = cue.lemma not in verbs.SILENT and (cue.negated or before[:2] == ["not", "to"])
    return is_denied or (cue.lemma == "ask" and cue.first == draft.statement.sentence.first)


def _has_unnamed_source(mentions: ArticleMentions, draft: ProposalDraft) -> bool:
    """Return whether several people say it, and no row of the desk will name them: "doctors", "both sides"."""
    words, mention, referent = mentions.reading.words, draft.mention, draft.referent
    if mention is None or referent is None or referent.name or referent.alternatives or len(draft.parts) > 1:
        return False
    low = words.low[mention.first : mention.last]
    is_name = any(words.written[at][0].isupper() for at in range(mention.first + 1, mention.last))
    points = not vocabulary.POSSESSIVES.isdisjoint(low) or not vocabulary.PRONOUNS.isdisjoint(low)
    is_short = mention.last - mention.first <= _LONGEST_SOURCE
    if not is_short or clause_shapes.main_verb(words, mention.first, mention.last) is not None:
        return False
    is_plural = clause_shapes.is_plural(words, mention.first, mention.last)
    return is_plural and not is_name and not points and draft.rule != "carried over"


def _own_words(mentions: ArticleMentions, draft: ProposalDraft) -> str | None:
    first, last = draft.span
    if mentions.is_spoken(first):
        return None
    pieces = whole_clauses.complete_clause(mentions, first, last)
    if pieces is None:
        return None
    edits = pointing_words.edits_of(mentions, draft, [(first, last)])
    if not isinstance(pieces[0], str) and pointing_words.is_unresolved(mentions, edits, pieces[0][0]):
        return None
    return claim_text.write_sentence(mentions.reading, pieces, edits, mentions.outer_marks)


def _source_in_it(mentions: ArticleMentions, draft: ProposalDraft, edits: ClaimEdits) -> str:
    """Return "Prosecutors said that ..." for what an unnamed source says, and "[Jen] Psaki declined to ..."."""
    pieces = _pieces_with_source(mentions, draft, edits)
    without = (
        frozenset[int]() if isinstance(pieces[0], str) and _is_quoted(mentions, draft.parts) else mentions.outer_marks
    )
    return claim_text.write_sentence(mentions.reading, pieces, edits, without)


def _pieces_with_source(mentions: ArticleMentions, draft: ProposalDraft, edits: ClaimEdits) -> list[ClaimPiece]:
    parts, mention = draft.parts, draft.mention
    cue = draft.statement.report.cue if draft.statement else None
    if mention is None:
        return [draft.span]
    if cue and draft.is_silence and cue.last <= parts[0][0]:
        return [names_in_claims.speaker_name(mentions, draft), (cue.first, parts[0][1]), *parts[1:]]
    begin = _start_of_mention(mentions, mention.first)
    if cue and mention.last <= cue.first < parts[0][0] <= cue.last + _MOST_BETWEEN:
        if cue.form is Inflection.PARTICIPLE and not cue.dependent:
            edits.instead[cue.at] = cue.at + 1, f"[{verbs.past_of(cue.lemma)}]"
        relative = _relative_before(mentions, draft)
        sentence = mentions.sentences[mentions.reading.sentence_at[mention.first]]
        subject = whole_clauses.antecedent(mentions, sentence, relative) if relative is not None else None
        if subject is not None:
            return [(begin, parts[0][0]), subject, *parts]
        return [(min(begin, draft.span[0]), draft.span[1])]
    if draft.rule == "within a sentence" and mention.last <= parts[0][0]:
        return [(begin, parts[-1][1])]
    source = mentions.text(begin, mention.last, edits)
    return [source, _verb_of_report(mentions, draft), *_reported(mentions, parts, edits)]


def _start_of_mention(mentions: ArticleMentions, first: int) -> int:
    """Return where a mention begins that "The 37-" stands before, cut off from "year-old"."""
    words, start = mentions.reading.words, first
    while start and not words.follows_space(start) and words.written[start - 1] not in _MARKS:
        start -= 1
    return start - 1 if start < first and words.low[start - 1] in vocabulary.DETERMINERS else start


def _verb_of_report(mentions: ArticleMentions, draft: ProposalDraft) -> str:
    """Return the verb of a report, with whom it was said to: "told the paper that", "said:"."""
    report = draft.statement.report if draft.statement else None
    cue = report.cue if report else None
    verb = "said"
    if report and cue and cue.form is not Inflection.PARTICIPLE and draft.rule != "carried over":
        end = report.addressee[1] if report.addressee and report.addressee[0] == cue.last else cue.last
        verb = mentions.text(cue.first, end)
    return f"{verb}:" if _is_quoted(mentions, draft.parts) else f"{verb} that"


def _is_quoted(mentions: ArticleMentions, parts: list[tuple[int, int]]) -> bool:
    """Return whether what is said is a quotation that is a sentence by itself."""
    reading, (first, last) = mentions.reading, parts[0]
    begins = (
        first + 1 < last and reading.words.written[first] in _MARKS and reading.words.written[first + 1][0].isupper()
    )
    return begins and len(parts) == 1 and reading.inside[first] == reading.inside[last - 1] >= 0


def _reported(mentions: ArticleMentions, parts: list[tuple[int, int]], edits: ClaimEdits) -> list[ClaimPiece]:
    """Return what is said as the end of a sentence: with a small first letter, in its marks where it is a quotation."""
    words, quoted = mentions.reading.words, _is_quoted(mentions, parts)
    (first, last), rest = parts[0], parts[1:]
    text = claim_text.text_of_words(words, first, last, edits, frozenset() if quoted else mentions.outer_marks)
    text = text if quoted else claim_text.begin_small(text, mentions.small_words)
    return [text.rstrip(" ,;:"), *rest]


def _with_verb(mentions: ArticleMentions, draft: ProposalDraft, edits: ClaimEdits) -> list[ClaimPiece] | None:
    """Return "[Petra] Vance promised to open": the speaker and the verb before what is no sentence without them."""
    cue = draft.statement.report.cue if draft.statement else None
    first, last = draft.parts[0]
    if cue is not None and draft.rule == "denial":  # its verb is a part of what is claimed
        name = names_in_claims.speaker_name(mentions, draft)
        _leave_out_speaker(draft, edits)
        return [name, *draft.parts]
    if cue is None or draft.rule == "carried over" or not _needs_verb(mentions, cue, first, last):
        return None
    if not cue.last <= first <= cue.last + _MOST_BETWEEN:
        return (
            [names_in_claims.speaker_name(mentions, draft), (cue.first, cue.last), *draft.parts]
            if first < cue.first
            else None
        )
    begin, name = cue.first, names_in_claims.speaker_name(mentions, draft)
    _leave_out_speaker(draft, edits)
    if cue.form is Inflection.PARTICIPLE:
        begin, past = cue.at, verbs.past_of(cue.lemma)
        edits.instead[cue.at] = cue.at + 1, f"[{past}]"
    return [name, (begin, last), *draft.parts[1:]]


def _leave_out_speaker(draft: ProposalDraft, edits: ClaimEdits) -> None:
    """Leave "his" where the speaker's name stands before it: "[Ada] Orr denied his part"."""
    speaker = draft.referent.name if draft.referent else None
    for at in [at for at, (_, text) in edits.instead.items() if speaker and text.startswith(f"[{speaker}")]:
        del edits.instead[at]


def _needs_verb(mentions: ArticleMentions, cue: SpeechCue, first: int, last: int) -> bool:
    """Return whether what follows a verb is a thing, something to be done or an indirect question, and no clause."""
    words = mentions.reading.words
    low = words.low[first]
    if low == "to" or cue.manners <= {Manner.JUDGE, Manner.INTEND} or low in _ASKING_WORDS:
        return True
    if words.low[first - 1] in _BEFORE_CONTENT or cue.lemma in _PLAIN or not cue.last <= first:
        return False
    if low == "what":
        return True
    return Manner.JUDGE in cue.manners and clause_shapes.main_verb(words, first, last) is None


def _with_words_before(mentions: ArticleMentions, draft: ProposalDraft) -> list[ClaimPiece] | None:
    """Put the article's clause before a quotation that is a part of it: "[American forces would] be available"."""
    reading, (first, last) = mentions.reading, draft.parts[0]
    words = reading.words
    begins_quotation = reading.inside[first] >= 0 and not (first and reading.inside[first - 1] == reading.inside[first])
    if not (begins_quotation or draft.rule == "within a sentence"):
        return None
    opening = first + (words.written[first] in _MARKS)
    if opening >= last or not words.written[opening][0].islower() or _stands_alone(mentions, opening, last):
        return None
    sentence = mentions.sentences[reading.sentence_at[first]]
    cue = draft.statement.report.cue if draft.statement else None
    start = cue.last if cue and sentence.first < cue.last <= first else sentence.first
    while start < first and words.low[start] in _JOINS:
        start += 1
    if first - start > _MOST_BEFORE_QUOTED and draft.mention and draft.mention.last <= first:
        start = draft.mention.first
    is_long = not 0 < first - start <= _MOST_BEFORE_QUOTED
    if (
        is_long
        or words.written[first - 1] in _BEFORE_CONTENT
        or any(reading.inside[at] >= 0 for at in range(start, first))
    ):
        return None
    own = pointing_words.edits_of_words(mentions, start, first)
    before = mentions.text(start, first, own).replace(", however,", "")
    if cue and words.low[start] == "to":  # "vowed to act with “impunity”"
        name = mentions.plain(names_in_claims.speaker_name(mentions, draft))
        before = f"{name} {mentions.text(cue.first, cue.last)} {before}"
    return [f"[{before}]", *draft.parts]


def _with_antecedent(mentions: ArticleMentions, draft: ProposalDraft) -> list[ClaimPiece] | None:
    """Put before "planned the raid" whom "who" stands for, else all that stands before it."""
    relative = _relative_before(mentions, draft)
    if relative is None:
        return None
    sentence = mentions.sentences[mentions.reading.sentence_at[relative]]
    before = whole_clauses.antecedent(mentions, sentence, relative)
    before = before or whole_clauses.clause_before(mentions, sentence, relative + 1)
    return [before, *draft.parts] if before else None


def _relative_before(mentions: ArticleMentions, draft: ProposalDraft) -> int | None:
    """Return the place of "who" in "Lee, who officials say planned the raid"."""
    words, (first, last), mention = mentions.reading.words, draft.parts[0], draft.mention
    if mention is None or not 0 < mention.first < first or mentions.reading.inside[first] >= 0:
        return None
    who = mention.first - 1
    if words.low[who] not in {"who", "which", "that"} or not clause_shapes.begins_with_verb(words, first, last):
        return None
    return who


def _stands_alone(mentions: ArticleMentions, first: int, last: int) -> bool:
    words = mentions.reading.words
    return clause_shapes.may_begin_subject(words, first) and clause_shapes.main_verb(words, first + 1, last) is not None


def _join_without_that(mentions: ArticleMentions, draft: ProposalDraft, edits: ClaimEdits) -> None:
    """Leave out "that" in "the bridge was safe and that nobody fell": the claim begins behind the first "that"."""
    words = mentions.reading.words
    first, last = draft.parts[0]
    cue = draft.statement.report.cue if draft.statement else None
    if words.low[first - 1] != "that" and not (cue and cue.last <= first and mentions.reading.inside[first] < 0):
        return
    for at in range(first + 1, last - 1):
        joins = words.low[at] == "that" and words.low[at - 1] in {"and", "but"} and mentions.reading.inside[at] < 0
        if joins and clause_shapes.may_begin_subject(words, at + 1):
            edits.instead[at - 1] = at + 1, words.written[at - 1]
