"""The keys of publishers' formats: which of them the readers read, into which field, and which they leave out.

A key inside another is written with a dot: claimReview.textualRating. Lists add nothing to the path.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from factdb.formats.reading import ImportFormat

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from factdb.formats.rows import Json

_PAGE = {
    "": "url",
    "url": "url",
    "@id": "url",
    "archivedAt": "archived_url",
    "headline": "document_title",
    "name": "document_title",
    "datePublished": "document_published",
    "author.name": "author",
    "publisher.name": "source",
}
_CLAIM = {
    "author.name": "speaker",
    "author.@type": "speaker_kind",
    "author.jobTitle": "speaker_title",
    "author.sameAs": "speaker_wikidata",
    "datePublished": "said_on",
    "dateCreated": "said_on",
    "name": "occasion",
    "text": "claim",
    **{
        f"{place}.{key}".rstrip("."): field
        for place in ("firstAppearance", "appearance")
        for key, field in _PAGE.items()
    },
    "url": "url",
}
_CLAIMREVIEW = {
    "@id": "external_id",
    "identifier": "external_id",
    "url": "check_url",
    "claimReviewed": "claim",
    "datePublished": "check_date",
    "dateCreated": "check_date",
    "headline": "check_headline",
    "name": "check_headline",
    "inLanguage": "language",
    "inLanguage.alternateName": "language",
    "inLanguage.name": "language",
    "author.name": "check_publisher",
    "author.url": "check_publisher",
    **dict.fromkeys(
        (f"reviewRating.{key}" for key in ("alternateName", "name", "ratingValue", "worstRating", "bestRating")),
        "check_label",
    ),
    **{f"itemReviewed.{key}": field for key, field in _CLAIM.items()},
    **{f"itemReviewed.itemReviewed.{key}": field for key, field in _CLAIM.items()},
    **{f"citation.{key}".rstrip("."): "evidence" for key in ("", "url", "archivedAt", "headline", "name")},
}
_ANSWER = ("answer", "answer_type", "boolean_explanation", "source_url", "cached_source_url", "source_medium")
_READ: dict[ImportFormat, Mapping[str, str]] = {
    ImportFormat.CLAIMREVIEW: _CLAIMREVIEW,
    ImportFormat.DATACOMMONS: _CLAIMREVIEW,
    ImportFormat.GOOGLE: {
        "text": "claim",
        "claimant": "speaker",
        "claimDate": "said_on",
        "claimReview.publisher.name": "check_publisher",
        "claimReview.publisher.site": "check_publisher",
        "claimReview.url": "check_url",
        "claimReview.title": "check_headline",
        "claimReview.reviewDate": "check_date",
        "claimReview.textualRating": "check_label",
        "claimReview.languageCode": "language",
    },
    ImportFormat.AVERITEC: {
        "claim_id": "external_id",
        "claim": "claim",
        "claim_types": "kind",
        "speaker": "speaker",
        "claim_date": "said_on",
        "reporting_source": "source",
        "original_claim_url": "url",
        "cached_original_claim_url": "archived_url",
        "label": "check_label",
        "fact_checking_article": "check_url",
        "questions.question": "evidence",
        **{f"questions.answers.{key}": "evidence" for key in _ANSWER},
    },
    ImportFormat.LIAR: {
        "id": "external_id",
        "label": "check_label",
        "statement": "claim",
        "subject": "topics",
        "speaker": "speaker",
        "job_title": "speaker_title",
        "party_affiliation": "speaker_party",
        "context": "occasion",
    },
}
# Left out on purpose: nobody needs to be asked about what a format always has.
_LEFT_OUT: dict[ImportFormat, frozenset[str]] = {
    ImportFormat.CLAIMREVIEW: frozenset(
        """
        @context @type type image thumbnailUrl logo publisher sdPublisher sdLicense sdDatePublished mainEntityOfPage
        dateModified reviewBody description abstract isPartOf license about mentions keywords author reviewRating
        itemReviewed citation inLanguage isBasedOn correction video potentialAction reviewAspect itemprop
        """.split()  # noqa: SIM905 - one word a line would fill a page
    ),
    ImportFormat.GOOGLE: frozenset(),
    ImportFormat.AVERITEC: frozenset(
        {"required_reannotation", "justification", "fact_checking_strategies", "location_ISO_code", "questions"}
    ),
    ImportFormat.LIAR: frozenset(
        {
            "state_info", "barely_true_counts", "false_counts", "half_true_counts", "mostly_true_counts",
            "pants_on_fire_counts",
        }
    ),
}  # fmt: skip
_LEFT_OUT[ImportFormat.DATACOMMONS] = _LEFT_OUT[ImportFormat.CLAIMREVIEW]
_PREFIXES = ("https://schema.org/", "http://schema.org/", "schema:")
_DEPTH = 8  # keys inside one another; a path has no use beyond


def is_known(form: ImportFormat) -> bool:
    """Return whether a format has keys of its own, and is no table of somebody's."""
    return form in _READ


def paths(form: ImportFormat) -> list[str]:
    """Return the keys that become fields."""
    return list(_READ[form])


def field_of(form: ImportFormat, path: str) -> str | None:
    """Return the field that a key becomes."""
    return _READ[form].get(path)


def is_expected(form: ImportFormat, path: str) -> bool:
    """Return whether the reader of the format knows a key: it reads it, or leaves it out on purpose."""
    return path in _READ[form] or path.partition(".")[0] in _LEFT_OUT[form]


def is_structure(form: ImportFormat, path: str) -> bool:
    """Return whether a key only says how an object is built, or names it, and becomes no field."""
    return path.rpartition(".")[2] in {"@context", "@id", "@type", "type", "@graph"} and field_of(form, path) is None


def values_by_path(value: Json) -> dict[str, Json]:
    """Return the values inside an object by the path of their keys; of a list, the first that is not empty."""
    values: dict[str, Json] = {}
    for path, leaf in _leaves(value, "", 0):
        if values.get(path) in {None, ""}:
            values[path] = leaf
    return values


def without(value: Json, paths: Collection[str], path: str = "", depth: int = 0) -> Json:
    """Return an object without the values at some paths, as `values_by_path` names them."""
    if isinstance(value, list):
        return [without(part, paths, path, depth) for part in value if _is_more(part) or path not in paths]
    if not isinstance(value, dict) or depth >= _DEPTH:
        return value
    return {
        key: without(inner, paths, joined, depth + 1)
        for key, inner in value.items()
        if (joined := _join(path, key)) not in paths or _is_more(inner)
    }


def _is_more(value: Json) -> bool:
    """Return whether a value has values at paths of its own, too."""
    return isinstance(value, list | dict)


def _leaves(value: Json, path: str, depth: int) -> Iterator[tuple[str, Json]]:
    if isinstance(value, list):
        for element in value:
            yield from _leaves(element, path, depth)
    elif isinstance(value, dict) and depth < _DEPTH:
        for key, inner in value.items():
            yield from _leaves(inner, _join(path, key), depth + 1)
    else:
        yield path, value


def _join(path: str, key: str) -> str:
    for prefix in _PREFIXES:
        key = key.removeprefix(prefix)
    # What only wraps a value in JSON-LD, and in microdata the fields of an object.
    if key in {"@value", "properties"}:
        return path
    return f"{path}.{key}" if path else key
