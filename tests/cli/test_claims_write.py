"""The verbs that write to claims: add, status, rate, note, assign and tag; who may use them, and what they leave."""

from __future__ import annotations

import os
from datetime import timedelta

import pytest

from factdb.store.engine import Database
from tests.cli.conftest import claim, event_kinds, ok, refused, rows_of, run, run_bare
from tests.conftest import NOW

PAGE = "https://example.org/a"
PASSAGE = "In 2003, the military under the George W. Bush administration launched an operation in Iraq"
DECIDED = ("--because", "Both are well documented.", "--evidence", PAGE)
ALL_MOVES = ["claim 19: new -> in-review", "claim 19: in-review -> reviewed", "claim 19: reviewed -> published"]

# -- add -----------------------------------------------------------------------------------------------------


def test_a_passage_is_found_in_its_article(demo: Database) -> None:
    ran = ok(demo, "claims", "add", "--article", "1", "--quote", PASSAGE)
    assert ran.stdout == "claim 23: added\n"
    assert "overlaps with claim 17" in ran.stderr
    assert "assumed: attribution narration; kind event; said on 2021-07-26, the day of publication" in ran.stderr
    added = claim(demo, 23)
    assert (added["quote"], added["claim"], added["status"]) == (PASSAGE, PASSAGE, "new")
    assert (added["speaker"], added["source"], added["said_on"]) == ("The Epoch Times",) * 2 + ("2021-07-26",)
    assert added["passage"]["text"] == PASSAGE
    assert added["said_basis"] == "published"


def test_a_passage_is_found_with_other_marks_and_kept_as_the_article_has_it(demo: Database) -> None:
    ok(demo, "claims", "add", "--article", "1", "--quote", "'We feel this is a natural and next step".replace("'", '"'))
    assert claim(demo, 23)["quote"] == "“We feel this is a natural and next step"


def test_a_passage_may_come_from_stdin(demo: Database) -> None:
    ok(demo, "claims", "add", "--article", "1", "--quote", "-", given=f"{PASSAGE}\n")
    assert claim(demo, 23)["quote"] == PASSAGE


def test_a_passage_that_is_not_there_is_refused(shared: Database) -> None:
    before = rows_of(shared)
    ran = run(shared, "claims", "add", "--article", "1", "--quote", "In 2004, the military")
    refused(ran, 3, 'no passage "In 2004, the military"', "Copy the passage from the text")
    refused(run(shared, "claims", "add", "--article", "99", "--quote", PASSAGE), 3, "no article 99")
    assert rows_of(shared) == before


def test_a_passage_in_several_places_needs_one_of_them(demo: Database) -> None:
    words = ("claims", "add", "--article", "1", "--quote", "troops")
    refused(run(demo, *words), 2, 'The passage "troops" occurs 4 times: 1 at 57-63', "4 at 2686-2692", "--place N")
    refused(run(demo, *words, "--place", "5"), 2, "The place 5 does not exist: the passage occurs 4 times")
    ok(demo, *words, "--place", "3")
    assert claim(demo, 23)["passage"]["start"] == 1760


def test_a_claim_without_an_article(demo: Database) -> None:
    ran = ok(
        demo, "claims", "add", "--claim", "The bridge cost 4 million.", "--source", "The Example Times",
        "--url", "https://example.com/bridge", "--said-on", "2021-07", "--speaker", "Jane Doe", "--kind", "numerical",
        "--attribution", "paraphrase", "--occasion", "opening", "--topic", "bridges", "--topic", "Iraq",
        "--resolves-on", "2022", "--language", "en",
    )  # fmt: skip
    assert "new source: The Example Times" in ran.stderr
    assert "new speaker: Jane Doe" in ran.stderr
    added = claim(demo, 23)
    keys = ("claim", "quote", "speaker", "said_on", "said_precision", "occasion", "source", "kind", "attribution")
    assert [added[key] for key in keys] == [
        "The bridge cost 4 million.", None, "Jane Doe", "2021-07", "month", "opening", "The Example Times",
        "numerical", "paraphrase",
    ]  # fmt: skip
    assert (added["topics"], added["resolves_on"]) == (["bridges", "Iraq"], "2022-12-31")
    assert added["document_url"] == "https://example.com/bridge"


def test_who_said_it_and_where_may_stay_unknown(demo: Database) -> None:
    ok(demo, "claims", "add", "--claim", "The bridge is closed.")
    added = claim(demo, 23)
    assert (added["speaker"], added["source"], added["said_on"], added["said_precision"]) == (None,) * 3 + ("unknown",)


@pytest.mark.parametrize(
    "options",
    [
        [],
        ["--claim", " "],
        ["--claim", "a\0b"],
        ["--claim", "a\x1bb"],
        ["--claim", "x", "--said-on", "03/04/2021"],
        ["--claim", "x", "--kind", "rumour"],
        ["--claim", "x", "--url", "ftp://example.org/"],
        ["--claim", "x", "--topic", "a, b"],
        ["--claim", "x", "--speaker", "\u200b"],
        ["--claim", "x" * 100_001],
    ],
)
def test_what_makes_no_claim_is_refused(shared: Database, options: list[str]) -> None:
    before = rows_of(shared)
    refused(run(shared, "claims", "add", *options), 2)
    assert rows_of(shared) == before


def test_from_a_passage_to_a_published_verdict_in_one_command(demo: Database) -> None:
    ran = ok(
        demo, "claims", "add", "--article", "1", "--quote", PASSAGE, "--rate", "true", "--because", "It did.",
        "--evidence", PAGE, "--flag", "secondary-only", "--as-of", "2021-08-01", "--publish",
    )  # fmt: skip
    assert ran.stdout.splitlines() == [
        "claim 23: added", "claim 23: true, version 1", "claim 23: new -> in-review",
        "claim 23: in-review -> reviewed", "claim 23: reviewed -> published",
    ]  # fmt: skip
    added = claim(demo, 23)
    assert (added["status"], added["verdict"], added["flags"]) == ("published", "true", ["secondary-only"])
    (verdict,) = added["verdicts"]
    assert (verdict["because"], verdict["evidence"], verdict["as_of"]) == ("It did.", ["23.1"], "2021-08-01")
    assert (verdict["decided_by"], verdict["approved_by"]) == ("ana", "ana")


def test_a_claim_that_cannot_be_decided_so_is_not_added_either(shared: Database) -> None:
    before = rows_of(shared)
    words = ("claims", "add", "--article", "1", "--quote", PASSAGE, "--rate", "true")
    refused(run(shared, *words, "--because", "It did."), 1, '"true" needs evidence on the truth')
    refused(run(shared, *words, "--evidence", PAGE), 2, "needs reasons")
    refused(run(shared, *words, *DECIDED, "--publish", user="rita"), 4, "The role of rita is reviewer")
    assert rows_of(shared) == before


# -- status --------------------------------------------------------------------------------------------------


def test_an_illegal_move_lists_the_possible_ones(shared: Database) -> None:
    ran = run(shared, "claims", "status", "19", "published")
    refused(ran, 1, "Claim 19 is new and cannot become published. It can become in-review or declined.")
    refused(run(shared, "claims", "status", "7", "new"), 1, "Claim 7 is published", "factdb claims correct 7")
    assert event_kinds(shared, 19) == ["added"]


def test_a_rating_is_no_status(shared: Database) -> None:
    ran = run(shared, "claims", "status", "7", "false")
    refused(ran, 2)
    said = " ".join(ran.stderr.removeprefix("factdb: ").split())
    assert said == '"false" is a rating, not a status. Rate the claim: factdb claims rate 7 false --because "..."'


def test_a_word_that_is_neither_is_answered_with_the_list(shared: Database) -> None:
    refused(
        run(shared, "claims", "status", "7", "finished"), 2, 'There is no status "finished"', "new, in-review, on-hold"
    )


def test_moves_that_need_a_reason_say_so_and_keep_it(demo: Database) -> None:
    refused(
        run(demo, "claims", "status", "9", "on-hold"), 2, "Claim 9 is in-review. A change to on-hold needs a reason"
    )
    ok(demo, "claims", "status", "9", "on-hold", "--reason", "waiting for the transcript")
    assert claim(demo, 9)["history"][-1]["body"]["reason"] == "waiting for the transcript"
    assert "in-review -> on-hold (reason: waiting for the" in ok(demo, "claims", "history", "9").stdout


@pytest.mark.parametrize("reason", ["", "  ", "\0", "a\x1b[2Jb"])
def test_a_reason_is_a_text(shared: Database, reason: str) -> None:
    before = rows_of(shared)
    refused(run(shared, "claims", "status", "9", "on-hold", "--reason", reason), 2, "reason")
    refused(run(shared, "evidence", "withdraw", "9.1", "--reason", reason), 2, "reason")
    assert rows_of(shared) == before


def test_several_claims_move_together(demo: Database) -> None:
    ran = ok(demo, "claims", "status", "15", "9", "on-hold", "--reason", "waiting")
    assert ran.stdout == "claim 9: in-review -> on-hold\nclaim 15: in-review -> on-hold\n"


def test_several_claims_move_all_or_none(shared: Database) -> None:
    before = rows_of(shared)
    refused(run(shared, "claims", "status", "9", "15", "19", "on-hold", "--reason", "x"), 1, "Claim 19 is new")
    refused(run(shared, "claims", "status", "9", "99", "on-hold", "--reason", "x"), 3, "no claim 99")
    assert rows_of(shared) == before
    assert claim(shared, 9)["status"] == "in-review"


def test_a_claim_may_be_named_by_its_uid(demo: Database) -> None:
    ran = ok(demo, "claims", "status", claim(demo, 19)["uid"].upper(), "in-review")
    assert ran.stdout == "claim 19: new -> in-review\n"


def test_publishing_keeps_where_it_was_published(demo: Database) -> None:
    ok(demo, "claims", "rate", "19", "true", *DECIDED)
    ok(demo, "claims", "status", "19", "published", "--url", "https://desk.example/19", user="ed")
    published = claim(demo, 19)
    assert published["published_url"] == "https://desk.example/19"
    assert published["verdicts"][0]["approved_by"] == "ed"


@pytest.mark.parametrize("url", ["javascript:alert(1)", "ftp://desk.example/19", "desk.example/19", "https://"])
def test_published_means_published_on_the_web(shared: Database, url: str) -> None:
    refused(run(shared, "claims", "rate", "19", "true", *DECIDED, "--publish", "--url", url), 2, "URL")
    assert claim(shared, 19)["status"] == "new"


# -- rate ----------------------------------------------------------------------------------------------------


def test_one_command_takes_a_claim_from_new_to_published(demo: Database) -> None:
    ran = ok(demo, "claims", "rate", "19", "true", *DECIDED, "--publish")
    assert ran.stdout.splitlines() == ["claim 19: true, version 1", *ALL_MOVES]
    assert 'evidence 19.1: supports the claim, as "true" implies' in ran.stderr
    rated = claim(demo, 19)
    assert (rated["status"], rated["verdict"], rated["evidence_count"]) == ("published", "true", 1)
    assert event_kinds(demo, 19) == ["added", "evidence-added", "moved", "rated", "moved", "moved"]


def test_its_history_tells_who_when_what_and_why(demo: Database) -> None:
    ok(demo, "claims", "rate", "19", "true", *DECIDED, "--publish")
    lines = ok(demo, "claims", "history", "19").stdout
    when = f"{NOW + timedelta(minutes=1):%Y-%m-%d %H:%M:%S}"
    assert f"{when}  ana: rated, version 1: true on truth: Both are well" in lines
    assert f"{when}  ana: reviewed -> published" in lines
    assert PAGE in lines
    assert "seed: added: ISIS took over swaths" in lines


def test_ratings_on_both_questions_make_one_version(demo: Database) -> None:
    on_quote = ("--because", "quote:Word for word.", "--evidence", "quote:https://example.org/transcript")
    ran = ok(demo, "claims", "rate", "9", "true", "verbatim", *DECIDED, *on_quote, "--flag", "quote:shortened")
    assert ran.stdout.splitlines()[0] == "claim 9: true and verbatim, version 1"
    rated = claim(demo, 9)
    assert (rated["verdict"], rated["quote_verdict"], rated["flags"]) == ("true", "verbatim", ["shortened"])
    quote, truth = rated["verdicts"]
    assert (quote["because"], quote["flags"], quote["as_of"]) == ("Word for word.", ["shortened"], None)
    assert (truth["because"], truth["flags"]) == ("Both are well documented.", [])


def test_rating_again_before_publication_is_a_revision(demo: Database) -> None:
    ok(demo, "claims", "rate", "19", "true", *DECIDED)
    ran = ok(demo, "claims", "rate", "19", "half-true", "--because", "Only parts of both.")
    assert ran.stdout == "claim 19: half-true, version 2\n"
    (verdict,) = claim(demo, 19)["verdicts"]
    assert (verdict["rating"], verdict["change"], verdict["evidence"]) == ("half-true", "revision", ["19.1"])


@pytest.mark.parametrize(
    ("words", "exit_code", "part"),
    [
        (["19", "true", "--because", "x"], 1, 'Claim 19: the rating "true" needs evidence on the truth'),
        (["19", "true", "--evidence", PAGE], 2, "needs reasons"),
        (["19", "true", "--because", " ", "--evidence", PAGE], 2, "reason"),
        (["19", "true", "false", *DECIDED], 2, "are both about the truth"),
        (["19", "half-true", *DECIDED], 2, "--supports, --refutes or --context"),
        (["19", "sort-of-true", *DECIDED], 2, "sort-of-true"),
        (["19", "true", "--because", "x", "--evidence", "7.1"], 2, "Evidence 7.1 does not belong to claim 19"),
        (["19", "true", "--because", "x", "--evidence", "19.1"], 3, 'no evidence "19.1"'),
        (["19", "true", "--because", "x", "--evidence", "ftp://example.org/"], 2, "http"),
        (["19", "true", *DECIDED, "--flag", "wrong"], 2, 'There is no flag "wrong"'),
        (["19", "true", *DECIDED, "--flag", "quote:shortened"], 2, "but no rating on the quotation"),
        (["19", "true", *DECIDED, "--context"], 1, "needs evidence"),
        (["7", "true", *DECIDED], 1, "factdb claims correct 7"),
        (["99", "true", *DECIDED], 3, "no claim 99"),
        (["9", "true", "--because", "x", "--evidence", "9.1"], 2, "9.1"),
    ],
)
def test_what_decides_nothing_is_refused(shared: Database, words: list[str], exit_code: int, part: str) -> None:
    before = rows_of(shared)
    refused(run(shared, "claims", "rate", *words), exit_code, part)
    assert rows_of(shared) == before


def test_unproven_stands_on_where_one_looked(demo: Database) -> None:
    refused(run(demo, "claims", "rate", "19", "unproven", "--because", "Nothing found."), 1, '"unproven" needs')
    ok(demo, "claims", "rate", "19", "unproven", "--because", "Nothing found.", "--searched", "archives of 2011")
    assert claim(demo, 19)["verdicts"][0]["searched"] == "archives of 2011"


def test_a_declined_claim_is_taken_up_before_it_is_rated(demo: Database) -> None:
    ok(demo, "claims", "status", "19", "declined", "--reason", "not ours")
    refused(
        run(demo, "claims", "rate", "19", "true", *DECIDED), 1, "Claim 19 is declined", "claims status 19 in-review"
    )


# -- note, assign, tag ---------------------------------------------------------------------------------------


def test_notes_are_kept_word_for_word(demo: Database) -> None:
    ok(demo, "claims", "note", "9", "The transcript has been asked for.")
    ok(demo, "claims", "note", "9", "-", given="first line\nsecond line, ü\n")
    noted = [(note["by"], note["note"]) for note in claim(demo, 9)["notes"][1:]]
    assert noted == [("ana", "The transcript has been asked for."), ("ana", "first line\nsecond line, ü")]


@pytest.mark.parametrize("given", [b"", b"  \n", b"caf\xe9", b"nul\0"])
def test_a_note_that_is_no_text_is_refused(shared: Database, given: bytes) -> None:
    refused(run(shared, "claims", "note", "9", "-", given=given), {1, 2})
    assert event_kinds(shared, 9)[-1] == "moved"


def test_claims_are_given_to_somebody_and_taken_back(demo: Database) -> None:
    assert ok(demo, "claims", "assign", "9", "15", "rita").stdout == (
        "claim 9: assigned to rita\nclaim 15: assigned to rita\n"
    )
    assert ok(demo, "claims", "assign", "9", "rita").stdout == "claim 9: already assigned to rita\n"
    assert claim(demo, 9)["assignee"] == "rita"
    ok(demo, "claims", "assign", "9", "nobody")
    assert claim(demo, 9)["assignee"] is None
    assert event_kinds(demo, 9)[-2:] == ["assigned", "assigned"]
    refused(run(demo, "claims", "assign", "9", "rite"), 3, 'no reviewer "rite"', "Did you mean: rita")
    refused(run(demo, "claims", "assign", "9", "seed"), 1, "seed may no longer act on this desk")


def test_topics_are_put_on_and_taken_off(demo: Database) -> None:
    assert ok(demo, "claims", "tag", "19", "22", "--topic", "Syria", "--topic", "isis").stdout == (
        "claim 19: topics ISIS, Syria\nclaim 22: topics Iraq, ISIS, Syria\n"
    )
    assert ok(demo, "claims", "tag", "19", "--topic", "syria").stdout == "claim 19: unchanged\n"
    assert ok(demo, "claims", "tag", "19", "--remove", "ISIS", "--remove", "syria").stdout == "claim 19: topics none\n"
    assert claim(demo, 19)["history"][-1]["body"]["topics"] == {"was": ["ISIS", "Syria"], "now": []}
    refused(
        run(demo, "claims", "tag", "22", "--remove", "Irak"), 3, 'no topic "Irak" on claim 22', "Did you mean: Iraq"
    )
    refused(run(demo, "claims", "tag", "22"), 2, "--topic T")


@pytest.mark.parametrize(
    "words",
    [
        ["list", "--speaker"], ["list", "--topic"], ["list", "--assignee"], ["note", "9"], ["add", "--claim"],
        ["add", "--claim", "x", "--speaker"], ["tag", "9", "--topic"], ["tag", "9", "--remove"], ["show"],
        ["assign", "9"], ["rate", "19"], ["status", "19"], ["add", "--article", "1", "--quote"],
    ],
)  # fmt: skip
def test_bytes_that_are_no_text_are_refused(shared: Database, words: list[str]) -> None:
    refused(run(shared, "claims", *words, os.fsdecode(b"caf\xe9"), *["--because=x"] * (words[0] == "rate")), {2, 3})


# -- what was read before ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words",
    [
        ["claims", "status", "9", "on-hold", "--reason", "x"],
        ["claims", "rate", "9", "true", *DECIDED],
        ["claims", "note", "9", "words"],
        ["claims", "assign", "9", "rita"],
        ["claims", "tag", "9", "--topic", "Syria"],
        ["evidence", "add", "9", PAGE, "--supports"],
        ["evidence", "withdraw", "9.1", "--reason", "gone"],
    ],
)
def test_who_acts_on_an_older_reading_learns_who_was_first(demo: Database, words: list[str]) -> None:
    version = claim(demo, 9)["row_version"]
    ok(demo, "claims", "note", "9", "I was first.", user="rita")
    before = rows_of(demo)
    ran = run(demo, *words, "--if-version", str(version))
    refused(
        ran,
        5,
        "Claim 9 has changed since you read it: rita changed it at 2026-11-22 09:",
        "UTC (noted)",
        "claims show 9",
    )
    assert rows_of(demo) == before
    ok(demo, *words, "--if-version", str(version + 1))


# -- who may ---------------------------------------------------------------------------------------------------

WRITING = [
    ["claims", "add", "--claim", "x"],
    ["claims", "status", "9", "on-hold", "--reason", "x"],
    ["claims", "rate", "19", "true", *DECIDED],
    ["claims", "note", "19", "x"],
    ["claims", "assign", "19", "rita"],
    ["claims", "tag", "19", "--topic", "Syria"],
    ["evidence", "add", "19", "https://example.org/b", "--supports"],
    ["evidence", "withdraw", "15.1", "--reason", "x"],
    ["articles", "add", "-", "--source", "X", "--published", "2021"],
]


@pytest.mark.parametrize(
    ("who", "why"),
    [
        ("rae", "The role of rae is reader"),
        (
            "zoe",
            (
                '"zoe" is not a reviewer of this desk.\n'
                "  Work under your own handle: factdb --as HANDLE ... (reviewers: ana, ed, rita, rae)"
            ),
        ),
        ("seed", '"seed" may no longer act on this desk'),
    ],
)
def test_readers_strangers_and_those_who_left_write_nothing(shared: Database, who: str, why: str) -> None:
    before = rows_of(shared)
    for words in WRITING:
        refused(run(shared, *words, user=who, given="An article."), 4, why)
    assert rows_of(shared) == before


def test_a_reviewer_adds_and_annotates(demo: Database) -> None:
    for words in WRITING:
        ok(demo, *words, user="rita", given="An article.")


def test_a_reviewer_does_not_publish(demo: Database) -> None:
    before = rows_of(demo)
    refused(run(demo, "claims", "rate", "19", "true", *DECIDED, "--publish", user="rita"), 4, "needs the role editor")
    assert rows_of(demo) == before
    ok(demo, "claims", "rate", "19", "true", *DECIDED, user="rita")
    refused(run(demo, "claims", "status", "19", "published", user="rita"), 4, "needs the role editor")
    ok(demo, "claims", "status", "19", "published", user="ed")


@pytest.mark.parametrize("user", ["rae", "zoe"])
def test_everybody_reads(shared: Database, user: str) -> None:
    for words in (["claims"], ["claims", "list"], ["claims", "show", "7"], ["evidence", "list", "7"], ["db", "check"]):
        ok(shared, *words, user=user)


def test_who_acts_comes_from_the_flag_then_the_environment(demo: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FACTDB_USER", "Rita")
    monkeypatch.setenv("FACTDB_DATABASE_URL", demo.location)
    for words in (["claims", "note", "9", "one"], ["--as", "ED", "claims", "note", "9", "two"]):
        assert run_bare(*words).exit_code == 0
    assert [note["by"] for note in claim(demo, 9)["notes"][1:]] == ["rita", "ed"]
    refused(run_bare("--as", "a b", "claims", "note", "9", "three"), 2, '"a b"')
