"""The registry of keys: each key of the pages once, with the control that it works.

A template paints the key on its control (`kbd`) and ties it to it (`keyed`). The script knows no key of its own besides
Escape, Ctrl+Enter and the digits of a rating. A page's keys are those of its own groups and of the group "all".
"g c" is g, and then c: ways to other pages have keys of two strokes, for no letter is free on all pages.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from markupsafe import Markup


class Key(NamedTuple):
    """A key, the group of pages that it works on, and what it does."""

    key: str
    group: str
    does: str


KEYS = {
    "search": Key("/", "all", "search claims"),
    "help": Key("?", "all", "show the keys of this page"),
    "undo": Key("-", "all", "take back the last action"),
    "start": Key("g t", "all", "go to the start page"),
    "claims": Key("g c", "all", "go to the claims"),
    "queue": Key("g n", "all", "go to the queue"),
    "articles": Key("g a", "all", "go to the articles"),
    "people": Key("g s", "all", "go to people and words"),
    "guide": Key("g h", "all", "go to the guide"),
    "reports": Key("g r", "all", "go to the reports"),
    "sql": Key("g q", "all", "go to questions in SQL"),
    "import": Key("g i", "all", "go to the import"),
    "desk": Key("g d", "all", "go to the desk"),
    "next_row": Key("j", "list", "next row"),
    "previous_row": Key("k", "list", "previous row"),
    "select_row": Key("x", "list", "select the row"),
    "change_selected": Key("m", "list", "change the selected claims"),
    "searches": Key("g l", "list", "my saved searches"),
    "save_search": Key("s", "list", "save this search"),
    **{f"search_{n}": Key(str(n), "list", f"open my saved search {n}") for n in range(1, 10)},
    "duplicates": Key("d", "people", "names that may be the same"),
    "new_owner": Key("n", "people", "add a speaker or source"),
    "alias": Key("a", "person", "add an alias"),
    "office": Key("o", "person", "add an office"),
    "edit_owner": Key("e", "person", "change the name"),
    "split": Key("p", "person", "split one who is really two"),
    "merge": Key("m", "duplicates", "they are the same: merge"),
    "different": Key("d", "duplicates", "they are different"),
    "skip_suggestion": Key("s", "duplicates", "skip"),
    "unmapped": Key("u", "ratings", "labels without a meaning"),
    "import_scale": Key("i", "ratings", "import a scale"),
    "category": Key("c", "label", "choose the category"),
    "map": Key("s", "label", "map the label"),
    "new_topic": Key("n", "topics", "add a topic"),
    "rename_topic": Key("e", "topic", "rename the topic"),
    "merge_topic": Key("m", "topic", "merge it into another topic"),
    "next_claim": Key("n", "claim", "next claim of the article"),
    "previous_claim": Key("p", "claim", "previous claim of the article"),
    "truth": Key("t", "claim", "rate the claim: then a digit; 0 for not now"),
    "promise": Key("x", "claim", "rate a promise or prediction: then a digit"),
    "quotation": Key("q", "claim", "rate the quotation: then a digit"),
    "because": Key("r", "claim", "write reasons"),
    "new_evidence": Key("e", "claim", "add a page as evidence"),
    "save": Key("s", "claim", "save"),
    "save_next": Key("w", "claim", "save, and go to the next claim"),
    "publish": Key("u", "claim", "save and publish"),
    "publish_next": Key("y", "claim", "publish, and go to the next claim"),
    "correct": Key("k", "claim", "correct what is published"),
    "preview": Key("g p", "claim", "show the published page before and after the correction"),
    "approve": Key("v", "claim", "publish what was decided"),
    "approve_next": Key("j", "claim", "publish it, and go to the next claim that waits for me"),
    "check": Key("c", "claim", "show the quotation beside its source"),
    "similar": Key("i", "claim", "similar claims"),
    "move": Key("m", "claim", "move to another status"),
    "assign": Key("a", "claim", "assign"),
    "topics": Key("o", "claim", "topics"),
    "note": Key("l", "claim", "add a note"),
    "edit": Key("d", "claim", "edit the claim"),
    "contacts": Key("b", "claim", "replies and complaints"),
    "repeats": Key("z", "claim", "it repeats the claim that was checked before"),
    "excerpt": Key("f", "claim", "add evidence with an excerpt"),
    "history": Key("h", "claim", "history"),
    "search_guide": Key("f", "guide", "search the guide"),
    "mine": Key("g m", "work", "go to my assessments"),
    "corrections": Key("g k", "work", "go to the corrections"),
    "replies": Key("g y", "work", "go to the replies"),
    "complaints": Key("g b", "work", "go to the complaints"),
    "take_next": Key("t", "queue", "take the next claim"),
    "fetch_page": Key("f", "evidence", "fetch the page, and keep it"),
    "check_page": Key("c", "evidence", "check the page now"),
    "compare": Key("d", "evidence", "compare two captures"),
    "new_article": Key("n", "articles", "add an article"),
    "review": Key("p", "article", "review the proposals"),
    "edit_article": Key("e", "article", "edit the facts of the article"),
    "save_article": Key("s", "edit", "save the facts of the article"),
    "pick": Key("v", "article", "select the first sentence that is in view"),
    "new_claim": Key("c", "article", "write the claim"),
    "save_claim": Key("s", "article", "add the claim"),
    "add_anyway": Key("w", "article", "add the claim anyway"),
    "parameters": Key("p", "report", "set the parameters"),
    "make_report": Key("s", "report", "make the report"),
    "question": Key("q", "sql", "write the question"),
    "ask": Key("s", "sql", "ask the question"),
    "questions": Key("h", "sql", "my questions in this browser"),
    "show_summary": Key("r", "import", "show the summary again"),
    "try_import": Key("t", "import", "dry run"),
    "do_import": Key("s", "import", "import the file"),
    "accept": Key("a", "proposals", "accept"),
    "edit_proposal": Key("e", "proposals", "edit: go to the first field"),
    "reject": Key("r", "proposals", "reject"),
    "skip": Key("s", "proposals", "skip"),
    "back": Key("b", "proposals", "back to the proposal before"),
    "undo_decision": Key("z", "proposals", "undo the last decision"),
    "first_claim": Key("n", "proposals", "rate the first open claim"),
    "start_earlier": Key("[", "passage", "start a word earlier"),
    "start_later": Key("]", "passage", "start a word later"),
    "end_earlier": Key("{", "passage", "end a word earlier"),
    "end_later": Key("}", "passage", "end a word later"),
    "next_sentence": Key(".", "passage", "next sentence"),
    "previous_sentence": Key(",", "passage", "sentence before"),
}


@cache
def keyed(name: str) -> Markup:
    """Return the attributes that tie a control to its key."""
    key = KEYS[name].key
    first, _, second = key.partition(" ")
    if second:  # `aria-keyshortcuts` knows no keys one after the other: there, a space stands between alternatives
        return Markup(' data-key="{}" title="Keys: {}, then {}"').format(key, first, second)
    return Markup(' data-key="{0}" aria-keyshortcuts="{0}"').format(key)


@cache
def kbd(name: str) -> Markup:
    """Return the key as it is painted on its control; a screen reader hears it from `aria-keyshortcuts`."""
    return Markup('<kbd aria-hidden="true">{}</kbd>').format(KEYS[name].key)
