"""Articles out of the web: one page, fetched with care for whom it is asked from and what comes back."""

from __future__ import annotations

import http.client
import ipaddress
import re
import socket
import ssl
import threading
import time
import urllib.parse
import urllib.robotparser
import zlib
from typing import NamedTuple

from msgspec.structs import replace

from analyzer.article import Article
from analyzer.errors import UserError
from analyzer.readers import encodings, limits

AGENT = "haiphia"
"""The name that robots.txt may speak to."""

SECONDS = 30.0
"""How long a page may take, from the first look-up of its name to its last byte."""

REDIRECTS = 5

_HEADERS = {
    "User-Agent": f"Mozilla/5.0 (compatible; {AGENT}; news analysis)",
    "Accept": "text/html,application/xhtml+xml,application/pdf;q=0.9,text/plain;q=0.8",
    "Accept-Language": "vi,en;q=0.5",
    "Accept-Encoding": "gzip",
}
_PAYWALL = re.compile(
    r"\"isAccessibleForFree\"\s*:\s*\"?false"
    r"|<meta[^>]+article:content_tier[^>]+content\s*=\s*[\"']?(?:locked|metered)",
    re.IGNORECASE,
)


_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


class Response(NamedTuple):
    """What came back from an address after all redirects."""

    url: str
    status: int
    content_type: str
    charset: str
    body: bytes


def read_address(url: str, *, allow_private: bool = False, force: bool = False) -> Article:
    """The article at an http(s) address.

    Parameters
    ----------
    url : str
        The address.
    allow_private : bool
        Whether it may be in a private network, on this machine, or anywhere else that is not the public
        internet.
    force : bool
        Whether to take what is shown of a page that is marked as behind a paywall.

    Returns
    -------
    Article
        Its ``id`` is the last part of the path.

    Raises
    ------
    UserError
        ``bad_address``, ``private_address``, ``robots``, ``redirects``, ``timeout``, ``no_connection``,
        ``http_status``, ``paywall``, ``too_large``, and what the readers of files raise.
    """
    deadline = time.monotonic() + SECONDS
    ask = _Asker(allow_private, deadline)
    ask.check_robots(url)
    response = ask.get(url)
    if response.status == 402:
        raise UserError("paywall")
    if response.status != 200:
        raise UserError("http_status", status=response.status)
    return replace(_article(response, force), id=_stem(response.url), url=response.url)


def _article(response: Response, force: bool) -> Article:
    import io

    from analyzer.readers import detect

    kind = detect.kind(io.BytesIO(response.body))
    if kind == "pdf":
        from analyzer.readers.pdf import read_pdf

        return read_pdf(io.BytesIO(response.body))
    if kind == "docx":
        from analyzer.readers.docx import read_docx

        return read_docx(io.BytesIO(response.body))
    if kind == "html" or "html" in response.content_type:
        from analyzer.readers.html import read_html

        page, _ = encodings.decode_unicode(response.body, response.charset)
        if _PAYWALL.search(page) and not force:
            raise UserError("paywall")
        return read_html(response.body, declared=response.charset, url=response.url)
    from analyzer.readers.text import read_text

    return read_text(io.BytesIO(response.body))


def _stem(url: str) -> str:
    parts = urllib.parse.urlsplit(url)
    last = urllib.parse.unquote(parts.path).rstrip("/").rpartition("/")[2]
    return re.sub(r"\.\w{2,5}\Z", "", last) or parts.hostname or "page"


class _Asker:
    """Requests of one reading: they share its deadline and what they may talk to."""

    def __init__(self, allow_private: bool, deadline: float) -> None:
        self.allow_private = allow_private
        self.deadline = deadline

    def get(self, url: str) -> Response:
        """What an address answers, redirects followed."""
        for _ in range(REDIRECTS + 1):
            response, location = self._get_once(url)
            if location is None:
                return response
            there = _join(url, location)
            if _split(there)[0][:2] != _split(url)[0][:2]:
                self.check_robots(there)
            url = there
        raise UserError("redirects", limit=REDIRECTS)

    def check_robots(self, url: str) -> None:
        """Ask the site whether a program may read the page (RFC 9309)."""
        parts, _, _ = _split(url)
        rules = urllib.robotparser.RobotFileParser()
        where = urllib.parse.urlunsplit((parts.scheme, parts.netloc, "/robots.txt", "", ""))
        for _ in range(REDIRECTS + 1):
            response, location = self._get_once(where)
            if location is None:
                break
            where = _join(where, location)
        if response.status >= 500:
            raise UserError("robots")
        if response.status != 200 or location is not None:
            return
        rules.parse(response.body[:500_000].decode("utf-8", "replace").splitlines())
        if not rules.can_fetch(AGENT, url):
            raise UserError("robots")

    def _get_once(self, url: str) -> tuple[Response, str | None]:
        """What an address answers, and where it sends us on, if it does."""
        parts, host, port = _split(url)
        kind = _TLSConnection if parts.scheme == "https" else _Connection
        connection = kind(host, port, self)
        watch = threading.Timer(max(0.0, self.left()), connection.abort)
        watch.daemon = True
        watch.start()
        try:
            target = urllib.parse.quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
            query = urllib.parse.quote(parts.query, safe="/%:@!$&'()*+,;=~-._?[]")
            connection.request("GET", f"{target}?{query}" if query else target, headers=_HEADERS)
            answer = connection.getresponse()
            location = answer.getheader("Location") if answer.status in (301, 302, 303, 307, 308) else None
            body = b"" if location else self._body(answer)
            headers = answer.headers
            return (
                Response(
                    url,
                    answer.status,
                    headers.get_content_type(),
                    headers.get_content_charset("") or "",
                    body,
                ),
                location,
            )
        except UserError:
            raise
        except TimeoutError:
            raise UserError("timeout", seconds=int(SECONDS)) from None
        except (OSError, http.client.HTTPException, ValueError, AttributeError, zlib.error) as error:
            if self.left() <= 0:
                raise UserError("timeout", seconds=int(SECONDS)) from None
            reason = getattr(error, "strerror", None) or type(error).__name__
            raise UserError("no_connection", host=host, reason=reason) from error
        finally:
            watch.cancel()
            connection.close()

    def left(self) -> float:
        return self.deadline - time.monotonic()

    def _body(self, answer: http.client.HTTPResponse) -> bytes:
        """The body, unpacked, and never more of it than the limit."""
        coding = (answer.getheader("Content-Encoding") or "").strip().lower()
        unpack = zlib.decompressobj(wbits=31) if coding in ("gzip", "x-gzip") else None
        body = bytearray()
        while chunk := answer.read1(65536):
            body += unpack.decompress(chunk, limits.TEXT + 1) if unpack else chunk
            if len(body) > limits.TEXT:
                raise limits.too_large(limits.TEXT)
            if self.left() <= 0:
                raise TimeoutError
        return bytes(body)

    def socket_to(self, host: str, port: int) -> socket.socket:
        """A connection to an address that was looked up, judged and used: it cannot change in between."""
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        if not self.allow_private and not all(_public(str(place[0])) for *_, place in found):
            raise UserError("private_address", host=host)
        failure: OSError = OSError("no address")
        for family, kind, protocol, _, place in found:
            peer = socket.socket(family, kind, protocol)
            try:
                peer.settimeout(max(0.1, self.left()))
                peer.connect(place)
            except OSError as error:
                peer.close()
                failure = error
            else:
                return peer
        raise failure


def _split(url: str) -> tuple[urllib.parse.SplitResult, str, int]:
    """An address in its parts, its host as the name system writes it, and its port.

    Raises
    ------
    UserError
        ``bad_address``: it is none, or of another scheme than http and https.
    """
    try:
        parts = urllib.parse.urlsplit(url)
        port = parts.port or (443 if parts.scheme == "https" else 80)
        host = (parts.hostname or "").encode("idna").decode("ascii")
    except ValueError:
        raise UserError("bad_address", url=url) from None
    if parts.scheme not in ("http", "https") or not host or re.search(r"[\s\x00-\x1f]", url):
        raise UserError("bad_address", url=url)
    return parts, host, port


def _join(base: str, location: str) -> str:
    try:
        return urllib.parse.urljoin(base, location)
    except ValueError:
        raise UserError("bad_address", url=location) from None


def _public(address: str) -> bool:
    found = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(found, ipaddress.IPv6Address):
        translated = ipaddress.IPv4Address(int(found) & 0xFFFFFFFF) if found in _NAT64 else None
        found = found.ipv4_mapped or found.sixtofour or translated or found
    return found.is_global and not found.is_multicast


class _Connection(http.client.HTTPConnection):
    """A connection that opens its socket through an `_Asker`."""

    def __init__(self, host: str, port: int, asker: _Asker) -> None:
        super().__init__(host, port)
        self.asker = asker

    def connect(self) -> None:
        self.sock = self.asker.socket_to(self.host, self.port)

    def abort(self) -> None:
        """End what another thread is waiting for."""
        if self.sock is not None:
            try:
                self.sock.shutdown(socket.SHUT_RDWR)
            except OSError:
                return


class _TLSConnection(_Connection):
    default_port = http.client.HTTPS_PORT

    def connect(self) -> None:
        super().connect()
        self.sock = ssl.create_default_context().wrap_socket(self.sock, server_hostname=self.host)
