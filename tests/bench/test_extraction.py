"""The scorer of the extractor counts as its table says."""

from __future__ import annotations

from tests.bench import broken_marks, quotation_scores

TEXT = "The dam is safe, Ann Lee said. It was built in 1950.\n\n\u201cWe checked it twice,\u201d she added."


def _document(*quotes: tuple[str, str, str]) -> quotation_scores.Document:
    marked = [
        {"spans": [[at := TEXT.index(words), at + len(words)]], "kind": kind, "speaker": speaker, "cue": "said"}
        for words, kind, speaker in quotes
    ]
    return {"doc": "dam", "text": TEXT, "quotes": [{**each, "speaker_type": "named"} for each in marked]}


def test_what_is_found_missed_and_too_many_is_counted() -> None:
    scores = quotation_scores.score(
        [_document(("The dam is safe", "indirect", "Lee"), ("built in 1950", "direct", "nobody that is named"))]
    )
    every = scores.by_name["all @0.3"]
    assert (every.right, every.proposed, every.marked) == (1, 2, 2)
    assert scores.by_name["direct+mixed @0.3"].right == 0
    assert scores.speakers["all"].recall == 100
    assert scores.errors["missed: direct, with a plain verb"] == 1


def test_a_wrong_speaker_is_no_match_of_span_and_speaker() -> None:
    scores = quotation_scores.score([_document(("We checked it twice", "direct", "Bob Ross"))])
    assert scores.by_name["direct+mixed @0.8"].right == 1
    assert scores.by_name["span and speaker"].right == 0


def test_a_broken_mark_moves_what_people_marked() -> None:
    document = _document(("We checked it twice", "direct", "Lee"))
    (whole,) = (quotation_scores.marked(each)[0] for each in [document])
    for broken in (*broken_marks.turned([document]), *broken_marks.left_out([document])):
        (start, end), *_ = broken["quotes"][0]["spans"]
        assert broken["text"] != TEXT
        assert broken["text"][start:end] == "We checked it twice"
        assert len(quotation_scores.marked(broken)[0].letters) == len(whole.letters)
