"""A web server of faults, in threads of the test: each path is one way in which pages go wrong."""

from __future__ import annotations

import gzip
import socket
import socketserver
import ssl
import struct
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import brotli
import trustme
import zstandard

ARTICLE = (
    "The bridge over the river was opened on Tuesday by the mayor, who praised the workers. "
    '"The bridge cost nine million euros," she said, "and it will last for a hundred years." '
    "Critics had warned that the price would double. It did not. The old bridge is to be taken down in spring. "
)
LATE = "too late to be read"
BOMB = 30_000_000  # zeros
BIG = 600_000  # bytes: half of them are beyond the limit of the tests too
Headers = dict[str, str]


@dataclass(slots=True)
class Answering:
    """One request, and the connection to answer it on."""

    connection: socket.socket
    method: str
    path: str
    headers: Headers
    body: bytes
    plain: str
    secure: str

    def send(self, raw: bytes) -> None:
        with suppress(OSError):  # the client may have seen enough
            self.connection.sendall(raw)

    def answer(self, body: bytes | str = b"", status: str = "200 OK", **headers: str) -> None:
        """Send a whole response; names of headers have underscores for hyphens."""
        content = body.encode() if isinstance(body, str) else body
        fields = {"Content-Type": "text/html; charset=utf-8", "Content-Length": str(len(content))}
        fields |= {name.replace("_", "-"): value for name, value in headers.items()}
        self.head(status, fields)
        self.send(content)

    def head(self, status: str, fields: Headers) -> None:
        lines = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
        self.send(f"HTTP/1.1 {status}\r\n{lines}\r\n".encode())

    def redirect(self, to: str, status: str = "302 Found", **headers: str) -> None:
        self.answer("Elsewhere.", status, Location=to, **headers)


Fault = Callable[[Answering], None]
FAULTS: dict[str, Fault] = {}


def fault(path: str) -> Callable[[Fault], Fault]:
    def register(function: Fault) -> Fault:
        FAULTS[path] = function
        return function

    return register


def page(body: str = ARTICLE, title: str = "The bridge") -> str:
    return f"<!doctype html><html><head><title>{title}</title></head><body><p>{body}</p></body></html>"


def simple(path: str, body: bytes | str = "", status: str = "200 OK", **headers: str) -> None:
    """Register an answer that depends on nothing."""
    FAULTS[path] = lambda asked: asked.answer(body, status, **headers)


def leads(path: str, to: str, status: str = "302 Found", **headers: str) -> None:
    """Register a redirect; {plain} and {secure} stand for the two ports."""
    FAULTS[path] = lambda asked: asked.redirect(to.format(plain=asked.plain, secure=asked.secure), status, **headers)


def packed(path: str, coding: str, body: bytes) -> None:
    simple(path, body, Content_Encoding=coding)


def bomb(path: str, coding: str, pack: Callable[[bytes], bytes]) -> None:
    """Register a bomb; it is packed when it is asked for, because whoever collects tests imports this."""
    FAULTS[path] = lambda asked: asked.answer(pack(bytes(BOMB)), Content_Encoding=coding)


simple("/ok", page())
simple("/other", page("Another page, with quite other words about quite another thing. " * 9, "Another thing"))
simple("/changed", page(ARTICLE.replace("nine million", "four million")))
simple("/excerpt-gone", page("The weather will be fine all week, with some clouds in the evening. " * 9))
simple("/", page("Welcome. Read all the news of the day here, and much more besides." * 3, "Front page"))
leads("/moved", "/ok", "301 Moved Permanently")
leads("/moved-with-spaces", "/ok page")
simple("/ok%20page", page())
leads("/moved-to-host", "http://other.test:{plain}/ok", "308 Permanent Redirect")
leads("/moved-to-tls", "https://good.test:{secure}/ok")
leads("/to-front", "/")
leads("/circle", "/circle-2")
leads("/circle-2", "/circle")
leads("/itself", "/itself")
leads("/to-metadata", "http://169.254.169.254/latest/meta-data/")
leads("/to-private", "http://10.1.2.3/")
leads("/to-file", "file:///etc/passwd")
leads("/to-port", "http://ok.test:22/")
leads("/to-credentials", "http://ana:secret@ok.test:{plain}/ok")
leads("/to-decimal", "http://2130706433:{plain}/ok")
leads("/to-consent", "http://consent.other.test:{plain}/consent")
simple("/consent", page("Before you continue. We use cookies to offer our services. Accept all cookies.", "Consent"))
leads("/to-login", "/login?next=/to-login")
simple("/login", page('<form><input type="password" name="p"></form> Your account', "Your account"))
simple("/paywall", page("The bridge over the river was opened. Subscribe now to continue reading.", "The bridge"))
simple(
    "/cookie-wall",
    page("We value your privacy. We and our 842 partners store information on your device.", "The bridge"),
)
simple("/bot", page("Checking your browser before accessing the site.", "Just a moment..."))
simple("/bot-403", page("Enable JavaScript and cookies to continue", "Just a moment..."), "403 Forbidden")
simple("/bot-header", page(), cf_mitigated="challenge")
simple("/forbidden", page("No."), "403 Forbidden")
simple("/too-many", page("Slow down."), "429 Too Many Requests", Retry_After="7")
simple("/unauthorized", page("Log in."), "401 Unauthorized")
simple("/payment", page("Pay."), "402 Payment Required")
simple("/gone", page("Gone."), "410 Gone")
simple("/missing", page("No such page."), "404 Not Found")
simple("/broken", page(), "500 Internal Server Error")  # an error page that looks like the article
simple("/overloaded", page("Back soon."), "503 Service Unavailable")
simple("/soft-404-title", page("Try our search.", "Page not found"))
simple("/soft-404-text", page("Sorry! The article that you look for has left us. Here is what others read: " + LATE))
simple("/empty", "")
simple("/no-content", "", "204 No Content")
simple("/partial", page()[:100], "206 Partial Content", Content_Range="bytes 0-99/400")
simple("/latin", page("Die Brücke kostete neun Millionen.").encode("latin-1"), Content_Type="text/html")
simple("/wrong-charset", page("Die Brücke kostete neun Millionen."), Content_Type="text/html; charset=no-such-charset")
simple("/pdf", b"%PDF-1.7\n1 0 obj\n", Content_Type="text/html")
packed("/gzip", "gzip", gzip.compress(page().encode()))
packed("/deflate", "deflate", zlib.compress(page().encode()))
packed("/deflate-raw", "deflate", zlib.compress(page().encode())[2:-4])
packed("/br", "br", brotli.compress(page().encode()))
packed("/zstd", "zstd", zstandard.compress(page().encode()))
packed("/unknown-coding", "utf-8", page().encode())
packed("/gzip-cut", "gzip", gzip.compress(page().encode())[:-20])
packed("/not-gzip", "gzip", page().encode())
bomb("/bomb-gzip", "gzip", gzip.compress)
bomb("/bomb-gzip-twice", "gzip, gzip", lambda zeros: gzip.compress(gzip.compress(zeros)))
bomb("/bomb-deflate", "deflate", zlib.compress)
bomb("/bomb-br", "br", lambda zeros: brotli.compress(zeros, quality=1))
bomb("/bomb-zstd", "zstd", zstandard.compress)
simple("/length-too-long", page(), Content_Length="90000")
simple("/length-too-short", page(), Content_Length="60")
simple("/length-nonsense", page(), Content_Length="many")
simple("/huge-named", "", Content_Length="99999999999")


@fault("/hops")
def hops(asked: Answering) -> None:
    left = int(asked.path.rpartition("?")[2])
    asked.redirect(f"/hops?{left - 1}" if left > 1 else "/ok")


@fault("/etag")
def etag(asked: Answering) -> None:
    if asked.headers.get("if-none-match") == '"v1"':
        asked.head("304 Not Modified", {"ETag": '"v1"'})
    else:
        asked.answer(page(), ETag='"v1"', Last_Modified="Mon, 02 Nov 2026 10:00:00 GMT")


@fault("/cookie-loop")
def cookie_loop(asked: Answering) -> None:
    if "seen=1" in asked.headers.get("cookie", ""):
        asked.answer(page())
    else:
        asked.redirect("/cookie-loop", Set_Cookie="seen=1; Path=/; HttpOnly")


@fault("/shows-cookies")
def shows_cookies(asked: Answering) -> None:
    asked.answer(f"cookies: {asked.headers.get('cookie', 'none')}", Set_Cookie="track=me")


@fault("/head-refused")
def head_refused(asked: Answering) -> None:
    asked.answer(page(), "200 OK" if asked.method == "GET" else "405 Method Not Allowed")


@fault("/silent")
def silent(asked: Answering) -> None:
    time.sleep(0.8)
    asked.answer(LATE)


@fault("/dripping")
def dripping(asked: Answering) -> None:
    asked.head("200 OK", {"Content-Length": "1000"})
    for _ in range(20):
        asked.send(b".")
        time.sleep(0.1)


@fault("/huge")
def huge(asked: Answering) -> None:
    asked.head("200 OK", {"Content-Type": "text/html"})
    for _ in range(BIG // 20_000):
        asked.send(b"x" * 10_000)


@fault("/huge-chunked")
def huge_chunked(asked: Answering) -> None:
    asked.head("200 OK", {"Transfer-Encoding": "chunked"})
    for _ in range(BIG // 10_000):
        asked.send(b"2710\r\n" + b"x" * 10_000 + b"\r\n")


@fault("/chunked")
def chunked(asked: Answering) -> None:
    asked.head("200 OK", {"Content-Type": "text/html", "Transfer-Encoding": "chunked"})
    for start in range(0, len(page()), 50):
        piece = page()[start : start + 50].encode()
        asked.send(f"{len(piece):x}\r\n".encode() + piece + b"\r\n")
    asked.send(b"0\r\n\r\n")


@fault("/chunks-broken")
def chunks_broken(asked: Answering) -> None:
    asked.head("200 OK", {"Transfer-Encoding": "chunked"})
    asked.send(b"zz\r\nno\r\n")


@fault("/early-hints")
def early_hints(asked: Answering) -> None:
    asked.head("103 Early Hints", {"Link": "</style.css>; rel=preload"})
    asked.answer(page())


@fault("/no-http")
def no_http(asked: Answering) -> None:
    asked.send(b"SSH-2.0-OpenSSH_9.9\r\n")


@fault("/hangs-up")
def hangs_up(asked: Answering) -> None:
    return


@fault("/reset")
def reset(asked: Answering) -> None:
    asked.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    asked.connection.close()


@fault("/endless-headers")
def endless_headers(asked: Answering) -> None:
    asked.send(b"HTTP/1.1 200 OK\r\n")
    for number in range(5_000):
        asked.send(f"X-{number}: {'y' * 40}\r\n".encode())


@fault("/until-closed")
def until_closed(asked: Answering) -> None:
    asked.send(b"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n" + page().encode())


@dataclass
class FaultServer:
    """The two servers, and how often each path was asked for."""

    plain: int = 0
    secure: int = 0
    authority: trustme.CA = field(default_factory=trustme.CA)
    asked: list[tuple[str, str, str]] = field(default_factory=list)  # method, host, path
    busiest: dict[str, int] = field(default_factory=dict)  # most requests of a host at once
    _open: dict[str, int] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def url(self, path: str, host: str = "ok.test") -> str:
        return f"http://{host}:{self.plain}{path}"

    def secure_url(self, path: str, host: str = "good.test") -> str:
        return f"https://{host}:{self.secure}{path}"

    def contexts(self) -> dict[str, ssl.SSLContext]:
        """Return how each name of a host speaks TLS: one is good, one has expired, one has another's certificate."""
        tomorrow, yesterday = (datetime.now(UTC) + timedelta(days=days) for days in (1, -1))
        certificates = {
            "good.test": self.authority.issue_cert("good.test", not_after=tomorrow),
            "expired.test": self.authority.issue_cert("expired.test", not_after=yesterday),
            "wrong.test": self.authority.issue_cert("somebody-else.test"),
            "unknown.test": trustme.CA().issue_cert("unknown.test"),
        }
        contexts = {}
        for name, certificate in certificates.items():
            contexts[name] = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            certificate.configure_cert(contexts[name])
        return contexts

    def answer(self, connection: socket.socket) -> None:
        """Read one request and answer it."""
        received = b""
        while b"\r\n\r\n" not in received:
            piece = connection.recv(65_536)
            if not piece:
                return
            received += piece
        head, _, body = received.partition(b"\r\n\r\n")
        lines = head.decode("latin-1").split("\r\n")
        method, path, _ = lines[0].split(" ")
        pairs = (line.partition(": ") for line in lines[1:])
        headers = {name.lower(): value for name, _, value in pairs}
        while len(body) < int(headers.get("content-length", "0")):
            body += connection.recv(65_536)
        host = headers["host"].partition(":")[0]
        with self._lock:
            self.asked.append((method, host, path))
            self._open[host] = self._open.get(host, 0) + 1
            self.busiest[host] = max(self.busiest.get(host, 0), self._open[host])
        try:
            asked = Answering(connection, method, path, headers, body, str(self.plain), str(self.secure))
            FAULTS.get(path.partition("?")[0], FAULTS["/soft-404-text" if host == "soft.test" else "/missing"])(asked)
        finally:
            with self._lock:
                self._open[host] -= 1


@contextmanager
def running() -> Iterator[FaultServer]:
    """Run both servers until the end."""
    server = FaultServer()
    contexts = server.contexts()

    def choose(connection: ssl.SSLObject, name: str, _: ssl.SSLContext) -> None:
        connection.context = contexts.get(name, contexts["good.test"])

    contexts["good.test"].sni_callback = choose

    class Plain(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            with suppress(OSError):
                server.answer(self.request)

    class Secure(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            with suppress(OSError), contexts["good.test"].wrap_socket(self.request, server_side=True) as connection:
                server.answer(connection)

    class Threads(socketserver.ThreadingTCPServer):
        daemon_threads = True
        request_queue_size = 128

    with Threads(("127.0.0.1", 0), Plain) as plain, Threads(("127.0.0.1", 0), Secure) as secure:
        server.plain, server.secure = plain.server_address[1], secure.server_address[1]
        for each in (plain, secure):
            threading.Thread(target=each.serve_forever, args=(0.02,), daemon=True).start()
        yield server
        plain.shutdown()
        secure.shutdown()
