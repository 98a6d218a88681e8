"""Names the words of a passage that its claim has lost, of those that decide whether, how many and how far.

    python -m tests.extract.lost_words FILE...

counts them in the proposals of a text, or of each "text" of a JSONL file, and prints each claim that lost one.
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from factdb.extract import Proposal, propose
from factdb.extract.vocabulary import word_set

_WORD = re.compile(r"[^\W_]+(?:['\u2019][^\W_]+)*(?:[.,]\d+)*")
DECIDING = word_set(
    """
    not no never none nobody nothing neither nor hardly barely scarcely rarely seldom cannot without
    all every each some any most many few several half both only even just nearly almost mostly about roughly exactly
    perhaps maybe possibly probably likely unlikely allegedly reportedly supposedly
    might could may can should would must ought will shall
    if unless whether until except
    denied denies deny declined declines decline refused refuses refuse failed fails rejected rejects disputed disputes
    least more less fewer than too always sometimes often
    don't didn't doesn't won't wouldn't can't couldn't shouldn't isn't aren't wasn't weren't hasn't haven't hadn't
    """
)
# Right before what was said, these turn it round: then the claim needs them too.
TURNING = word_set("not never denied denies denying declined declines declining refused refuses refusing")
# So do these where they stand next to it; "said only that" does not.
COUNTING = word_set("no all every most few hardly barely nearly almost too could would must should might")
_NEAR = 4  # words before what was said


def words_of(text: str) -> list[str]:
    """Return the words of a text in small letters, with straight apostrophes."""
    return [word.lower().replace("\u2019", "'") for word in _WORD.findall(text)]


def lost_words(text: str, proposal: Proposal) -> list[str]:
    """Return the deciding words and numbers of a proposal's passage that its claim does not have as often."""
    passage = Counter[str]()
    for part in proposal.parts:
        passage.update(word for word in words_of(text[part.start : part.end]) if _decides(word))
    before = _words_before(text, proposal)
    passage.update(word for word in before if word in TURNING)
    passage.update(word for word in before[-1:] if word in COUNTING)
    lost = passage - Counter(words_of(proposal.claim.replace("-", " ")))
    # "denying" is written "denied" in brackets.
    past = {word: word.replace("ying", "ied").replace("ing", "ed") for word in TURNING}
    return sorted(word for word in lost if past.get(word, word) == word or past[word] not in proposal.claim)


def _decides(word: str) -> bool:
    return word in DECIDING or word[0].isdigit()


def _words_before(text: str, proposal: Proposal) -> list[str]:
    """Return the last words between the speaker and what was said, where the speaker stands before it."""
    mention, start = proposal.mention_at, proposal.parts[0].start
    if mention is None or not mention.end <= start or "\n" in text[mention.end : start]:
        return []
    return words_of(text[mention.end : start])[-_NEAR:]


def _texts(file: Path) -> Iterator[str]:
    if file.suffix != ".jsonl":
        yield file.read_text(encoding="utf-8")
        return
    for line in file.read_text(encoding="utf-8").splitlines():
        yield json.loads(line)["text"]


def main(files: list[str]) -> None:
    """Print for each file how many proposals have lost a word, and which."""
    for file in map(Path, files):
        count = lossy = 0
        for text in _texts(file):
            for proposal in propose(text):
                count += 1
                if lost := lost_words(text, proposal):
                    lossy += 1
                    sys.stdout.write(f"{', '.join(lost)}: {proposal.claim}\n    {proposal.text}\n")
        sys.stdout.write(f"{file.name}: {count} proposals, {lossy} have lost a word\n")


if __name__ == "__main__":
    main(sys.argv[1:])
