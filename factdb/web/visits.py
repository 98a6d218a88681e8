"""Turns functions of pages into endpoints: opens the ledger, knows who visits, and gives refusals their HTTP status."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property, wraps
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote, unquote

from starlette.background import BackgroundTask
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from factdb.domain import workflow
from factdb.domain.search.filter_address import Reader
from factdb.domain.text import whole_number
from factdb.errors import FactdbError
from factdb.errors.database import DatabaseError
from factdb.errors.reports import TooManyQuestionsError
from factdb.errors.web import TooManyAttemptsError
from factdb.services.actor import Actor, Viewer, find_actor, find_viewer
from factdb.store import sessions
from factdb.web import rendering, signing_in
from factdb.web.next_steps import in_page_words, next_step
from factdb.web.safety import MOST_BODY_BYTES

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable, Mapping
    from datetime import datetime

    from sqlalchemy.orm import Session
    from starlette.requests import Request

    from factdb.services.desk.accounts import SignedIn
    from factdb.web.site import Site

    Page = Callable[["Visit", "Refused | None"], Response]

# What was done is said once, on the next page. In the address, another site's link could put words into our mouth.
_DONE = "factdb-done"
_DONE_SECONDS = 60

# By exit code: every refusal says itself what kind it is.
_STATUS_BY_EXIT_CODE = {2: 400, 3: 404, 4: 403, 5: 409}
_NOT_POSSIBLE, _TOO_OFTEN, _NOT_NOW = 422, 429, 503
RETRY_SECONDS = 5


@dataclass(frozen=True, slots=True)
class Refused:
    """A refused form: its name, what is wrong, what to do next, the status, and every letter that was typed."""

    sentence: str
    next_step: str
    status: int
    fields: Mapping[str, list[str]]
    form: str = ""
    retry_after: int = RETRY_SECONDS

    @classmethod
    def of(cls, error: FactdbError, fields: Mapping[str, list[str]] | None = None, form: str = "") -> Refused:
        """Return the answer to a refusal."""
        retry_after = error.seconds if isinstance(error, TooManyAttemptsError) else RETRY_SECONDS
        return cls(in_page_words(str(error)), next_step(error), status_of(error), fields or {}, form, retry_after)

    @property
    def headers(self) -> dict[str, str]:
        """The headers of the answer: when to try again, if the ledger was not to be reached, or it was too soon."""
        return {"retry-after": str(self.retry_after)} if self.status in {_NOT_NOW, _TOO_OFTEN} else {}


def status_of(error: FactdbError) -> int:
    """Return the HTTP status of a refusal."""
    if isinstance(error, DatabaseError | TooManyQuestionsError):
        return _NOT_NOW
    if isinstance(error, TooManyAttemptsError):
        return _TOO_OFTEN
    return _STATUS_BY_EXIT_CODE.get(error.exit_code, _NOT_POSSIBLE)


@dataclass(frozen=True)
class Visit:
    """One request of a person who is signed in."""

    request: Request
    site: Site
    handle: str
    now: datetime
    session: Session
    notice: str | None = None

    @property
    def number(self) -> int:
        """The number in the address: of a claim, or of an article."""
        return int(self.request.path_params["number"])

    @property
    def reader(self) -> Reader:
        """The person who reads, for filters such as "waits for me"."""
        return Reader(self.handle, self.now)

    @cached_property
    def viewer(self) -> Viewer:
        """The person who reads."""
        return find_viewer(self.session, self.handle, self.now)

    @property
    def actor(self) -> Actor:
        """The reviewer who acts; refuses somebody who is none."""
        return find_actor(self.session, self.handle, self.now)

    def may(self, command: str) -> bool:
        """Return whether the person may do what this command does; a control for the rest is not drawn."""
        role = self.viewer.role
        return not self.site.read_only and role is not None and role.covers(workflow.ROLES_BY_COMMAND[command])

    def show(self, template: str, status: int = 200, **values: Any) -> Response:  # noqa: ANN401 - what the page needs
        """Answer with a page, which says once what was done before."""
        form, _, done = unquote(self.request.cookies.get(_DONE, "")).partition("|")
        shared = {
            "handle": self.handle,
            "may": self.may,
            "done": done,
            "done_form": form,
            "refused": None,
            "notice": self.notice,
        }
        answer = rendering.page(self.request, self.site, template, status, **shared | values)
        if done:
            answer.delete_cookie(_DONE, path=self.site.prefix or "/")
        return answer


def reading(show: Callable[[Visit], Response], *, for_long: bool = False) -> Callable[[Request], Response]:
    """Make an endpoint of a page that only reads; `for_long` where that may take long, and writers must not wait."""

    @wraps(show)
    def endpoint(request: Request) -> Response:
        site: Site = request.app.state.site
        signed_in, answer = _answered(request, site, show, for_long=for_long)
        if signed_in is None or answer is None:
            return signing_in.send_to_sign_in(request)
        if signed_in.is_due:  # after the answer: nobody waits for it
            answer.background = BackgroundTask(signing_in.prolong, request)
        return answer

    return endpoint


def _answered(
    request: Request, site: Site, show: Callable[[Visit], Response], *, for_long: bool
) -> tuple[SignedIn | None, Response | None]:
    """Return who asks, and the page; a session is looked up where it was ended, not on a standby that lags behind."""
    if site.standby is None:
        with sessions.reading(site.database, for_long=for_long) as session:  # one for both: most desks have no standby
            signed_in = signing_in.who(request, session)
            return signed_in, show(Visit(request, site, signed_in.handle, site.now, session)) if signed_in else None
    signed_in = signing_in.visitor(request)
    if signed_in is None:
        return None, None
    choice = site.readable(signed_in.handle)
    with sessions.reading(choice.database, for_long=for_long) as session:
        return signed_in, show(Visit(request, site, signed_in.handle, site.now, session, choice.notice))


@dataclass(frozen=True, kw_only=True)
class Sent:
    """The fields of a form that was sent.

    `kept` are more fields that a refusal shows, such as the text of a file that was uploaded.
    """

    fields: FormData = field(default_factory=FormData)
    kept: dict[str, list[str]] = field(default_factory=dict)

    @property
    def typed(self) -> dict[str, list[str]]:
        """Every letter that was typed, by field."""
        typed: dict[str, list[str]] = {}
        for name, value in self.fields.multi_items():
            if isinstance(value, str):
                typed.setdefault(name, []).append(value)
        return typed

    def text(self, name: str) -> str:
        """Return a field; empty where the form has none."""
        value = self.fields.get(name, "")
        return value.strip() if isinstance(value, str) else ""

    def optional(self, name: str) -> str | None:
        """Return a field; None where it is empty."""
        return self.text(name) or None

    def chosen(self, name: str) -> list[str]:
        """Return the values that were ticked."""
        return [value for value in self.fields.getlist(name) if isinstance(value, str) and value]

    def integer(self, name: str) -> int | None:
        """Return a field that is a whole number; None where it is none."""
        return whole_number(self.text(name))


@dataclass(frozen=True, kw_only=True)
class Act(Visit, Sent):
    """A request that changes the ledger, with the fields of its form; `prepared` was read before its transaction."""

    prepared: Any = None


class Preparation(NamedTuple):
    """What a form lets read before its transaction begins, because it takes long; and the command that must be allowed.

    Nobody waits meanwhile: on SQLite, whoever writes has the whole ledger to themselves.
    """

    command: str
    read: Callable[[Site, Sent, datetime], Any]


@dataclass(frozen=True, slots=True)
class Done:
    """What a form did, in a sentence, and the address to go to; None for the page that the form is on."""

    sentence: str
    to: str | None = None


def in_sentences(notices: Iterable[str]) -> str:
    """Return what a service noticed as sentences, to follow the one of what was done."""
    return "".join(f" {notice[:1].upper()}{notice[1:]}." for notice in notices)


def writing(
    page: Page, *, files: int = 0, preparation: Preparation | None = None
) -> Callable[[Callable[[Act], Done | Response]], Callable[[Request], Awaitable[Response]]]:
    """Make endpoints of functions that change the ledger in one transaction, and say what they did.

    Afterwards the browser is back on the page, whose reload changes nothing again. A refusal is answered by `page` with
    every letter that was typed. `files` is how many files the form may bring.
    """

    def endpoint_of(change: Callable[[Act], Done | Response]) -> Callable[[Request], Awaitable[Response]]:
        @wraps(change)
        async def endpoint(request: Request) -> Response:
            handle = await run_in_threadpool(signing_in.handle_of, request)
            if handle is None:
                return signing_in.send_to_sign_in(request)
            async with request.form(max_files=files, max_fields=_MOST_FIELDS, max_part_size=MOST_BODY_BYTES) as fields:
                sent = Sent(fields=fields)
                return await run_in_threadpool(_write, request, handle, sent, _Form(change, page, preparation))

        return endpoint

    return endpoint_of


_MOST_FIELDS = 400


class _Form(NamedTuple):
    """What a form does, the page that it is on, and what it lets read before."""

    change: Callable[[Act], Done | Response]
    page: Page
    preparation: Preparation | None


def _write(request: Request, handle: str, sent: Sent, form: _Form) -> Response:
    site: Site = request.app.state.site
    parent, _, name = request.url.path.rpartition("/")
    try:
        prepared = _prepare(site, handle, sent, form.preparation)
        with sessions.writing(site.database) as session:
            act = Act(request, site, handle, site.now, session, fields=sent.fields, kept=sent.kept, prepared=prepared)
            outcome = form.change(act)
    except FactdbError as error:
        refused = Refused.of(error, sent.typed | sent.kept, name)
        with sessions.reading(site.database) as session:
            answer = form.page(Visit(request, site, handle, site.now, session), refused)
        answer.headers.update(refused.headers)
        return answer
    if isinstance(outcome, Response):  # a preview: nothing was changed
        return outcome
    site.remember_change(handle)
    return say_once(site, RedirectResponse(outcome.to or parent, 303), name, outcome.sentence)


def _prepare(site: Site, handle: str, sent: Sent, preparation: Preparation | None) -> Any:  # noqa: ANN401 - as its form
    if preparation is None:
        return None
    with sessions.reading(site.database) as session:
        find_actor(session, handle, site.now).require(preparation.command)
    return preparation.read(site, sent, site.now)


def say_once(site: Site, answer: Response, form: str, sentence: str) -> Response:
    """Let the next page say what a form did."""
    said = quote(f"{form}|{sentence}")
    path = site.prefix or "/"
    answer.set_cookie(_DONE, said, max_age=_DONE_SECONDS, path=path, httponly=True, samesite="strict")
    return answer
