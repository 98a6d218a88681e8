"""Writes whom a claim names: "[Jen] Psaki", who "he" is, where only one can be meant, "[the Harbour Bridge]"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from factdb.extract import vocabulary
from factdb.extract.claims import claim_text, fuller_phrases
from factdb.extract.claims.article_mentions import NEAR
from factdb.extract.claims.claim_text import ClaimEdits

if TYPE_CHECKING:
    from factdb.extract.claims.article_mentions import ArticleMentions
    from factdb.extract.drafts import ProposalDraft
    from factdb.extract.frames import Sentence

HE_OR_SHE = {"he": True, "his": True, "him": True, "she": False, "her": False}
_NOT_POSSESSED = vocabulary.PREPOSITIONS | vocabulary.CONJUNCTIONS | vocabulary.ADVERBS | vocabulary.SUBORDINATORS
_MEN = vocabulary.word_set("man boy father brother uncle son grandfather nephew husband widower gunman boyfriend king")
_WOMEN = vocabulary.word_set(
    "woman girl mother sister aunt daughter grandmother niece wife widow mum mom girlfriend queen"
)
_LONGEST_LEAD = 12  # words
_TAKES_BARE_VERB = vocabulary.word_set("let make made help helped see saw seen hear heard watch watched had")
_NO_NAME_BEHIND = frozenset({"administration", "campaign", "family", "government", "era", "foundation", "doctrine"})
_FOLLOWS_WHOLE_NAME = (
    vocabulary.AUXILIARIES | vocabulary.CONJUNCTIONS | vocabulary.ADVERBS | {",", ".", "!", "?", "who", "which"}
)


def speaker_name(mentions: ArticleMentions, draft: ProposalDraft) -> str:
    """Return the speaker's name, in brackets what is not written there: "[Petra] Vance", "[Mona Reyes]" for "she"."""
    name = draft.referent.name if draft.referent else None
    if name is None:
        return _full_mention(mentions, draft)
    mention = mentions.text(draft.mention.first, draft.mention.last) if draft.mention else "somebody"
    if mention.endswith(name):
        return name
    if name.endswith(f" {mention}"):
        return f"[{name.removesuffix(mention).strip()}] {mention}"
    return f"[{' '.join(name.split())}]"


def _full_mention(mentions: ArticleMentions, draft: ProposalDraft) -> str:
    """Return who speaks and has no name: "[the senior official of the Fund]" for "the official"."""
    if draft.mention is None:
        return "somebody"
    edits, mention = ClaimEdits(), (draft.mention.first, draft.mention.last)
    fuller_phrases.edit_short_phrases(mentions, edits, *mention)
    return " ".join(claim_text.text_of_words(mentions.reading.words, *mention, edits, mentions.outer_marks).split())


def edit_person(
    mentions: ArticleMentions, draft: ProposalDraft, edits: ClaimEdits, ranges: list[tuple[int, int]], at: int
) -> None:
    """Write the name of the only person whom "he" or "she" can mean, once a claim."""
    words, inside = mentions.reading.words, mentions.reading.inside
    is_male = HE_OR_SHE[words.low[at]]
    begin = ranges[0][0]
    # Whom a claim names before, "he" may mean: then nothing is added.
    if any(mention.is_male is not (not is_male) for mention in mentions.people_between(begin, at)):
        return
    if any(
        place < at and words.low[place] in HE_OR_SHE and HE_OR_SHE[words.low[place]] is is_male
        for place in edits.instead
    ):
        return
    if _is_named_behind_lead(mentions, at, is_male=is_male):
        return
    # Who speaks is no "she" of their own words, with marks around them or without.
    quoted = draft.is_verbatim or (inside[at] >= 0 and inside[begin] == inside[at])
    name = _only_person(mentions, draft, at, is_male=is_male, quoted=quoted)
    if name is not None:
        edits.instead[at] = at + 1, f"[{name}'s]" if _is_possessive(mentions, at) else f"[{name}]"


def _is_named_behind_lead(mentions: ArticleMentions, at: int, *, is_male: bool) -> bool:
    """Return whether "her" in "Silenced by her colleagues, Reyes sat" is named right behind the comma."""
    words = mentions.reading.words
    sentence = mentions.sentences[mentions.reading.sentence_at[at]]
    if at - sentence.first > _LONGEST_LEAD or words.low[at] in {"he", "she"}:
        return False
    comma = next((place for place in range(at, sentence.last) if words.written[place] == ","), sentence.last)
    near = mentions.people_between(comma + 1, min(comma + 4, sentence.last))
    return any(mention.is_male is not (not is_male) for mention in near)


def _is_possessive(mentions: ArticleMentions, at: int) -> bool:
    words = mentions.reading.words
    low, behind = words.low[at], words.low[at + 1 : at + 2]
    if low == "her" and words.low[at - 1] in _TAKES_BARE_VERB:
        return False
    if low == "her":
        return bool(behind) and behind[0][0].isalnum() and behind[0] not in _NOT_POSSESSED | vocabulary.DETERMINERS
    return low == "his"


def _only_person(
    mentions: ArticleMentions, draft: ProposalDraft, at: int, *, is_male: bool, quoted: bool
) -> str | None:
    """Return the one person of a gender who is named near before a word; None where there are none or several."""
    sentence = mentions.sentences[mentions.reading.sentence_at[at]]
    speaker = draft.referent.name if draft.referent else None
    if draft.mention and draft.mention.first <= at < draft.mention.last:
        return speaker  # who is meant is decided already, or nobody is
    if speaker is None and draft.mention:
        speaker = mentions.text(draft.mention.first, draft.mention.last)
    begin = draft.span[0] if quoted else sentence.first
    names = _fitting(mentions, begin, at, is_male=is_male)
    if not quoted and speaker and _may_mean_speaker(mentions, draft, at, speaker, is_male=is_male):
        return speaker
    if _speaks_of_unnamed(mentions, sentence.first, at, is_male=is_male):
        return None
    for before in mentions.sentences_before(at):
        if _speaks_of_unnamed(mentions, before.first, before.last, is_male=is_male):
            return None
        names = names | _fitting(mentions, before.first, before.last, is_male=is_male)
        if quoted and speaker:
            names = {name for name in names if name.split()[-1] != speaker.split()[-1]}
        if names or (quoted and not _speaks_of(mentions, before, is_male=is_male)):
            break
    if len(names) != 1:
        return None
    name = names.pop()
    return name if name in mentions.sure_people and " " in name else None


def _speaks_of_unnamed(mentions: ArticleMentions, first: int, last: int, *, is_male: bool) -> bool:
    """Return whether a man, or a woman, is spoken of without a name: "her aunt"; then "she" may be the aunt."""
    low = mentions.reading.words.low[first : min(last, first + NEAR)]
    return not (_MEN if is_male else _WOMEN).isdisjoint(low)


def _speaks_of(mentions: ArticleMentions, sentence: Sentence, *, is_male: bool) -> bool:
    """Return whether a sentence says "he" or "she" too, and so leads back to whoever is meant."""
    low = mentions.reading.words.low
    places = mentions.pointing_between(sentence.first, sentence.last)
    return any(HE_OR_SHE.get(low[at]) is is_male for at in places)


def _fitting(mentions: ArticleMentions, first: int, last: int, *, is_male: bool) -> set[str]:
    return {mention.name for mention in mentions.people_between(first, last) if mention.is_male is not (not is_male)}


def _may_mean_speaker(mentions: ArticleMentions, draft: ProposalDraft, at: int, speaker: str, *, is_male: bool) -> bool:
    """Return whether "he" in "Mr. Lee said he would go" is the speaker: the first word said, and nobody else named."""
    if draft.is_narration or draft.mention is None:
        return False
    genders = set(mentions.genders.get(speaker, ()))
    low = mentions.reading.words.low[draft.mention.first : draft.mention.last]
    genders |= {HE_OR_SHE[word] for word in low if word in HE_OR_SHE}
    genders |= {True for word in low if word in vocabulary.MALE_TITLES}
    genders |= {False for word in low if word in vocabulary.FEMALE_TITLES}
    if (not is_male) in genders:
        return False
    # The subject of "he would go" is the speaker, who is named right before.
    if at == draft.parts[0][0] and (
        is_male in genders
        or (genders == {None} and speaker.endswith(mentions.text(draft.mention.first, draft.mention.last)))
    ):
        return True
    return (speaker in mentions.certain_people or is_male in genders) and _names_only(
        mentions, at, speaker, is_male=is_male
    )


def _names_only(mentions: ArticleMentions, at: int, speaker: str, *, is_male: bool) -> bool:
    sentence = mentions.sentences[mentions.reading.sentence_at[at]]
    # "Because of his time there, Mr. Orr knows them": whom "his" means may come after it.
    end = at if mentions.reading.words.low[at] in {"he", "she"} else sentence.last
    names = _fitting(mentions, sentence.first, end, is_male=is_male)
    before = next(mentions.sentences_before(at), None)
    if before is not None:
        names |= _fitting(mentions, before.first, before.last, is_male=is_male)
    return names <= {speaker}


def edit_last_name(mentions: ArticleMentions, edits: ClaimEdits, ranges: list[tuple[int, int]], at: int) -> None:
    """Write the first name before a last name, once a claim: "[Jen] Psaki"."""
    words = mentions.reading.words
    full = mentions.full_names[words.low[at]]
    before, behind = words.written[at - 1] if at else "", words.written[at + 1 : at + 2]
    follows_name = before[:1].isupper() and words.follows_space(at)
    titled = before.lower() in vocabulary.TITLES
    starts = before.lower() in vocabulary.SENTENCE_STARTS and not titled
    if (follows_name and not titled and not starts) or (
        behind and (behind[0][:1].isupper() or behind[0] in _NO_NAME_BEHIND)
    ):
        return
    if any(words.low[place] == words.low[at] for first, last in ranges for place in range(first, min(last, at))):
        return
    first_names = full[: -len(words.written[at])].strip() if full.endswith(words.written[at]) else ""
    if first_names:
        edits.instead[at] = at + 1, f"[{first_names}] {words.written[at]}"


def edit_short_name(mentions: ArticleMentions, edits: ClaimEdits, at: int) -> None:
    """Write the full name for "the bridge", and the holder's name after "the governor"."""
    words = mentions.reading.words
    low = words.low[at + 1] if at + 1 < len(words) else ""
    follows = words.low[at + 2] if at + 2 < len(words) else "."
    if low not in mentions.bodies_by_last_word and low not in mentions.office_holders:
        return
    if not (follows in _FOLLOWS_WHOLE_NAME or vocabulary.may_be_verb(follows)) or follows in vocabulary.GENITIVES:
        return
    # "the group" is any, "the Fund" is one.
    is_general = low in vocabulary.BODIES or low in {"group", "system", "union"}
    if low in mentions.bodies_by_last_word and is_general and words.written[at + 1][0].islower():
        return
    if low in mentions.office_holders:
        edits.after[at + 1] = f"[{mentions.office_holders[low]}]"
    else:
        edits.instead[at] = at + 2, f"[the {mentions.bodies_by_last_word[low]}]"
