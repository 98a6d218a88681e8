"""The scales and their ratings, labels that nobody has mapped, and the forms that map a label and import scales."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from starlette.datastructures import UploadFile
from starlette.responses import Response

from factdb.domain.enums import Category, Flag, Stance
from factdb.domain.text import member, whole_number
from factdb.errors import BadValueError
from factdb.errors.people import BadScaleFileError
from factdb.formats import rows as plain_rows
from factdb.formats import scale_file
from factdb.services.decisions import mapping, scales
from factdb.services.reads.people import rating_pages
from factdb.web.rendering import PAGE, link_with
from factdb.web.visits import Act, Done, Visit, reading, writing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from factdb.web.visits import Refused

_SCORES = range(5)
_NAMES = ("scale", "publisher", "label")


@reading
def show(visit: Visit) -> Response:
    """Show the scales, or the ratings of the scale that the address names."""
    code = visit.request.query_params.get("scale")
    if code:
        return visit.show("people/scale.html", view=rating_pages.scale_view(visit.session, code), address=_address)
    return list_page(visit, None)


def list_page(visit: Visit, refused: Refused | None) -> Response:
    """Show the scales; after a refused file of scales with the refusal, and with its text."""
    return visit.show(
        "people/ratings.html",
        refused.status if refused else 200,
        refused=refused,
        text=refused.fields.get("text", [""])[0] if refused else "",
        rows=rating_pages.scale_rows(visit.session),
        unmapped=len(rating_pages.unmapped(visit.session)),
    )


@writing(list_page, files=1)
def import_scales(act: Act) -> Done:
    """Add the scales of a file, or of a pasted text; a scale that differs becomes a new version."""
    act.actor.require("ratings import")
    text, shown = _scale_text(act)
    versions = mapping.import_scales(act.session, act.actor, scale_file.read(text, shown))
    outcomes = "; ".join(f"{version.code}, version {version.version}: {version.outcome}" for version in versions)
    return Done(f"{outcomes}.", f"{act.site.prefix}/ratings")


def _scale_text(act: Act) -> tuple[str, str]:
    """Return the text of the scales and what to call it; a refusal shows it to be corrected."""
    file, pasted = act.fields.get("file"), act.fields.get("text")
    if not isinstance(file, UploadFile) or not file.filename:
        if isinstance(pasted, str) and pasted.strip():
            return pasted, "the text"
        raise BadValueError("scale file", "", "is empty", "Choose a file, or paste its text.")
    try:
        text = file.file.read().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadScaleFileError(file.filename, "", "it is not a text in UTF-8") from None
    act.kept["text"] = [text]
    return text, file.filename


@reading
def show_json(visit: Visit) -> Response:
    """Show the ratings of all scales, or of one, with the keys of `factdb ratings list --json`."""
    code = visit.request.query_params.get("scale") or None
    return Response(plain_rows.document(scales.list_ratings(visit.session, code)), media_type="application/json")


@reading
def show_unmapped(visit: Visit) -> Response:
    """Show a page of the labels that nobody has mapped, most frequent first."""
    labels, start = rating_pages.unmapped(visit.session), _start(visit)
    following = str(start + PAGE) if len(labels) > start + PAGE else None
    return visit.show(
        "people/unmapped.html",
        rows=labels[start : start + PAGE],
        total=len(labels),
        checks=sum(row["checks"] for row in labels),
        address=_address,
        next_page=link_with(visit.request.query_params, "after", following, alone=True) if following else None,
    )


@reading
def show_unmapped_json(visit: Visit) -> Response:
    """Show a page of these labels as rows, with the keys of `factdb ratings unmapped --json`."""
    start = _start(visit)
    rows: Sequence[Any] = rating_pages.unmapped(visit.session)[start : start + PAGE]
    return Response(plain_rows.document(list(rows)), media_type="application/json")


@reading
def show_label(visit: Visit) -> Response:
    """Show a label: what it means, and what a mapping changes."""
    return page(visit, None)


def page(visit: Visit, refused: Refused | None) -> Response:
    """Show a label; after a refused mapping with the refusal, and with what was chosen."""
    sent = refused.fields if refused else {}
    named = {name: sent[name][0] if name in sent else visit.request.query_params.get(name, "") for name in _NAMES}
    if not named["label"].strip():
        raise BadValueError("label", "", "is empty", "Choose a label of the list.")
    view = rating_pages.label_view(
        visit.session, named["label"].strip(), named["scale"] or None, named["publisher"] or None
    )
    return visit.show(
        "people/label.html",
        refused.status if refused else 200,
        refused=refused,
        view=view,
        chosen=_chosen(view, refused),
        categories=list(Category),
        scores=_SCORES,
        flags=list(Flag),
        directions=[Stance.SUPPORTS, Stance.REFUTES],
    )


@writing(page)
def map_label(act: Act) -> Done:
    """Map a label, or take its mapping away."""
    label, target = act.text("label"), act.optional("target") or act.optional("scale")
    meaning = None if act.text("unmapped") else _meaning(act)
    publisher = None if target else act.optional("publisher")
    version = mapping.map_label(act.session, act.actor, target, label, meaning, publisher)
    outcome = "is mapped now" if meaning else "is not mapped any more"
    if version.outcome == "unchanged":
        outcome = "is as it was"
    return Done(
        f"{version.code}, version {version.version}: “{label}” {outcome}.", f"{act.site.prefix}/ratings/unmapped"
    )


def _meaning(act: Act) -> mapping.Meaning:
    category, reason, score, direction = (act.text(name) for name in ("category", "reason", "score", "direction"))
    if not category or not reason:
        missing = "reason" if category else "category"
        raise BadValueError(missing, "", "is empty", "A mapping needs a category and the reason for it.")
    return mapping.Meaning(
        member(Category, "category", category),
        reason,
        whole_number(score) if score else None,
        tuple(member(Flag, "flag", flag) for flag in act.chosen("flag")),
        member(Stance, "direction", direction) if direction else None,
    )


def _chosen(view: rating_pages.LabelView, refused: Refused | None) -> dict[str, Any]:
    """Return what the form shows as chosen: what was sent, else what the label means today."""
    if refused:
        single = {name: refused.fields.get(name, [""])[0] for name in ("category", "score", "direction", "reason")}
        return {**single, "target": refused.fields.get("target", [""])[0], "flags": refused.fields.get("flag", [])}
    rating = view["rating"] or {}
    score = rating.get("score")
    return {
        "category": rating.get("category") or "",
        "score": "" if score is None else str(score),
        "direction": (rating.get("direction") or "") if score is None else "",  # else the score says it
        "reason": rating.get("mapping_reason") or "",
        "flags": rating.get("flags", []),
        "target": "",
    }


def _address(prefix: str, label: str, scale: str | None, publisher: str | None) -> str:
    """Return the address of a label's page."""
    named = {"label": label, "scale": scale} if scale else {"label": label, "publisher": publisher}
    return f"{prefix}/ratings/label?{urlencode({name: value for name, value in named.items() if value})}"


def _start(visit: Visit) -> int:
    return whole_number(visit.request.query_params.get("after", "")) or 0
