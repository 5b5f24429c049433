"""Pages from a server on this machine."""

from __future__ import annotations

import gzip
import http.server
import socket
import threading
import time
from collections.abc import Callable, Iterator

import pytest

from analyzer.article import Article
from analyzer.errors import UserError
from analyzer.readers import limits, read, web

from . import samples

Answer = Callable[["Handler"], None]


class Handler(http.server.BaseHTTPRequestHandler):
    """Answers with what a test put at the path."""

    pages: dict[str, Answer]
    asked: list[str]

    def do_GET(self) -> None:
        self.asked.append(self.path)
        self.pages.get(self.path, send(404, b""))(self)

    def log_message(self, *_: object) -> None:
        pass


def send(status: int, body: bytes, **headers: str) -> Answer:
    def answer(handler: Handler) -> None:
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        try:
            handler.wfile.write(body)
        except OSError:
            return

    return answer


class Site:
    def __init__(self, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}"

    def put(self, path: str, answer: Answer) -> str:
        Handler.pages[path] = answer
        return self.url + path

    def page(self, path: str, body: str | bytes, **headers: str) -> str:
        data = body.encode() if isinstance(body, str) else body
        return self.put(path, send(200, data, Content_Type="text/html", **headers))


@pytest.fixture
def site() -> Iterator[Site]:
    Handler.pages, Handler.asked = {}, []
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        yield Site(server.server_address[1])
        server.shutdown()
        thread.join()


def fetch(url: str, **options: bool) -> Article:
    (article,) = read(url, allow_private=True, **options)
    return article


def refused(url: str, **options: bool) -> UserError:
    with pytest.raises(UserError) as caught:
        list(read(url, **({"allow_private": True} | options)))
    return caught.value


def test_page(site: Site) -> None:
    article = fetch(site.page("/tin/bai-boi-123.html?p=1", samples.page()))
    assert (article.text, article.title, article.outlet) == (samples.TEXT, samples.TITLE, "Báo Sông Nước")
    assert (article.id, article.url) == ("bai-boi-123", f"{site.url}/tin/bai-boi-123.html?p=1")


def test_compressed_page(site: Site) -> None:
    url = site.page("/a", gzip.compress(samples.page().encode()), Content_Encoding="gzip")
    assert fetch(url).text == samples.TEXT


def test_encoding_of_the_header(site: Site) -> None:
    body = samples.page().replace('<meta charset="utf-8">', "").encode("utf-16-le")
    assert (
        fetch(site.put("/a", send(200, body, Content_Type="text/html; charset=utf-16-le"))).text
        == samples.TEXT
    )


@pytest.mark.parametrize("suffix", ["pdf", "docx", "txt"])
def test_files_at_an_address(site: Site, suffix: str) -> None:
    url = site.put(f"/bai.{suffix}", send(200, samples.all_formats()[suffix]))
    assert fetch(url).text == samples.TEXT


def test_redirects_are_followed(site: Site) -> None:
    site.page("/cuoi", samples.page())
    site.put("/giua", send(302, b"", Location="/cuoi"))
    url = site.put("/dau", send(301, b"", Location=f"{site.url}/giua"))
    assert fetch(url).url == f"{site.url}/cuoi"


def test_redirects_are_bounded(site: Site) -> None:
    assert refused(site.put("/vong", send(302, b"", Location="/vong"))).code == "redirects"


@pytest.mark.parametrize("location", ["file:///etc/passwd", "ftp://127.0.0.1/a", "gopher://127.0.0.1"])
def test_redirects_to_other_schemes(site: Site, location: str) -> None:
    assert refused(site.put("/a", send(302, b"", Location=location))).code == "bad_address"


@pytest.mark.parametrize(
    "url", ["ftp://a.example/b", "file:///etc/passwd", "http://", "http://[::1", "http://a:99999/"]
)
def test_what_is_no_address(url: str) -> None:
    assert refused(url).code == "bad_address"


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "localhost",
        "10.0.0.8",
        "192.168.1.1",
        "169.254.169.254",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "0.0.0.0",
        "2130706433",
        "0x7f.1",
        "100.64.0.1",
        "[fd00::1]",
        "[64:ff9b::7f00:1]",
        "224.0.0.1",
    ],
)
def test_private_networks(host: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_socket(*_: object) -> None:
        raise AssertionError("it was connected to")

    monkeypatch.setattr(socket, "socket", no_socket)
    assert refused(f"http://{host}/", allow_private=False).code == "private_address"


def test_private_networks_behind_a_redirect(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name is judged at every connection, by the address that is then connected to."""
    port = int(site.url.rpartition(":")[2])
    site.put("/a", send(302, b"", Location="http://trong.example/"))
    addresses = {"ngoai.example": "93.184.216.34", "trong.example": "10.0.0.1"}
    connected: list[str] = []

    def look_up(host: str, port: int, **_: object) -> list[tuple[object, ...]]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (addresses[host], port))]

    class Socket(socket.socket):
        def connect(self, place: tuple[str, int]) -> None:  # type: ignore[override]
            connected.append(place[0])
            super().connect(("127.0.0.1", port))

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    monkeypatch.setattr(web.socket, "socket", Socket)
    error = refused("http://ngoai.example/a", allow_private=False)
    assert (error.code, error.params["host"]) == ("private_address", "trong.example")
    assert set(connected) == {"93.184.216.34"}


def test_robots(site: Site) -> None:
    url = site.page("/kin/a", samples.page())
    site.put("/robots.txt", send(200, b"User-agent: *\nDisallow: /kin/\n"))
    assert refused(url).code == "robots"
    assert "/kin/a" not in Handler.asked
    site.put("/robots.txt", send(200, b"User-agent: other\nDisallow: /\n"))
    assert fetch(url).text == samples.TEXT
    site.put("/robots.txt", send(503, b""))
    assert refused(url).code == "robots"


@pytest.mark.parametrize(
    "mark",
    [
        '<script type="application/ld+json">{"@type": "NewsArticle", "isAccessibleForFree": false}</script>',
        '<script type="application/ld+json">{"isAccessibleForFree": "False"}</script>',
        '<meta property="article:content_tier" content="locked">',
    ],
)
def test_paywall(site: Site, mark: str) -> None:
    url = site.page("/a", samples.page().replace("</head>", f"{mark}</head>"))
    assert refused(url).code == "paywall"
    assert fetch(url, force=True).text == samples.TEXT


@pytest.mark.parametrize(
    ("status", "code"), [(402, "paywall"), (403, "http_status"), (404, "http_status"), (500, "http_status")]
)
def test_refusals_of_the_server(site: Site, status: int, code: str) -> None:
    error = refused(site.put("/a", send(status, b"")))
    assert error.code == code
    if code == "http_status":
        assert error.params["status"] == status


def test_too_large(site: Site) -> None:
    assert refused(site.page("/a", b"a" * (limits.TEXT + 1))).code == "too_large"
    bomb = gzip.compress(b"a" * (20 * limits.TEXT))
    assert refused(site.page("/b", bomb, Content_Encoding="gzip")).code == "too_large"


@pytest.mark.parametrize("where", ["headers", "body"])
def test_a_server_that_drips(site: Site, where: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def drip(handler: Handler) -> None:
        if where == "body":
            handler.send_response(200)
            handler.end_headers()
        try:
            for _ in range(100):
                handler.wfile.write(b"a")
                handler.wfile.flush()
                time.sleep(0.1)
        except OSError:
            return

    monkeypatch.setattr(web, "SECONDS", 0.5)
    url = site.put("/a", drip)
    start = time.monotonic()
    assert refused(url).code == "timeout"
    assert time.monotonic() - start < 3


def test_nobody_answers() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    assert refused(f"http://127.0.0.1:{port}/").code == "no_connection"


def test_garbage_instead_of_http(site: Site) -> None:
    def garbage(handler: Handler) -> None:
        handler.wfile.write(b"\x00\xff garbage\r\n\r\n")

    assert refused(site.put("/a", garbage)).code == "no_connection"
