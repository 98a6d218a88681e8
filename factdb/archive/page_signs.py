"""Knows pages that stand in for the page: bot checks, walls, and error pages that are sent as if all were well.

The signs are few and plain, and count only on pages with little text: an article about captchas is an article.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from factdb.extract.pages import charsets, page_reading

if TYPE_CHECKING:
    from factdb.archive.fetched import Fetched

_LITTLE = 1_500  # characters of running text; a wall often shows the first paragraphs
_VERY_LITTLE = 400
_LONGEST_TITLE = 500
_TITLE = re.compile(rf"<title\b[^>]{{0,200}}>([^<]{{0,{_LONGEST_TITLE}}})", re.IGNORECASE)


class StandIn(StrEnum):
    """What is shown instead of a page."""

    BOT_CHECK = "bot check"
    LOGIN_WALL = "login wall"
    COOKIE_WALL = "cookie wall"
    PAY_WALL = "pay wall"
    NOT_FOUND = "page that says that it was not found"


def _any_of(*signs: str) -> re.Pattern[str]:
    return re.compile("|".join(signs), re.IGNORECASE)


_BOT_SOURCE = _any_of(
    r"cdn-cgi/challenge-platform", r"cf-browser-verification", r"_Incapsula_Resource", r"captcha-delivery\.com",
    r"px-captcha", r"awsWafCookieDomainList", r"ak-challenge", r"geo\.captcha", r"/_sec/cp_challenge",
)  # fmt: skip
_BOT_TITLE = _any_of(
    r"^\W*just a moment", r"^\W*access (?:to this page has been )?denied", r"attention required! \| cloudflare",
    r"pardon our interruption", r"are you a robot", r"^\W*(?:captcha|security check|human verification)",
)  # fmt: skip
_BOT_TEXT = _any_of(
    r"checking (?:if the site connection|your browser)", r"verify (?:that )?you(?: are|'re) (?:a )?human",
    r"unusual (?:traffic|activity) from your", r"enable javascript and cookies to continue",
    r"complete the (?:captcha|security check)", r"access to this page has been denied",
)  # fmt: skip
_LOGIN_PATH = re.compile(
    r"/(?:log[-_]?in|sign[-_]?in|auth|sso|accounts?/login|connexion|anmelden|login\.php)\b", re.IGNORECASE
)
_LOGIN_TEXT = _any_of(
    r"\b(?:log|sign) ?in to (?:continue|read|view|see|your account)", r"you must (?:be logged|log|sign) in",
    r"please (?:log|sign) in", r"bitte (?:melden sie sich|loggen)", r"connectez-vous", r"inicia(?:r)? sesi[oó]n",
)  # fmt: skip
_PASSWORD_FIELD = re.compile(r"<input\b[^>]{0,300}?type\s*=\s*[\"']?password", re.IGNORECASE)
_COOKIE_HOST = re.compile(r"(?:^|\.)(?:consent|cmp|guce|privacy)\.", re.IGNORECASE)
_COOKIE_TEXT = _any_of(
    r"we value your privacy", r"before you continue", r"accept (?:all )?cookies", r"cookies? (?:consent|zustimmen)",
    r"(?:alle )?cookies akzeptieren", r"accepter (?:les|tous les) cookies", r"aceptar (?:las |todas las )?cookies",
    r"accetta (?:i |tutti i )?cookie", r"mit werbung (?:und tracking )?(?:weiter)?lesen",
)  # fmt: skip
_PAY_SOURCE = re.compile(r"\"isAccessibleForFree\"\s*:\s*\"?(?:false)", re.IGNORECASE)
_PAY_TEXT = _any_of(
    r"subscribe (?:now )?to (?:continue|read|unlock|keep reading)", r"(?:only|exclusively) for (?:our )?subscribers",
    r"subscribers only", r"already a subscriber", r"this article is reserved for",
    r"r[ée]serv[ée] (?:à|aux) (?:nos )?abonn",
    r"nur für abonnenten", r"weiterlesen mit", r"exclusivo para (?:sus)?(?:as)?(?:crip|sinan)", r"jetzt abonnieren",
    r"you(?:'ve| have) reached your (?:free )?(?:article )?limit",
)  # fmt: skip
# An article may be called "Highway 404 closed", and say that somebody was not found.
_NOT_FOUND_TITLE = _any_of(
    r"^\W*404\W*$", r"\b(?:error|fehler|erreur)\W{1,3}404\b", r"^\W*404\W{1,3}[^\d\W]", r"^\W*not found\b",
    r"\b404\W{1,3}(?:error|not found|page|seite|fehler)",
)  # fmt: skip
_NOT_FOUND = _any_of(
    r"(?:page|article|story|content|file|document) (?:was |is |could |can |has )?(?:not|no longer) (?:be |been )?"
    r"(?:found|available)\b(?! (?:in|to) your)", r"page (?:does not|doesn't|no longer) exists?",
    r"page can(?:'t|not) be found", r"seite (?:wurde |konnte )?nicht gefunden", r"page (?:non trouv|introuvable)",
    r"p[áa]gina no (?:encontrada|existe)", r"p[áa]gina n[ãa]o encontrada", r"pagina non trovata",
    r"pagina niet gevonden",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class PageSource:
    """A response of a server as the signs need it: its title, its source, and its running text."""

    fetched: Fetched
    source: str
    text: str

    @property
    def title(self) -> str:
        """The title of the page, in one line; empty if it has none."""
        match = _TITLE.search(self.source)
        return " ".join(html.unescape(match[1]).split()) if match else ""

    @property
    def shown(self) -> str:
        """Title and running text: what a person reads first."""
        return f"{self.title}\n{self.text}"


def read_source(fetched: Fetched, text: str) -> PageSource:
    """Return a response for the signs; the source of what is no HTML is empty."""
    is_html = page_reading.is_html(fetched.content, fetched.content_type)
    source = charsets.decode(fetched.content, fetched.content_type).text if is_html else ""
    return PageSource(fetched, source, text)


def stand_in(page: PageSource) -> StandIn | None:
    """Return what is shown instead of the page; None where the page itself seems to be there."""
    if page.fetched.final.header("cf-mitigated") or page.fetched.final.header("x-amzn-waf-action"):
        return StandIn.BOT_CHECK
    if not page.source or len(page.text) > _LITTLE:
        return None
    is_bare = len(page.text) <= _VERY_LITTLE
    bot_signs = _BOT_TITLE.search(page.title) or _BOT_TEXT.search(page.shown)
    if bot_signs or (is_bare and _BOT_SOURCE.search(page.source)):
        return StandIn.BOT_CHECK
    is_not_found = _NOT_FOUND_TITLE.search(page.title) or _NOT_FOUND.search(page.title)
    if is_not_found or (is_bare and _NOT_FOUND.search(page.text)):
        return StandIn.NOT_FOUND
    return _wall(page, is_bare=is_bare)


def _wall(page: PageSource, *, is_bare: bool) -> StandIn | None:
    address = urlsplit(page.fetched.final_address)
    has_moved = len(page.fetched.hops) > 1
    if has_moved and _COOKIE_HOST.search(address.hostname or ""):
        return StandIn.COOKIE_WALL
    if _LOGIN_TEXT.search(page.shown) or (has_moved and _LOGIN_PATH.search(address.path)):
        return StandIn.LOGIN_WALL
    if _PAY_SOURCE.search(page.source) or _PAY_TEXT.search(page.shown) or (is_bare and _PAY_TEXT.search(page.source)):
        return StandIn.PAY_WALL
    if is_bare and _PASSWORD_FIELD.search(page.source):
        return StandIn.LOGIN_WALL
    return StandIn.COOKIE_WALL if _COOKIE_TEXT.search(page.shown if not is_bare else page.source) else None
