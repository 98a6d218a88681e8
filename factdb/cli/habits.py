"""What people type from the habit of other programs: the command that answers it, or the sentence that names one.

A group looks here for a word that it does not know. `ls` is `list`, for example; and nothing is ever deleted.
"""

from __future__ import annotations

import re
import shlex
from itertools import takewhile
from typing import TYPE_CHECKING, NamedTuple

from factdb.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Container, Sequence


class Answer(NamedTuple):
    """The answer to a word that no command has."""

    sentence: str
    next_step: str


ALIASES = {
    "ls": "list", "view": "show", "open": "show", "get": "show", "new": "add", "create": "add", "set": "edit",
    "update": "edit", "modify": "edit", "log": "history",
}  # fmt: skip
"""Other words for a command; each counts only in a group that has the command and not the word."""

_DELETE = ("rm", "del", "delete", "remove")
_KEPT = {
    "claims": ("Claims are never deleted.", 'Decline a claim: factdb claims status CLAIM declined --reason "..."'),
    "evidence": ("Evidence is never deleted.", 'Withdraw it: factdb evidence withdraw CLAIM.N --reason "..."'),
    "speakers": ("Speakers are never deleted.", "Merge one into another: factdb speakers merge NAME INTO"),
    "sources": ("Sources are never deleted.", "Merge one into another: factdb sources merge NAME INTO"),
    "topics": ("Topics are never deleted.", "Merge one into another: factdb topics merge NAME INTO"),
    "reviewers": ("Reviewers are never deleted.", "End their access: factdb reviewers disable HANDLE"),
    "articles": (
        "Articles are never deleted.",
        "To erase a text that the law forbids: factdb erase capture DOCUMENT.N",
    ),
    "documents": ("Documents are never deleted.", "To erase a text: factdb erase capture DOCUMENT.N"),
    "ratings": ("Ratings are never deleted.", "Import a new version of the scale: factdb ratings import FILE"),
}
_RATE = 'Decide a claim: factdb claims rate CLAIM RATING --because "..."'
_PUBLISH = Answer("Publishing is a move of the status.", "Publish a claim: factdb claims status CLAIM published")
# Commands of `factdb claims` that people type without the noun.
_OF_CLAIMS = ("assign", "correct", "edit", "history", "next", "note", "retract", "similar", "status", "tag")
_APPROVE = Answer(
    "Publishing a claim approves its verdicts.", "Approve and publish: factdb claims status CLAIM published"
)
_TAKE = Answer(
    "You take the next claim of the queue, or one that is assigned to you.",
    "Take the next: factdb claims next; or assign one: factdb claims assign CLAIM HANDLE",
)
_ANSWERS: dict[tuple[str, str], Answer] = {
    **{(noun, word): Answer(*answer) for noun, answer in _KEPT.items() for word in _DELETE},
    ("claims", "publish"): _PUBLISH,
    ("claims", "approve"): _APPROVE,
    ("claims", "take"): _TAKE,
    ("claims", "decline"): Answer(
        "Declining is a move of the status.", 'Decline a claim: factdb claims status CLAIM declined --reason "..."'
    ),
    ("report", "summary"): Answer("Each report answers one question.", "See the reports: factdb report"),
    ("report", "speakers"): Answer("Reports say what they count.", "Try: factdb report verdicts-by-speaker"),
    ("report", "verdicts"): Answer(
        "Reports say what they count.", "Try: factdb report verdicts-by-speaker, or verdicts-by-source, -by-month"
    ),
    **{
        ("policy", rule): Answer("A rule is set by its own command.", f"Set the rule: factdb policy set {rule} VALUE")
        for rule in ("four-eyes", "assessments", "blind", "desk-name")
    },
    ("claims", "verify"): Answer("Deciding a claim is rating it.", _RATE),
    ("claims", "search"): Answer("Searching is listing.", "Search claims: factdb claims list --q WORDS --rank"),
    **{("factdb", word): Answer("The noun comes first.", f"Try: factdb claims {word} --help") for word in _OF_CLAIMS},
    ("factdb", "publish"): _PUBLISH,
    ("factdb", "approve"): _APPROVE,
    ("factdb", "take"): _TAKE,
    ("factdb", "add"): Answer("Say what to add.", "Add a claim: factdb claims add"),
    ("factdb", "list"): Answer("Say what to list.", "List claims: factdb claims list"),
    ("factdb", "show"): Answer("Say what to show.", "Show a claim: factdb claims show CLAIM"),
    ("factdb", "search"): Answer("Say what to search.", "Search claims: factdb claims search WORDS"),
    ("factdb", "rate"): Answer("Deciding a claim is rating it.", _RATE),
    ("factdb", "delete"): Answer("Nothing is ever deleted.", "See the guide: factdb guide reviewing"),
}  # fmt: skip
_ASSIGN = Answer("The reviewer comes after the claims.", "Assign a claim: factdb claims assign CLAIM HANDLE")
_TAG = Answer("Topics are options.", "Add a topic: factdb claims tag CLAIM --topic TOPIC")
_LIST = Answer("Words are searched for by an option.", "Search claims: factdb claims list --q WORDS --rank")
_RATING_OPTION = "The rating comes after the claim, without an option."
_OPTIONS: dict[tuple[str, str, str], Answer] = {
    ("claims", "--mine", ""): Answer("Claims are listed by a command.", "List your claims: factdb claims list --mine"),
    ("claims", "assign", "--to"): _ASSIGN,
    ("claims", "correct", "--rating"): Answer(
        _RATING_OPTION, 'Correct a claim: factdb claims correct CLAIM RATING --public-note "..."'
    ),
    ("claims", "list", "--search"): _LIST,
    ("claims", "rate", "--rating"): Answer(_RATING_OPTION, _RATE),
    ("claims", "tag", "--add"): _TAG,
    ("evidence", "add", "--quote"): Answer(
        "The words of the page that matter are its excerpt.",
        'Give the excerpt: factdb evidence add CLAIM URL --supports --excerpt "..."',
    ),
}
"""Options that a command does not have; the option is "" where it stands in place of a command."""
_WORDS = {
    ("claims", "list"): _LIST,
    ("claims", "tag"): _TAG,
    ("claims", "assign"): Answer('Give your handle in place of "me".', "See your handle: factdb whoami"),
    ("factdb", "log"): Answer("The log is of the whole desk.", "See a claim's history: factdb claims history CLAIM"),
}
"""The answers to a word after the claims of a command; `assign` takes all but "me", and `log` takes no claims."""
_TOP = {
    "ls": "list", "view": "show", "open": "show", "get": "show", "rm": "delete", "remove": "delete", "del": "delete",
    "find": "search", "set": "edit", "update": "edit", "modify": "edit", "new": "add", "create": "add",
}  # fmt: skip


def translated(noun: str, words: Sequence[str], commands: Container[str]) -> list[str]:
    """Return the words after a noun with the command that a habit means in place of the habit.

    `claims search WORDS` lists the claims with these words, the best match first. A word that no command answers raises
    a UsageError with the sentence that names the right command; other unknown words are returned unchanged.
    """
    if not words or words[0] in commands:
        return list(words)
    word, rest = words[0], list(words[1:])
    if noun == "claims" and word in {"search", "find"} and rest and not rest[0].startswith("-"):
        return _as_list(rest)
    other = ALIASES.get(word, word)
    if other in commands:
        return [other, *rest]
    answer = _ANSWERS.get((noun, _TOP.get(word, word) if noun == "factdb" else word))
    if answer is not None:
        raise UsageError(answer.sentence, _filled(answer.next_step, rest))
    return [word, *rest]


def _filled(next_step: str, rest: Sequence[str]) -> str:
    """Return a next step with what was typed in place of its placeholders, so that it can be copied."""
    from factdb.domain import ids

    typed = list(takewhile(lambda word: not word.startswith("-"), rest))
    _, others = ids.leading_claims(typed)
    claims = typed[: len(typed) - len(others)]
    values = {
        "CLAIM.N": [word for word in typed[:1] if "." in word], "CLAIM": claims, "RATING": others, "WORDS": typed,
        "NAME": typed[:1], "HANDLE": others[:1], "TOPIC": others[:1], "DOCUMENT": claims[:1],
    }  # fmt: skip
    pattern = "|".join(re.escape(placeholder) for placeholder in values)
    return re.sub(rf"\b(?:{pattern})\b", lambda match: shlex.join(values[match[0]]) or match[0], next_step)


def check_options(noun: str, words: Sequence[str]) -> None:
    """Raise a UsageError with the right command for options, and for words after claims, that a command lacks."""
    from factdb.domain import ids

    command, rest = (words[0], list(words[1:])) if words else ("", [])
    until = rest.index("--") if "--" in rest else len(rest)  # what follows is text
    options = ["", *(word.partition("=")[0] for word in rest[:until])]
    answer = next((_OPTIONS[noun, command, word] for word in options if (noun, command, word) in _OPTIONS), None)
    if (noun, command) in _WORDS:
        claims, others = ids.leading_claims(rest)
        word = others[0] if others else ""
        is_wrong = {"log": bool(claims), "assign": others == ["me"]}.get(command, word[:1].isalpha())
        answer = answer or (_WORDS[noun, command] if is_wrong else None)
    if answer is not None:
        raise UsageError(answer.sentence, _filled(answer.next_step, rest))


def answered_option(option: str, options: Container[str]) -> str:
    """Return the sentence for an option that a command lacks: -n, elsewhere a number of rows, is -L; else ""."""
    return "Show at most N rows: -L N" if option == "-n" and "-L" in options else ""


def _as_list(words: Sequence[str]) -> list[str]:
    """Return a search as the options of a list: the words until the first option are what to search for."""
    until = next((place for place, word in enumerate(words) if word.startswith("-")), len(words))
    return ["list", "--q", " ".join(words[:until]), "--rank", *words[until:]]
