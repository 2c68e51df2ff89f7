"""The collector's list as stock Bootstrap would show it, for comparison: the same people and links.

Bootstrap is the copy that Django REST framework brings; it is compressed like our own files.
"""

import gzip
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from django.contrib.staticfiles import finders

from collectors.worklist import Person
from contributions.wording import rupiah

FILES = {
    "/bootstrap.css": ("text/css", "rest_framework/css/bootstrap.min.css"),
    "/jquery.js": ("text/javascript", "rest_framework/js/jquery-3.7.1.min.js"),
    "/bootstrap.js": ("text/javascript", "rest_framework/js/bootstrap.min.js"),
}
PAGE = """<!doctype html><html lang="id"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>Daftar</title>
<link rel="stylesheet" href="/bootstrap.css"></head><body>
<nav class="navbar navbar-default"><div class="container-fluid"><div class="navbar-header">
<a class="navbar-brand" href="/">Mitra Pasar</a></div></div></nav>
<div class="container"><h1>Daftar kunjungan</h1>
<button class="btn btn-default" data-bench-tap data-toggle="collapse" data-target="#search">Cari
</button><div class="collapse" id="search"><form class="form-inline"><div class="form-group">
<label for="q">Nama</label><input class="form-control" id="q" name="q"></div></form></div>
<div class="list-group">{people}</div></div>
<script src="/jquery.js"></script><script src="/bootstrap.js"></script></body></html>"""
PERSON = """<div class="list-group-item"><div class="row"><div class="col-xs-8">
<h4 class="list-group-item-heading"><a href="/peserta/{id}/">{name}</a></h4>
<p class="list-group-item-text">{place}</p><p class="list-group-item-text">{stage}</p></div>
<div class="col-xs-4 text-right"><strong>{amount}</strong>
<span class="label label-warning">{months} bulan</span></div></div></div>"""


@contextmanager
def stock_server(people: Sequence[Person]) -> Iterator[str]:
    """The address at which the page is served; stopped afterwards."""
    page = PAGE.format(people="".join(map(_person, people)))
    found = {"/": ("text/html; charset=utf-8", gzip.compress(page.encode()))}
    for address, (kind, name) in FILES.items():
        path = finders.find(name)
        assert isinstance(path, str)
        found[address] = (kind, gzip.compress(Path(path).read_bytes(), 9))
    with ThreadingHTTPServer(("127.0.0.1", 0), _handler(found)) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/"
        server.shutdown()


def _person(person: Person) -> str:
    return PERSON.format(
        id=person.member_id,
        name=escape(person.name),
        place=escape(person.place),
        stage=escape(person.stage_word),
        amount=rupiah(person.amount_idr),
        months=person.months,
    )


def _handler(found: dict[str, tuple[str, bytes]]) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            kind, body = found.get(self.path, ("text/plain", gzip.compress(b"")))
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Encoding", "gzip")
            self.send_header("Content-Length", str(len(body)))
            if self.path != "/":
                self.send_header("Cache-Control", "max-age=31536000, immutable")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_arguments: object) -> None:
            """Say nothing."""

    return Handler
