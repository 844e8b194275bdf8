"""A published site on real web hosts: nginx as the docs configure it, and a copy by rclone."""

import gzip
import http.client
import os
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from linimasa.model.settings import ExportFormat
from linimasa.plan.offers import OFFERS
from publishing import tree
from rebuilding import Asked, built
from samples import ROOT, write_all
from served import joined

CONF = ROOT / "docs" / "hosts" / "nginx.conf"
SETTINGS = (
    "title: T\nurl: https://timeline.example/\nlanguages: [en, id]\n"
    f"exports: [{', '.join(ExportFormat)}]\n"
)
FILES = {
    "site.yaml": SETTINGS + "compress: [gzip]\n",
    "content/talks.yaml": "date: 2022-08-26\ntitle: {en: Talks, id: Temu}\naliases: [rumor]\n",
    "content/assets.yaml": "date: 2021\ntitle: {en: Assets, id: Harta}\ntags: [road]\n",
    "content/embed.yaml": "date: 2020\ntitle: {en: Embed, id: Sisip}\ntags: [embed]\n",
    "content/été.yaml": "date: 2023\ntitle: {en: Summer, id: Musim}\naliases: [früh]\n",
}
LONGEST = 20.0
"""Seconds that nginx may take to answer first."""
MAIN = """daemon off; pid {0}/pid; error_log stderr; worker_processes 1; {user}
events {{ worker_connections 64; }}
http {{
  access_log off; include /etc/nginx/mime.types;
  client_body_temp_path {0}/a; proxy_temp_path {0}/b; fastcgi_temp_path {0}/c;
  uwsgi_temp_path {0}/d; scgi_temp_path {0}/e;
  include {0}/timeline.conf;
}}
"""


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True)
class Host:
    site: Path
    port: int

    def get(self, path: str, **headers: str) -> Answer:
        asking = http.client.HTTPConnection("127.0.0.1", self.port, timeout=LONGEST)
        try:
            asking.request(
                "GET", path, headers={k.replace("_", "-"): v for k, v in headers.items()}
            )
            answer = asking.getresponse()
            found: dict[str, str] = {}
            for name, value in answer.getheaders():
                before = found.get(name.lower())
                found[name.lower()] = f"{before}, {value}" if before else value
            return Answer(answer.status, found, answer.read())
        finally:
            asking.close()


@contextmanager
def nginx(folder: Path, served: Path) -> Iterator[int]:
    """Run nginx as the docs say, but for its port and its folder."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(_configured(folder, served, port))
    try:
        deadline = time.monotonic() + LONGEST
        while not _answers(port):
            assert process.poll() is None, "nginx did not start"
            assert time.monotonic() < deadline, "nginx does not answer"
        yield port
    finally:
        process.terminate()
        process.wait(LONGEST)


def _configured(folder: Path, served: Path, port: int) -> list[str | Path]:
    """The command that starts nginx so."""
    text = CONF.read_text("utf-8").replace("listen 80;", f"listen 127.0.0.1:{port};")
    (folder / "timeline.conf").write_text(text.replace("/srv/timeline/_site", str(served)))
    user = "user root;" if os.getuid() == 0 else ""
    (folder / "nginx.conf").write_text(MAIN.format(folder, user=user))
    program = shutil.which("nginx") or "/usr/sbin/nginx"
    return [program, "-p", folder, "-c", folder / "nginx.conf"]


def _answers(port: int) -> bool:
    with socket.socket() as asking:
        return asking.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture(scope="module")
def host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Host]:
    site = tmp_path_factory.mktemp("hosted") / "site"
    write_all(site, FILES)
    assert built(site, site / "_site", Asked()).code == 0
    with nginx(tmp_path_factory.mktemp("nginx"), site / "_site") as port:
        yield Host(site, port)


@pytest.mark.parametrize(
    "path",
    [
        "/", "/events/talks/", "/assets/style.css", "/nowhere/", "/embed/", "/id/embed/",
        "/embed/oembed.json", "/embed.js", "/embedded/", "/events/embed/", "/events/assets/",
        "/id/tags/embed/",
    ],
)  # fmt: skip
def test_nginx_sends_what_headers_asks_for(host: Host, path: str) -> None:
    if "style" in path:
        path = re.findall(rb'href="(assets/style[^"]+)"', host.get("/").body)[0].decode()
        path = f"/{path}"
    asked = (host.site / "_site" / "_headers").read_text("utf-8")
    found = host.get(path).headers
    wanted = {"cache-control": "no-cache"} | joined(asked, path)
    assert {name: found[name] for name in wanted} == wanted
    assert ("frame-ancestors *" in found["content-security-policy"]) == ("/embed/" in path[:10])


def test_nginx_sends_pages_compressed_and_only_once(host: Host) -> None:
    plain = host.get("/events/talks/")
    packed = host.get("/events/talks/", Accept_Encoding="gzip")
    assert packed.headers["content-encoding"] == "gzip"
    assert "Accept-Encoding" in packed.headers["vary"]
    assert gzip.decompress(packed.body) == plain.body
    assert plain.headers["content-type"] == "text/html; charset=utf-8"
    again = host.get("/events/talks/", If_None_Match=plain.headers["etag"])
    assert (again.status, again.body) == (304, b"")


@pytest.mark.parametrize("path", ["/events/talks/", "/feed.xml", "/assets/style.css"])
def test_nginx_sends_the_compressed_copy_to_who_accepts_it(host: Host, path: str) -> None:
    if "style" in path:
        (place,) = (host.site / "_site" / "assets").glob("style*.css")
        path = f"/assets/{place.name}"
    file = host.site / "_site" / f"{path[1:]}{'index.html' if path.endswith('/') else ''}"
    copy = file.with_name(f"{file.name}.gz").read_bytes()
    packed = host.get(path, Accept_Encoding="gzip, br")
    assert (packed.headers["content-encoding"], packed.body) == ("gzip", copy)
    # nginx itself would say that it compresses by sending no length beforehand.
    assert packed.headers["content-length"] == str(len(copy))
    assert "Accept-Encoding" in packed.headers["vary"]
    for refusing in ({}, {"Accept_Encoding": "identity"}, {"Accept_Encoding": "gzip;q=0"}):
        plain = host.get(path, **refusing)
        assert "content-encoding" not in plain.headers
        assert plain.body == file.read_bytes()
        assert plain.headers["content-type"] == packed.headers["content-type"]
        assert plain.headers["cache-control"] == packed.headers["cache-control"]


def test_nginx_compresses_what_has_no_copy(host: Host) -> None:
    place = host.site / "site.yaml"
    try:
        place.write_text(SETTINGS, "utf-8")
        assert built(host.site, host.site / "_site", Asked()).code == 0
        assert not [*(host.site / "_site").rglob("*.gz")]
        packed = host.get("/events/talks/", Accept_Encoding="gzip")
        assert packed.headers["content-encoding"] == "gzip"
        assert gzip.decompress(packed.body) == host.get("/events/talks/").body
    finally:
        place.write_text(FILES["site.yaml"], "utf-8")
        assert built(host.site, host.site / "_site", Asked()).code == 0


def test_nginx_knows_feeds_folders_and_lost_readers(host: Host) -> None:
    for feed in (
        *("/feed.xml", "/id/feed.xml", "/corrections/feed.xml", "/id/corrections/feed.xml"),
        *("/tags/road/feed.xml", "/id/tags/road/feed.xml"),
    ):
        assert host.get(feed).headers["content-type"] == "application/atom+xml; charset=utf-8"
    folder = host.get("/events/talks")
    assert (folder.status, folder.headers["location"]) == (301, "/events/talks/")
    lost = host.get("/events/nothing/")
    assert lost.status == 404
    assert lost.body == (host.site / "_site" / "404.html").read_bytes()
    for hidden in ("/.linimasa.json", "/_headers"):
        assert host.get(hidden).status == 404
    assert host.get("/events/%C3%A9t%C3%A9/").status == 200


@pytest.mark.parametrize("form", OFFERS)
def test_nginx_says_what_kind_of_file_each_format_is(host: Host, form: ExportFormat) -> None:
    offer = OFFERS[form]
    # By its ending alone nobody could tell a feed from other JSON.
    wanted = "application/json" if form is ExportFormat.JSON_FEED else offer.media_type
    assert host.get(f"/{offer.file}").headers["content-type"] == f"{wanted}; charset=utf-8"


@pytest.mark.parametrize("path", ["/events/", "/assets/", "/id/events/"])
def test_nginx_answers_who_shortens_an_address_with_the_page_for_lost_readers(
    host: Host, path: str
) -> None:
    assert not (host.site / "_site" / path.strip("/") / "index.html").exists()
    answer = host.get(path)
    assert answer.status == 404
    assert answer.body == (host.site / "_site" / "404.html").read_bytes()


def test_nginx_has_nothing_to_warn_of(tmp_path: Path) -> None:
    command = [*_configured(tmp_path, tmp_path, 8080), "-t"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "[warn]" not in done.stderr


def test_nginx_serves_the_next_generation_at_once(host: Host) -> None:
    place = host.site / "content" / "talks.yaml"
    before = place.read_text("utf-8")
    try:
        place.write_text(before.replace("Talks", "Negotiations"), "utf-8")
        assert built(host.site, host.site / "_site", Asked()).code == 0
        assert b"Negotiations" in host.get("/").body
        assert b"Negotiations" in host.get("/events/talks/").body
    finally:
        place.write_text(before, "utf-8")


def test_redirects_lead_from_old_addresses_to_pages_that_are_there(host: Host) -> None:
    lines = (host.site / "_site" / "_redirects").read_text("ascii").splitlines()
    moves = [line.split(" ") for line in lines]
    assert {old for old, _, _ in moves} >= {
        "/events/rumor/", "/id/events/rumor/", "/events/fr%C3%BCh/index.html",
    }  # fmt: skip
    for _, new, status in moves:
        assert status == "301"
        assert host.get(new).status == 200


def test_rclone_makes_a_remote_folder_just_the_site(host: Host, tmp_path: Path) -> None:
    page = (ROOT / "docs" / "hosts.md").read_text("utf-8")
    (said,) = re.findall(r"^rclone .*$", page, re.MULTILINE)
    remote = tmp_path / "bucket"
    (remote / "events" / "gone").mkdir(parents=True)
    (remote / "events" / "gone" / "index.html").write_text("old")
    words = [
        {"_site": str(host.site / "_site"), "remote:timeline": str(remote)}.get(word, word)
        for word in said.split()
    ]
    environment = {**os.environ, "RCLONE_CONFIG": str(tmp_path / "none.conf")}
    subprocess.run(words, check=True, env=environment, capture_output=True)
    files = {path: data for path, data in tree(host.site / "_site").items() if data is not None}
    copied = {path: data for path, data in tree(remote).items() if data is not None}
    assert copied == {path: data for path, data in files.items() if not path.startswith(".")}
