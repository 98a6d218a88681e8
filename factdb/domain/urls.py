"""Web addresses: the canonical key of a page, and the source that its host belongs to."""

from __future__ import annotations

import ipaddress
import re
import unicodedata
from functools import cache
from typing import TYPE_CHECKING, NamedTuple, NoReturn
from urllib.parse import quote

from factdb import errors
from factdb.domain import names

if TYPE_CHECKING:
    from publicsuffixlist import PublicSuffixList

LONGEST_URL = 4096
_LONGEST_HOST = 253
_LARGEST_PORT = 65535
_DEFAULT_PORTS = {"http": "80", "https": "443"}

_PARTS = re.compile(r"(?s)([^:/?#]*):(?://([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#(.*))?")
_AUTHORITY = re.compile(r"(\[[^\[\]]*\]|[^:\[\]]*)(?::([0-9]*))?")
_NEVER = re.compile("[\\s\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_HOST = re.compile(r"(?:[a-z0-9_-]{1,63}\.)*[a-z0-9_-]{1,63}")
_IPV4 = re.compile(r"[0-9]+(?:\.[0-9]+){3}")
_UNRESERVED = re.compile(r"[A-Za-z0-9._~-]")
_TO_WRITE = re.compile(r"%([0-9A-Fa-f]{2})|[^A-Za-z0-9._~!$&'()*+,;=:@/?-]")

# Parameters that say how a reader came to a page, but not which page it is. All other parameters are kept.
TRACKING = frozenset(
    """
    fbclid gclid gclsrc dclid gbraid wbraid msclkid twclid ttclid li_fat_id yclid ysclid igshid igsh srsltid
    mc_cid mc_eid mkt_tok _ga _gl _hsenc _hsmi hsctatracking oly_anon_id oly_enc_id vero_id s_cid
    ref_src ref_url __twitter_impression __tn__ ncid guccounter guce_referrer guce_referrer_sig
    mtm_campaign mtm_source mtm_medium pk_campaign pk_kwd pk_source
    """.split()  # noqa: SIM905 - one word a line would fill a page
)
_TRACKING_PREFIX = "utm_"

# Hosts with pages of many sources: they do not identify the publisher.
SHARED_HOSTS = frozenset(
    """
    youtube.com youtu.be youtube-nocookie.com vimeo.com dailymotion.com rumble.com odysee.com
    bitchute.com twitch.tv x.com twitter.com t.co facebook.com fb.com fb.me fb.watch instagram.com
    threads.net threads.com tiktok.com linkedin.com reddit.com redd.it pinterest.com snapchat.com
    tumblr.com telegram.org telegram.me t.me vk.com ok.ru weibo.com bsky.app mastodon.social
    truthsocial.com gab.com parler.com whatsapp.com wa.me discord.com medium.com substack.com
    blogspot.com blogger.com wordpress.com livejournal.com ghost.io wixsite.com weebly.com archive.org
    archive.ph archive.is archive.today archive.md archive.li archive.fo archive.vn perma.cc
    ghostarchive.org webcitation.org docs.google.com drive.google.com sites.google.com news.google.com
    books.google.com google.com googleusercontent.com ampproject.org dropbox.com onedrive.live.com
    sharepoint.com box.com icloud.com notion.site scribd.com issuu.com documentcloud.org slideshare.net
    academia.edu researchgate.net github.com github.io githubusercontent.com gitlab.com spotify.com
    soundcloud.com podcasts.apple.com apple.news pressreader.com newspapers.com msn.com news.yahoo.com
    finance.yahoo.com smartnews.com flipboard.com newsbreak.com bit.ly tinyurl.com ow.ly imgur.com
    flickr.com
    """.split()  # noqa: SIM905 - one host a line would fill two pages
)


class _RefusalError(ValueError):
    """Internal error that becomes a BadValueError with the field and the whole URL."""


class _Parts(NamedTuple):
    scheme: str
    host: str
    port: str
    path: str
    query: str
    fragment: str


class RequestAddress(NamedTuple):
    """The address of a page as its server is asked for it; `host` has the brackets of IPv6, `target` path and query."""

    scheme: str
    host: str
    port: int
    target: str

    @property
    def authority(self) -> str:
        """Host and port, without the default port of the scheme: the header "Host"."""
        return self.host if str(self.port) == _DEFAULT_PORTS[self.scheme] else f"{self.host}:{self.port}"

    def __str__(self) -> str:
        return f"{self.scheme}://{self.authority}{self.target}"


def canonical(url: str, field: str = "URL") -> str:
    """Return the canonical URL of a page; the canonical URL of a canonical URL is the same.

    Scheme and host in lower case, the host in punycode and without its last dot, no default port, no dot
    segments, percent-encoding as in RFC 3986 section 6, no `TRACKING` parameters and none that start with
    utm_, the others in their order, no fragment unless it starts with "!" (there it identifies the page).
    Store the typed URL too: the canonical URL is for comparing.
    """
    try:
        return _limited(_join(_split(url.strip())))
    except _RefusalError as refusal:
        raise _bad_url(field, url, refusal) from None


def request_address(url: str, field: str = "URL") -> RequestAddress:
    """Return the address to ask a server for: unlike `canonical` with every parameter, and without a fragment."""
    try:
        parts = _split(_limited(url.strip()))
    except _RefusalError as refusal:
        raise _bad_url(field, url, refusal) from None
    query = f"?{_encode(parts.query)}" if parts.query else ""
    path = _remove_dot_segments(_encode(parts.path).replace("?", "%3F"))
    return RequestAddress(parts.scheme, parts.host, int(parts.port or _DEFAULT_PORTS[parts.scheme]), path + query)


def valid_url(url: str, field: str = "URL") -> str:
    """Return a URL as it was typed, or refuse it as `canonical` does; for links that are not used as keys."""
    canonical(url, field)
    return url.strip()


def host(url: str) -> str:
    """Return the host of an address without a leading "www."."""
    key = canonical(url)
    authority = _AUTHORITY.match(key.split("/")[2])
    name = authority[1] if authority else ""
    bare = name.removeprefix("www.")
    return bare if "." in bare else name


def domains(url: str) -> list[str]:
    """Return the host and its parent domains, most specific first, down to the registered domain.

    The Public Suffix List says which one that is (bbc.co.uk, someone.netlify.app). A host that many sources share,
    and any host under it, gives nothing.
    """
    name = host(url)
    if name.startswith("[") or _IPV4.fullmatch(name):
        return [name]
    labels = name.split(".")
    parents = [".".join(labels[at:]) for at in range(len(labels))]
    if SHARED_HOSTS.intersection(parents):
        return []
    registered = _registered(name)
    return parents[: parents.index(registered) + 1]


def registered_domain(url: str) -> str:
    """Return the domain under which the owner of an address registered it: bbc.co.uk for news.bbc.co.uk."""
    name = host(url)
    return name if name.startswith("[") or _IPV4.fullmatch(name) else _registered(name)


def is_name_of_domain(name: str, url: str) -> bool:
    """Return whether a source's name is clearly the name of the URL's domain.

    Compares letters and digits without diacritics; a leading "the" and the ending of the domain ("FactCheck.org") are
    optional. Initials do not match, and a shared host never matches.
    """
    own = domains(url)
    bare = _letters(re.sub(r"(?i)^\s*the\s+", "", name))
    if not own or not bare:
        return False
    label = _letters(own[-1].partition(".")[0])
    return bool({bare, f"the{bare}"} & {label, _letters(own[-1])})


def _letters(name: str) -> str:
    return "".join(ch for ch in names.plain_name(name) if ch.isalnum())


def _registered(name: str) -> str:
    # Two labels are the shortest registered domain: most addresses of news need no list.
    if name.count(".") < 2:  # noqa: PLR2004 - as above
        return name
    return _suffix_list().privatesuffix(name) or name


@cache
def _suffix_list() -> PublicSuffixList:
    """Return the Public Suffix List; most commands do without it, and it takes longer to read than they run."""
    from publicsuffixlist import PublicSuffixList  # noqa: PLC0415 - as above

    return PublicSuffixList()


def _split(typed: str) -> _Parts:
    if len(typed) > LONGEST_URL:
        _refuse(f"has more than {LONGEST_URL} characters")
    if bad := _NEVER.search(typed):
        _refuse(f"has white space or a control character (U+{ord(bad[0]):04X})")
    match = _PARTS.fullmatch(typed)
    if not match or match[1].lower() not in _DEFAULT_PORTS:
        _refuse("does not start with http:// or https://")
    scheme, authority, path, query, fragment = (part or "" for part in match.groups())
    name, port = _host_and_port(authority)
    return _Parts(scheme.lower(), name, port, path, query, fragment)


def _join(parts: _Parts) -> str:
    port = "" if parts.port in {"", _DEFAULT_PORTS[parts.scheme]} else f":{parts.port}"
    query = "&".join(piece for piece in _encode(parts.query).split("&") if piece and not _tracks(piece))
    page = f"#{_encode(parts.fragment)}" if parts.fragment.startswith("!") else ""
    path = _remove_dot_segments(_encode(parts.path).replace("?", "%3F"))
    return f"{parts.scheme}://{parts.host}{port}{path}{query and '?' + query}{page}"


def _host_and_port(authority: str) -> tuple[str, str]:
    if "@" in authority:
        _refuse("has a user name or a password")
    match = _AUTHORITY.fullmatch(authority)
    if not match:
        _refuse("does not have a valid host and port")
    port = (match[2] or "").lstrip("0")
    if match[2] and not (port and len(port) <= len(str(_LARGEST_PORT)) and int(port) <= _LARGEST_PORT):
        _refuse("does not have a valid port")
    return _ascii_host(match[1]), port


def _ascii_host(typed: str) -> str:
    if typed.startswith("["):
        return f"[{_ipv6(typed[1:-1])}]"
    if not typed.strip("."):
        _refuse("has no host")
    labels = re.split("[.\u3002\uff0e\uff61]", typed)
    name = ".".join(_ascii_label(label) for label in labels).removesuffix(".")
    if len(name) > _LONGEST_HOST or not _HOST.fullmatch(name):
        _refuse("does not have a valid host")
    return name


def _ipv6(typed: str) -> str:
    try:
        return ipaddress.IPv6Address(typed if "%" not in typed else "").compressed
    except ValueError:
        _refuse("does not have a valid IPv6 address")


def _ascii_label(label: str) -> str:
    """Return a label in lower case and punycode.

    The standard library follows IDNA 2003, where straße.de is strasse.de; these are two hosts since 2010.
    """
    if label.isascii() or len(label) > _LONGEST_HOST:
        return label.lower()
    try:
        if set("ßς") & set(label):
            small = "".join(ch.lower() for ch in unicodedata.normalize("NFKC", label))
            return f"xn--{small.encode('punycode').decode('ascii')}" if small.isalnum() else ""
        return label.encode("idna").decode("ascii").lower()
    except UnicodeError:
        _refuse("has a host that cannot be written in punycode")


def _encode(part: str) -> str:
    """Return a path, query or fragment with exactly the percent-encoding that it needs."""
    return _TO_WRITE.sub(_encode_match, part)


def _encode_match(match: re.Match[str]) -> str:
    if not match[1]:
        return quote(match[0], safe="")
    meant = chr(int(match[1], 16))
    return meant if _UNRESERVED.fullmatch(meant) else match[0].upper()


def _remove_dot_segments(path: str) -> str:
    """Resolve "." and ".." as in RFC 3986, section 5.2.4."""
    segments: list[str] = []
    parts = path.split("/")[1:] or [""]
    for part in parts:
        if part == "..":
            segments[-1:] = []
        elif part != ".":
            segments.append(part)
    if parts[-1] in {".", ".."}:
        segments.append("")
    return "/" + "/".join(segments)


def _tracks(piece: str) -> bool:
    key = piece.partition("=")[0].lower()
    return key in TRACKING or key.startswith(_TRACKING_PREFIX)


def _limited(url: str) -> str:
    if len(url) > LONGEST_URL:
        _refuse(f"has more than {LONGEST_URL} characters")
    return url


def _bad_url(field: str, url: str, refusal: _RefusalError) -> errors.BadValueError:
    return errors.BadValueError(
        field, url, str(refusal), "Write the whole address, as in https://www.example.org/page."
    )


def _refuse(why: str) -> NoReturn:
    raise _RefusalError(why)
