"""Ways to alter a desk behind the program's back, guards dropped and put back; each is found, and its claim named.

What only sealing can find (TRUST.md) stands in test_needs_sealing.py.
"""

# ruff: noqa: S608 - the statements are made of names that stand in this file

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from factdb.domain.history import chain
from tests.tampering.forger import Forger

FORGED_ROW = (
    "INSERT INTO history SELECT claim_id, seq + 1, id, kind, actor_id, at, body, hash, '{hash}', words FROM history"
    " WHERE claim_id = 4 AND seq = 8; UPDATE claims SET history_length = 9, history_head = '{hash}' WHERE id = 4"
)

# What is done, and a line of what must be found.
ON_HISTORY = {
    "a word of a body": (
        "UPDATE history SET body = replace(body, 'kept', 'null') WHERE claim_id = 4 AND seq = 6",
        "claim 4, seq 6: the row was changed: its hash does not match",
    ),
    "a body that is no JSON": (
        "UPDATE history SET body = 'so be it' WHERE claim_id = 4 AND seq = 6",
        "claim 4, seq 6: cannot read the body: Expecting value: line 1 column 1 (char 0)",
    ),
    "a key given twice": (
        """UPDATE history SET body = '{"actor":"ana",' || substr(body, 2) WHERE claim_id = 4 AND seq = 6""",
        "claim 4, seq 6: cannot read the body: the key 'actor' stands twice",
    ),
    "a body of nothing": (
        "UPDATE history SET body = '{}' WHERE claim_id = 4 AND seq = 6",
        "claim 4, seq 6: the column kind differs from the body",
    ),
    "its kind": (
        "UPDATE history SET kind = 'noted' WHERE claim_id = 4 AND seq = 6",
        "claim 4, seq 6: the column kind differs from the body",
    ),
    "its actor": (
        "UPDATE history SET actor_id = (SELECT id FROM reviewers WHERE handle = 'rita') WHERE claim_id = 4 AND seq = 6",
        "claim 4, seq 6: the column actor differs from the body",
    ),
    "its time, by a microsecond": (
        "UPDATE history SET at = '2026-11-22T09:30:00.123457Z' WHERE claim_id = 4 AND seq = 6",
        "claim 4, seq 6: the column at differs from the body",
    ),
    "its id": (
        "UPDATE history SET id = '01a20305-0000-7000-8000-000000000000' WHERE claim_id = 4 AND seq = 6",
        "claim 4, seq 6: the row was changed: its hash does not match",
    ),
    "a wrong hash": (
        f"UPDATE history SET hash = '{'a' * 64}' WHERE claim_id = 4 AND seq = 6",
        "claim 4, seq 7: it does not follow the row before: prev is not the hash of that row",
    ),
    "a row in the middle deleted": (
        "DELETE FROM history WHERE claim_id = 4 AND seq = 3",
        "claim 4, seq 3: the row is missing",
    ),
    "rows in the middle deleted": (
        "DELETE FROM history WHERE claim_id = 4 AND seq BETWEEN 3 AND 5",
        "claim 4, seq 3: the row is missing, and so are the rows up to 5",
    ),
    "the first row deleted": (
        "DELETE FROM history WHERE claim_id = 4 AND seq = 1",
        "claim 4, seq 1: the row is missing",
    ),
    "the tail deleted": (
        "DELETE FROM history WHERE claim_id = 4 AND seq = 8",
        "claim 4: history_length is 8, the history says 7",
    ),
    "the whole history deleted": ("DELETE FROM history WHERE claim_id = 4", "claim 4: it has no history"),
    "every history deleted": ("DELETE FROM history", "claim 22: it has no history"),
    "renumbered": (
        "UPDATE history SET seq = seq + 100 WHERE claim_id = 4 AND seq > 6",
        "claim 4, seq 7: the row is missing, and so are the rows up to 106",
    ),
    "numbered from 0": (
        "UPDATE history SET seq = 0 WHERE claim_id = 4 AND seq = 8",
        "claim 4, seq 0: a history cannot have a row with this number here",
    ),
    "two rows swapped": (
        (
            "UPDATE history SET seq = 100 WHERE claim_id = 4 AND seq = 2;"
            "UPDATE history SET seq = 2 WHERE claim_id = 4 AND seq = 3;"
            "UPDATE history SET seq = 3 WHERE claim_id = 4 AND seq = 100"
        ),
        "claim 4, seq 2: the row was changed: its hash does not match",
    ),
    "a row moved to another claim": (
        (
            "UPDATE history SET claim_id = 19, seq = (SELECT max(seq) + 1 FROM history WHERE claim_id = 19)"
            " WHERE claim_id = 4 AND seq = 8"
        ),
        "claim 4: history_length is 8, the history says 7",
    ),
    "two claims' histories exchanged": (
        (
            "UPDATE history SET claim_id = 1000 WHERE claim_id = 6; UPDATE history SET claim_id = 6 WHERE claim_id = 8;"
            "UPDATE history SET claim_id = 8 WHERE claim_id = 1000"
        ),
        "claim 6, seq 1: the row was changed: its hash does not match",
    ),
    "a row put on top, its hash made up": (
        FORGED_ROW.format(hash="b" * 64),
        "claim 4, seq 9: the row was changed: its hash does not match",
    ),
}
ON_WORDS = {
    "a word beside a body": (
        (
            "UPDATE history SET words = replace(words, 'Waiting', 'Bribed') WHERE claim_id = 15 AND kind = 'noted';"
            "UPDATE history SET words = replace(words, 'A note', 'No note') WHERE claim_id = 15 AND kind = 'noted'"
        ),
        "its words were changed: the note is not what the body committed to",
    ),
    "the salt of words": (
        "UPDATE history SET words = replace(words, '[\"', '[\"x') WHERE claim_id = 15 AND kind = 'noted'",
        "its words were changed: the note is not what the body committed to",
    ),
    "words removed without an erasure": (
        "UPDATE history SET words = NULL WHERE claim_id = 7 AND kind = 'contact-answered'",
        "the words of its answer were removed, and no erasure says so",
    ),
    "words removed, and their copies": (
        (
            "UPDATE history SET words = NULL WHERE claim_id = 7 AND kind = 'contact-answered';"
            "UPDATE contacts SET answer = '[erased]' WHERE claim_id = 7 AND n = 1"
        ),
        "the words of its answer were removed, and no erasure says so",
    ),
    "words where a body has none": (
        'UPDATE history SET words = \'{"note":["s",{"note":"x"}]}\' WHERE claim_id = 4 AND seq = 8',
        "claim 4, seq 8: its words were changed: the note is not what the body committed to",
    ),
    "words of nothing": (
        "UPDATE history SET words = '{}' WHERE claim_id = 4 AND seq = 8",
        "claim 4, seq 8: its personal words are not written as factdb writes them",
    ),
    "words with another space": (
        "UPDATE history SET words = words || ' ' WHERE claim_id = 15 AND kind = 'noted'",
        "cannot read its personal words: a history's body can't hold what follows its object",
    ),
    "words that are no JSON": (
        "UPDATE history SET words = 'so be it' WHERE claim_id = 15 AND kind = 'noted'",
        "cannot read its personal words: Expecting value",
    ),
    "the words of another claim's row": (
        (
            "UPDATE history SET words = (SELECT max(words) FROM history WHERE claim_id = 15 AND kind = 'noted')"
            " WHERE claim_id = 7 AND kind = 'contact-answered'"
        ),
        "its words were changed: the note is not what the body committed to",
    ),
    "words exchanged between two rows": (
        (
            "UPDATE history SET words = o.words FROM (SELECT claim_id, kind, seq, words FROM history) o"
            " WHERE o.claim_id = history.claim_id AND o.kind = history.kind AND o.seq <> history.seq"
            " AND history.claim_id = 7 AND history.kind = 'contacted'"
        ),
        "its words were changed: the contact is not what the body committed to",
    ),
    "the words of a reviewer": (
        "UPDATE desk_history SET words = replace(words, 'Zoe Doe', 'Zoe Roe') WHERE kind = 'reviewer-added'",
        "its words were changed: the person is not what the body committed to",
    ),
    "the words of the desk removed": (
        "UPDATE desk_history SET words = NULL WHERE seq = 1",
        "desk history, seq 1: the words of its person were removed, and no erasure says so",
    ),
    "an erasure that nobody recorded": (
        (
            "INSERT INTO erasures (n, subject, claim_id, item, ground, asked_by_id, asked_at, state, decided_by_id,"
            " decided_at, done_at) SELECT 99, 'reply', 7, 1, 'x', 1, changed_at, 'done', 1, changed_at, changed_at"
            " FROM claims WHERE id = 7"
        ),
        "erasure 99: it is not in the history",
    ),
}
ON_ENDS = {
    "the stored end altered": (
        f"UPDATE desk_head SET head = '{'a' * 64}'",
        "desk history: it ends at seq",
    ),
    "the stored length altered": ("UPDATE desk_head SET length = length - 1", "desk history: it ends at seq"),
    "the stored end removed": ("DELETE FROM desk_head", "desk history: its stored end is missing"),
    "the newest row of the desk deleted": (
        "DELETE FROM desk_history WHERE seq = (SELECT max(seq) FROM desk_history)",
        "desk history: it ends at seq",
    ),
    "the end of a history from before the upgrade": (
        f"INSERT INTO old_chains (claim_id, length, head) VALUES (4, 8, '{'a' * 64}')",
        "old_chains has 1 rows, but no event in the desk history made them",
    ),
}
ON_ROWS = {
    "the status": ("UPDATE claims SET status = 'declined' WHERE id = 4", 'claim 4: status is "declined", the history'),
    "the rating in force": (
        "UPDATE claims SET truth_rating_id = (SELECT id FROM ratings WHERE code = 'broken') WHERE id = 4",
        'claim 4: truth_rating is "factdb-promise@1:broken", the history says "factdb-promise@1:kept"',
    ),
    "whose claim it is": (
        "UPDATE claims SET speaker_id = (SELECT id FROM speakers WHERE name = 'Anne Mayor') WHERE id = 4",
        "claim 4: speaker is ",
    ),
    "its flags": ("UPDATE claims SET flags = '' WHERE id = 4", 'claim 4: flags is "", the history says "missing-'),
    "its uid": (
        "UPDATE claims SET uid = '01a20305-0000-7000-8000-000000000000' WHERE id = 4",
        "claim 4, seq 1: the row was changed: its hash does not match",
    ),
    "the reasons of a verdict": (
        "UPDATE verdicts SET rationale = 'Because.' WHERE claim_id = 4 AND question = 'truth'",
        'claim 4: verdict 1 truth: because is "Because.", the history says',
    ),
    "the rating of a verdict": (
        (
            "UPDATE verdicts SET rating_id = (SELECT id FROM ratings WHERE code = 'broken')"
            " WHERE claim_id = 4 AND question = 'truth'"
        ),
        "claim 4: verdict 1 truth: rating is",
    ),
    "a verdict deleted": (
        "DELETE FROM verdicts WHERE claim_id = 4 AND question = 'quote'",
        "claim 4: verdict 1 quote is missing, but it is in the history",
    ),
    "a verdict forged": (
        (
            "INSERT INTO verdicts SELECT claim_id, 2, question, rating_id, rationale, flags, as_of, proposed_by_id,"
            " proposed_at, searched, change_kind, public_note, although FROM verdicts WHERE claim_id = 4"
        ),
        "claim 4: verdict 2 truth: it is not in the history",
    ),
    "an excerpt": (
        "UPDATE evidence SET excerpt = 'So it is.' WHERE claim_id = 4 AND n = 1",
        'claim 4: evidence 1: excerpt is "So it is.", the history says',
    ),
    "a stance": (
        (
            "UPDATE evidence SET stance = CASE stance WHEN 'refutes' THEN 'supports' ELSE 'refutes' END"
            " WHERE claim_id = 4 AND n = 1"
        ),
        "claim 4: evidence 1: stance is",
    ),
    "evidence of another page": (
        "UPDATE evidence SET document_id = (SELECT max(id) FROM documents) WHERE claim_id = 4 AND n = 1",
        "claim 4: evidence 1: document is",
    ),
    "evidence brought back": (
        "UPDATE evidence SET withdrawn_at = NULL WHERE withdrawn_at IS NOT NULL",
        "claim 24: evidence 2: withdrawn_at is nothing, the history says",
    ),
    "evidence deleted": (
        "DELETE FROM evidence WHERE claim_id = 4 AND n = 1",
        "claim 4: evidence 1 is missing, but it is in the history",
    ),
    "evidence forged": (
        (
            "INSERT INTO evidence SELECT claim_id, 9, question, stance, document_id, capture_n, excerpt, span_start,"
            " span_end, note, source_class, asked, answer_type, added_by_id, added_at, withdrawn_at FROM evidence"
            " WHERE claim_id = 4 AND n = 1"
        ),
        "claim 4: evidence 9: it is not in the history",
    ),
    "evidence moved to another claim": (
        "UPDATE evidence SET claim_id = 19 WHERE claim_id = 4 AND n = 1",
        "claim 19: evidence 1: it is not in the history",
    ),
    "what a verdict stood on, deleted": (
        "DELETE FROM verdict_evidence WHERE claim_id = 7",
        "claim 7: evidence cited by verdict 1 quote 1 is missing, but it is in the history",
    ),
    "what a verdict stood on, forged": (
        "INSERT INTO verdict_evidence (claim_id, version, question, n) VALUES (7, 1, 'quote', 2)",
        "claim 7: evidence cited by verdict 1 quote 2: it is not in the history",
    ),
    "an approval deleted": (
        "DELETE FROM approvals WHERE claim_id = 4 AND question = 'truth'",
        "claim 4: approval 1 truth is missing, but it is in the history",
    ),
    "an approval forged": (
        (
            "INSERT INTO approvals SELECT 11, 2, 'truth', approved_by_id, at FROM approvals WHERE claim_id = 4 AND"
            " question = 'truth'"
        ),
        "claim 11: approval 2 truth: it is not in the history",
    ),
    "an approval by somebody else": (
        "UPDATE approvals SET approved_by_id = (SELECT id FROM reviewers WHERE handle = 'zoe') WHERE claim_id = 4",
        'claim 4: approval 1 truth: by is "zoe", the history says "seed-editor"',
    ),
    "an assessment": (
        (
            "UPDATE assessments SET rating_id = (SELECT min(id) FROM ratings WHERE code = 'false')"
            " WHERE claim_id = 15 AND question = 'truth' AND round = 1"
        ),
        "claim 15: assessment truth ed 1: it differs from the history",
    ),
    "who assessed": (
        (
            "UPDATE assessments SET reviewer_id = (SELECT id FROM reviewers WHERE handle = 'zoe')"
            " WHERE rationale = 'It is not.'"
        ),
        "claim 15: assessment truth zoe 2: it is not in the history",
    ),
    "an answer": (
        "UPDATE contacts SET answer = 'It is not.' WHERE claim_id = 7 AND n = 1",
        'claim 7: contact 1: answer is "It is not.", the history says "It is."',
    ),
    "a correction that waits": (
        """UPDATE proposed_changes SET fields = '{"claim":"It is so."}' WHERE claim_id = 12""",
        "claim 12: proposed change 2: fields is",
    ),
    "a link": (
        "UPDATE claim_links SET state = 'rejected' WHERE claim_id = 18",
        "claim 22: link from another claim: contradicts",
    ),
    "a lease for ever": (
        "UPDATE leases SET until = '2099-01-01T00:00:00.000000Z'",
        "claim 19: the lease of rita ends at 2099-01-01T00:00:00.000000Z, but a lease ends within the hour",
    ),
    "a saved search with other filters": (
        "UPDATE saved_searches SET query = query || '&topic=x' WHERE name = 'New roads'",
        'the saved search "new roads" of rita is not as factdb writes it',
    ),
    "a saved search under another name": (
        "UPDATE saved_searches SET name = 'Old roads'",
        'the saved search "new roads" of rita is not as factdb writes it',
    ),
    "a repeat of a claim that is not there": (
        "UPDATE claims SET repeats_id = 900 WHERE id = 4",
        "claim 900: the claim is missing, but these rows belong to it: repeat 1",
    ),
    "a link to a claim that is not there": (
        "UPDATE claim_links SET other_id = 900 WHERE claim_id = 18",
        "claim 900: the claim is missing, but these rows belong to it: link from another claim: 1",
    ),
    "an erasure in a claim that is not there": (
        "UPDATE erasures SET claim_id = 900 WHERE claim_id IS NOT NULL",
        "claim 900: the claim is missing, but these rows belong to it: erasure",
    ),
    "a link deleted": ("DELETE FROM claim_links WHERE claim_id = 18", "claim 18: link contradicts"),
    "a topic": (
        "INSERT INTO claim_topics SELECT 4, id, '2021-07-26' FROM topics WHERE name = 'Roads'",
        "claim 4: topic Roads: it is not in the history",
    ),
    "the claim alone deleted": (
        "DELETE FROM claims WHERE id = 4",
        "claim 4: the claim is missing, but these rows belong to it: history 8, topic",
    ),
    "the claim numbered anew": ("UPDATE claims SET id = 1004 WHERE id = 4", "claim 1004: it has no history"),
    "history of a claim that never was": (
        (
            "INSERT INTO history SELECT 1000, seq, id, kind, actor_id, at, body, prev, hash, words FROM history"
            " WHERE claim_id = 4"
        ),
        "claim 1000: the claim is missing, but these rows belong to it: history 8",
    ),
}
ON_THE_DESK = {
    "a reviewer made admin": (
        "UPDATE reviewers SET role = 'admin' WHERE handle = 'rita'",
        'reviewer rita: role is "admin", the history says "reviewer"',
    ),
    "a reviewer let back in": (
        "UPDATE reviewers SET disabled_at = NULL WHERE handle = 'seed'",
        "reviewer seed: disabled_at is nothing, the history says",
    ),
    "a reviewer nobody added": (
        "INSERT INTO reviewers (handle, role, uid) VALUES ('mallory', 'admin', '01a20305-0000-7000-8000-000000000000')",
        "reviewer mallory: it is not in the history",
    ),
    "a pen name": (
        "UPDATE reviewers SET pen_name = 'Zoe Poe' WHERE handle = 'zoe'",
        'reviewer zoe: pen_name is "Zoe Poe", the history says "The night desk"',
    ),
    "a pen name that the reviewer gave up": (
        "UPDATE reviewers SET pen_name = 'A first name' WHERE handle = 'ed'",
        'reviewer ed: pen_name is "A first name", the history says nothing',
    ),
    "the name of the desk": (
        "UPDATE policies SET value = 'Another Desk' WHERE name = 'desk-name'",
        'policy desk-name: value is "Another Desk", the history says "The Example Desk"',
    ),
    "a rule of the desk": (
        "UPDATE policies SET value = 'off' WHERE name = 'four-eyes'",
        'policy four-eyes: value is "off", the history says "on"',
    ),
    "a rule of the desk deleted": (
        "DELETE FROM policies WHERE name = 'four-eyes'",
        "policy four-eyes is missing, but it is in the history",
    ),
    "the desk's history": (
        "UPDATE desk_history SET body = replace(body, 'reviewer', 'admin') WHERE kind = 'reviewer-added'",
        "desk history, seq 1: the row was changed: its hash does not match",
    ),
    "a row of the desk's history deleted": (
        "DELETE FROM desk_history WHERE seq = 9",
        "desk history, seq 9: the row is missing",
    ),
    "what a rating says": (
        "UPDATE ratings SET label = 'True' WHERE code = 'altered'",
        'rating factdb-quote 1 altered: label is "True", the history says',
    ),
    "how a topic is called": (
        "UPDATE topics SET name = 'Elsewhere' WHERE name = 'Roads'",
        "topic Elsewhere: it is not in the history",
    ),
    "how a speaker is called": (
        "UPDATE speakers SET name = 'Somebody' WHERE name = 'Anne Mayor'",
        'name is "Somebody", the history says "Anne Mayor"',
    ),
    "a speaker merged away": (
        (
            "UPDATE speakers SET merged_into_id = (SELECT id FROM speakers WHERE kind = 'unknown')"
            " WHERE name = 'Anne Mayor'"
        ),
        "merged_into is",
    ),
    "a name of a speaker": (
        "INSERT INTO speaker_names SELECT 'joe', id, 'Joe' FROM speakers WHERE name = 'Anne Mayor'",
        "name joe: it is not in the history",
    ),
    "a host of a source": (
        "UPDATE source_domains SET domain = 'evil.example' WHERE domain = 'example.org'",
        "domain evil.example: it is not in the history",
    ),
    "where a page stands": (
        "UPDATE documents SET url = 'https://evil.example/1' WHERE url = 'https://example.org/bridge'",
        'url is "https://evil.example/1", the history says "https://example.org/bridge"',
    ),
    "the text that was read": (
        "UPDATE captures SET text = replace(text, 'May', 'June') WHERE file_name = 'bridge.txt'",
        "the text is not the text that was read: the SHA-256 differs",
    ),
    "a capture forged": (
        (
            "INSERT INTO captures (document_id, n, captured_at, archived_url)"
            " SELECT id, 7, '2026-11-22T00:00:00.000000Z', 'https://evil.example' FROM documents"
            " WHERE url LIKE '%/june'"
        ),
        "capture 7: it is not in the history",
    ),
}
# SQLite holds a column to no type.
IN_A_FILE = {
    "a row of nobody": (
        "UPDATE history SET claim_id = 'x' WHERE claim_id = 4 AND seq = 8",
        "rows without their claim, history: 1",
    ),
    "a row without a number": (
        "UPDATE history SET seq = 'x' WHERE claim_id = 4 AND seq = 8",
        "rows without their claim, history: 1",
    ),
    "evidence of nobody": (
        "UPDATE evidence SET claim_id = 4.5 WHERE claim_id = 4 AND n = 1",
        "rows without their claim, evidence: 1",
    ),
    "the same body as bytes": (
        "UPDATE history SET body = CAST(body AS BLOB) WHERE claim_id = 4 AND seq = 6",
        "claim 4, seq 6: the row was changed: its hash does not match",
    ),
    "a body that is no UTF-8": (
        "UPDATE history SET body = CAST(x'7bff7d' AS TEXT) WHERE claim_id = 4 AND seq = 6",
        "claim 4, seq 6: the row was changed: its hash does not match",
    ),
    "a day that is none": (
        "UPDATE claims SET said_on = 'some day' WHERE id = 4",
        'claim 4: said_on is "some day", the history says "20',
    ),
    "a lease until no time at all": (
        "UPDATE leases SET until = 'some day'",
        "claim 19: the lease of rita ends at some day, but a lease ends within the hour",
    ),
    "a lease and a history in the year 9999": (
        "UPDATE leases SET until = '9999-12-31T23:59:59.000000Z'; UPDATE desk_history SET at = '9999-12-31T23:59:00Z'",
        "claim 19: the lease of rita ends at 9999-12-31",
    ),
    "a capture of nothing": (
        "UPDATE captures SET document_id = 99 WHERE file_name = 'bridge.txt'",
        "rows without their document, capture: 1",
    ),
}
ON_A_SERVER = {
    "a uid of another claim, without the constraint": (
        (
            "ALTER TABLE claims DROP CONSTRAINT uq_claims_uid;"
            " UPDATE claims SET uid = (SELECT uid FROM claims WHERE id = 3) WHERE id = 4"
        ),
        ", such as claims 3 and 4",
    ),
    "a day that never comes": (
        "UPDATE claims SET resolves_on = 'infinity' WHERE id = 7",
        'claim 7: resolves_on is "infinity", the history says nothing',
    ),
    "a moment that never comes": (
        "UPDATE evidence SET withdrawn_at = 'infinity' WHERE claim_id = 7",
        'claim 7: evidence 1: withdrawn_at is "infinity", the history says nothing',
    ),
    "a lease that never ends": (
        "UPDATE leases SET until = 'infinity'",
        "claim 19: the lease of rita ends at infinity, but a lease ends within the hour",
    ),
}


@pytest.mark.parametrize(
    "attacks", [ON_HISTORY, ON_WORDS, ON_ENDS, ON_ROWS, ON_THE_DESK], ids=["history", "words", "ends", "rows", "desk"]
)
def test_each_attack_is_found_and_its_claim_is_named(forger: Forger, attacks: dict[str, tuple[str, str]]) -> None:
    assert not unfound(forger, attacks)


def test_what_a_file_takes_is_found(file_forger: Forger) -> None:
    assert not unfound(file_forger, IN_A_FILE)


def test_what_a_server_takes_is_found(server_forger: Forger) -> None:
    assert not unfound(server_forger, ON_A_SERVER)


def unfound(forger: Forger, attacks: dict[str, tuple[str, str]]) -> dict[str, list[str]]:
    """Try each attack; return those of which verify doesn't say what it must, with what it says.

    On the server, where each is slower, a claim that must be named is held alone.
    """
    missed = {}
    for name, (attack, told) in attacks.items():
        claim = re.match(r"claim (\d+)", told) if forger.is_postgresql else None
        lines = [str(finding) for finding in forger.found(attack, int(claim[1]) if claim else None)]
        if not any(told in line for line in lines):
            missed[name] = lines[:9]
    return missed


def test_nothing_is_found_where_nothing_was_altered(forger: Forger) -> None:
    assert forger.found("SELECT 1") == []


# -- whoever can compute hashes ------------------------------------------------------------------------------


def one_row_resealed(forger: Forger) -> None:
    forger.reseal(4, 6, '"because":"', '"because":"Not so: ')


def the_last_row_resealed(forger: Forger) -> None:
    forger.reseal(4, 8, '"published"', '"declined"')


def the_chain_without_the_head(forger: Forger) -> None:
    head = forger("SELECT history_head FROM claims WHERE id = 4")[0][0]
    forger.reseal_after(4, 6, forger.reseal(4, 6, '"because":"', '"because":"Not so: '))
    forger("UPDATE claims SET history_head = :head WHERE id = 4", head=head)


def the_chain_and_head_without_the_verdict(forger: Forger) -> None:
    forger.reseal_after(4, 6, forger.reseal(4, 6, '"because":"', '"because":"Not so: '))


def the_tail_and_head_without_the_columns(forger: Forger) -> None:
    forger("DELETE FROM history WHERE claim_id = 4 AND seq = 8")
    head = forger.row(4, 7).hash
    forger("UPDATE claims SET history_length = 7, history_head = :head WHERE id = 4", head=head)


def a_body_that_tells_nothing(forger: Forger) -> None:
    forger.reseal_after(4, 6, forger.reseal(4, 6, '"verdicts":', '"sentences":'))


def what_was_before_forged(forger: Forger) -> None:
    forger.reseal_after(4, 8, forger.reseal(4, 8, '"was":"reviewed"', '"was":"on-hold"'))


def another_s_chain_sealed_as_one_s_own(forger: Forger) -> None:
    row = forger.row(5, 7)
    last = forger.row(4, 8)
    made = chain.digest(last.hash, row.id, last.uid, 9, row.body)
    forger(
        "INSERT INTO history SELECT 4, 9, id, kind, actor_id, at, body, :prev, :hash, words FROM history"
        " WHERE claim_id = 5 AND seq = 7",
        prev=last.hash, hash=made,
    )  # fmt: skip
    forger("UPDATE claims SET history_length = 9, history_head = :head WHERE id = 4", head=made)


RESEALED: list[tuple[Callable[[Forger], None], str]] = [
    (one_row_resealed, "claim 4, seq 7: it does not follow the row before"),
    (the_last_row_resealed, "claim 4: history_head is"),
    (the_chain_without_the_head, "claim 4: history_head is"),
    (the_chain_and_head_without_the_verdict, "claim 4: verdict 1 "),
    (the_tail_and_head_without_the_columns, 'claim 4: status is "published", the history says "reviewed"'),
    (a_body_that_tells_nothing, "claim 4, seq 6: the body was not written by factdb"),
    (what_was_before_forged, 'claim 4, seq 8: it says that status was "on-hold", but it was "reviewed"'),
    (another_s_chain_sealed_as_one_s_own, "claim 4, seq 9: it says that status was"),
]


@pytest.mark.parametrize(("attack", "told"), RESEALED, ids=[attack.__name__ for attack, _ in RESEALED])
def test_right_hashes_do_not_help_without_all_the_rest(
    forger: Forger, attack: Callable[[Forger], None], told: str
) -> None:
    assert any(told in str(finding) for finding in forger.found(attack))


def test_one_claim_can_be_held_alone(forger: Forger) -> None:
    attack, told = ON_ROWS["an excerpt"]
    assert [finding.claim for finding in forger.found(attack, 4)] == [4]
    assert forger.found(attack, 5) == []
    assert told
