"""The addresses of all pages and forms, and the function behind each."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from starlette.convertors import IntegerConvertor, register_url_convertor
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from factdb.web import uploads
from factdb.web.pages.answers import guide_pages, reports, sql
from factdb.web.pages.articles import article_editing, articles, proposal_review
from factdb.web.pages.claims import (
    cited_pages,
    claim,
    claim_bulk,
    claim_decisions,
    claim_forms,
    claim_list,
    evidence_page,
    searches,
)
from factdb.web.pages.desk import accounts, administration, entry, importing, imports, upkeep
from factdb.web.pages.words import people, people_adding, people_merging, ratings, topics
from factdb.web.pages.work import mine, queue, work_lists

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.routing import BaseRoute

STATIC = Path(__file__).parent / "static"


class _NumberConvertor(IntegerConvertor):
    """A number of a claim or an article; there is no page of a number that no database holds."""

    regex = "[0-9]{1,18}"


register_url_convertor("number", _NumberConvertor())

_WORK_PAGES = {
    "/queue": queue.show,
    "/queue.json": queue.show_json,
    "/mine": mine.show,
    "/mine.json": mine.show_json,
    "/corrections": work_lists.show_corrections,
    "/corrections.json": work_lists.show_corrections_json,
    "/replies": work_lists.show_replies,
    "/replies.json": work_lists.show_replies_json,
    "/replies/unasked": work_lists.show_unasked,
    "/complaints": work_lists.show_complaints,
    "/complaints.json": work_lists.show_complaints_json,
}
_CLAIM_FORMS = {
    "rate": claim_decisions.rate,
    "status": claim_decisions.move,
    "assess": claim_decisions.assess,
    "correct": claim_decisions.correct,
    "retract": claim_decisions.retract,
    "withdraw-change": claim_decisions.withdraw_change,
    "withdraw-evidence": claim_decisions.withdraw_evidence,
    "assign": claim_forms.assign,
    "tag": claim_forms.tag,
    "note": claim_forms.note,
    "evidence": claim_forms.add_evidence,
    "edit": claim_forms.edit,
    "contact": claim_forms.contact,
    "answer": claim_forms.answer,
    "link": claim_forms.link,
}
_CLAIM_PAGES = {
    "history": claim.show_history,
    "quotation": claim.show_quotation,
    "similar": claim.show_similar,
    "news": claim.show_news,
}
_EVIDENCE = "/claims/{number:number}/evidence/{n:number}"
_EVIDENCE_FORMS = {
    "fetch": evidence_page.fetch,
    "check": evidence_page.check,
    "archive": evidence_page.archive,
}
_PERSON_FORMS = {
    "edit": people.edit,
    "alias": people.add_alias,
    "remove-alias": people.remove_alias,
    "merge": people.merge,
    "separate": people.separate,
    "different": people.different,
    "forget-difference": people.forget_difference,
    "split": people_adding.split,
}
_PEOPLE = {
    "speakers": {"office": people.add_office, "remove-office": people.remove_office},
    "sources": {"domain": people.add_domain, "remove-domain": people.remove_domain},
}
_TOPIC_FORMS = {"rename": topics.rename, "merge": topics.merge, "separate": topics.separate}
_PROPOSAL_FORMS = {
    "accept": proposal_review.accept,
    "reject": proposal_review.reject,
    "undo": proposal_review.undo,
}
UPLOAD = "/import/upload"
_IMPORT_FORMS = {"try": importing.attempt, "run": importing.run, "cancel": importing.cancel}
_DESK_FORMS = {
    "add": administration.add,
    "edit": administration.edit,
    "invite": administration.invite,
    "disable": administration.disable,
    "enable": administration.enable,
    "policy": administration.set_rule,
    "sign-out": administration.sign_out,
}
# What surrounds the file in its form is small.
LARGER_FORMS = {UPLOAD: (uploads.MOST_BYTES + 10_000, uploads.TOO_LARGE)}


def all_routes() -> list[BaseRoute]:
    """Return the routes of all pages and forms."""
    return [
        *_import_routes(),
        *_desk_routes(),
        Route("/", queue.show_start),
        *_work_routes(),
        Route("/claims", claim_list.show),
        Route("/claims.json", claim_list.show_json),
        Route("/claims/export.{fmt:str}", claim_list.export),
        Route("/claims/change", claim_bulk.change, methods=["POST"]),
        Route("/claims/{number:number}", claim.show),
        Route("/claims/{number:number}.json", claim.show_json),
        *(Route(f"/claims/{{number:number}}/{name}", show) for name, show in _CLAIM_PAGES.items()),
        *(Route(f"/claims/{{number:number}}/{name}", act, methods=["POST"]) for name, act in _CLAIM_FORMS.items()),
        Route("/searches", searches.show),
        Route("/searches/save", searches.save, methods=["POST"]),
        Route("/searches/rename", searches.rename, methods=["POST"]),
        Route("/searches/delete", searches.delete, methods=["POST"]),
        *_evidence_routes(),
        *_article_routes(),
        Route("/guide", guide_pages.show_topics),
        Route("/guide/{name}.png", guide_pages.show_picture),
        Route("/guide/{topic}", guide_pages.show_page),
        *_answer_routes(),
        *_routes_of_words(),
        Route("/undo", entry.undo, methods=["POST"]),
        Route("/sign-in", entry.show_sign_in),
        Route("/sign-in", accounts.sign_in, methods=["POST"]),
        Route("/sign-in/{key}", entry.sign_in, methods=["GET", "POST"]),
        Route("/sign-out", entry.sign_out, methods=["POST"]),
        Route("/invitations/{token}", accounts.show_invitation),
        Route("/invitations/{token}", accounts.redeem, methods=["POST"]),
        Route("/account", accounts.show),
        Route("/account/password", accounts.change_password, methods=["POST"]),
        Route("/account/sign-out", accounts.sign_out_everywhere, methods=["POST"]),
        Route("/healthz", entry.is_alive),
        Route("/readyz", entry.is_ready),
        Mount("/static", StaticFiles(directory=STATIC)),
    ]


def _article_routes() -> list[BaseRoute]:
    """Return the routes of articles, their facts and their proposals."""
    return [
        Route("/articles", articles.show_list),
        Route("/articles/new", articles.show_new),
        Route("/articles/new/add", articles.add, methods=["POST"]),
        Route("/articles/{number:number}", articles.show),
        Route("/articles/{number:number}/claims", articles.add_claim, methods=["POST"]),
        Route("/articles/{number:number}/edit", article_editing.show),
        Route("/articles/{number:number}/edit", article_editing.edit, methods=["POST"]),
        Route("/articles/{number:number}/proposals", proposal_review.show),
        *(
            Route(f"/articles/{{number:number}}/proposals/{name}", act, methods=["POST"])
            for name, act in _PROPOSAL_FORMS.items()
        ),
    ]


def _answer_routes() -> list[BaseRoute]:
    """Return the routes of reports and of questions in SQL."""
    return [
        Route("/reports", reports.show_list),
        Route("/reports/{name}.{fmt}", reports.download),
        Route("/reports/{name}", reports.show),
        Route("/sql", sql.show),
        Route("/sql", sql.ask, methods=["POST"]),
    ]


def _work_routes() -> list[BaseRoute]:
    """Return the routes of the desk's work: the queue, one's own assessments, corrections, replies and complaints."""
    return [
        *(Route(path, show) for path, show in _WORK_PAGES.items()),
        Route("/queue/next", queue.take, methods=["POST"]),
        Route("/queue/release", queue.release, methods=["POST"]),
        Route("/queue/take-back", queue.take_back, methods=["POST"]),
    ]


def _evidence_routes() -> list[BaseRoute]:
    """Return the routes of the cited pages, their captures and checks."""
    return [
        Route("/evidence", cited_pages.show),
        Route("/evidence.json", cited_pages.show_json),
        Route("/evidence.csv", cited_pages.export),
        Route(_EVIDENCE, evidence_page.show),
        Route(f"{_EVIDENCE}/compare", evidence_page.compare),
        Route(f"{_EVIDENCE}/captures/{{capture:number}}", evidence_page.show_capture),
        Route(f"{_EVIDENCE}/captures/{{capture:number}}/file", evidence_page.download),
        *(Route(f"{_EVIDENCE}/{name}", act, methods=["POST"]) for name, act in _EVIDENCE_FORMS.items()),
    ]


def _routes_of_words() -> list[BaseRoute]:
    """Return the routes of people and words: speakers, sources, topics and ratings."""
    return [
        *(route for noun, forms in _PEOPLE.items() for route in _routes_of_people(noun, _PERSON_FORMS | forms)),
        Route("/topics", topics.show_list),
        Route("/topics.json", topics.show_list_json),
        Route("/topics/add", topics.add, methods=["POST"]),
        Route("/topics/{number:number}", topics.show),
        Route("/topics/{number:number}.json", topics.show_json),
        *(Route(f"/topics/{{number:number}}/{name}", act, methods=["POST"]) for name, act in _TOPIC_FORMS.items()),
        Route("/ratings", ratings.show),
        Route("/ratings.json", ratings.show_json),
        Route("/ratings/unmapped", ratings.show_unmapped),
        Route("/ratings/unmapped.json", ratings.show_unmapped_json),
        Route("/ratings/label", ratings.show_label),
        Route("/ratings/import", ratings.import_scales, methods=["POST"]),
        Route("/ratings/map", ratings.map_label, methods=["POST"]),
    ]


def _routes_of_people(noun: str, forms: Mapping[str, Callable[[Request], Awaitable[Response]]]) -> list[BaseRoute]:
    """Return the routes of speakers, or of sources."""
    one = f"/{noun}/{{number:number}}"
    return [
        Route(f"/{noun}", people.show_list),
        Route(f"/{noun}.json", people.show_list_json),
        Route(f"/{noun}/add", people_adding.add, methods=["POST"]),
        Route(f"/{noun}/duplicates", people_merging.show),
        Route(f"/{noun}/duplicates.json", people_merging.show_json),
        Route(f"/{noun}/duplicates/merge", people_merging.merge, methods=["POST"]),
        Route(f"/{noun}/duplicates/different", people_merging.keep_apart, methods=["POST"]),
        Route(one, people.show),
        Route(f"{one}.json", people.show_json),
        *(Route(f"{one}/{name}", act, methods=["POST"]) for name, act in forms.items()),
    ]


def _import_routes() -> list[BaseRoute]:
    return [
        Route("/import", importing.show_new),
        Route(UPLOAD, importing.receive, methods=["POST"]),
        Route("/import/{token}", importing.show),
        Route("/import/{token}/refused.csv", importing.download_refused),
        *(Route(f"/import/{{token}}/{name}", act, methods=["POST"]) for name, act in _IMPORT_FORMS.items()),
        Route("/imports", imports.show_list),
        Route("/imports/{number:number}", imports.show),
        Route("/imports/{number:number}/undo", imports.undo, methods=["POST"]),
    ]


def _desk_routes() -> list[BaseRoute]:
    return [
        Route("/desk", administration.show),
        Route("/desk/sessions", administration.show_sessions),
        Route("/desk/copies", upkeep.show_copies),
        Route("/desk/backup", upkeep.download_backup),
        Route("/desk/dump", upkeep.download_dump),
        Route("/desk/verify", upkeep.show_verify),
        Route("/desk/verify", upkeep.start_verify, methods=["POST"]),
        Route("/desk/settings", upkeep.show_settings),
        *(Route(f"/desk/{name}", act, methods=["POST"]) for name, act in _DESK_FORMS.items()),
    ]
