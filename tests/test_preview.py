"""What the preview answers, without a socket: a state and a request in, a response out."""

import re

import pytest

from linimasa.diagnostics import Diagnostic, Severity, Span, problem
from linimasa.model.files import Build, Output
from linimasa.preview.answers import (
    Made,
    Preview,
    Request,
    Response,
    State,
    after_build,
    after_failure,
    inject,
    injection,
    is_own_host,
    is_own_origin,
    opening_below,
    respond,
)

HERE = Preview("127.0.0.1", 8000, {"preview.js": b"js", "preview.css": b"css"})
HOST = "127.0.0.1:8000"
HOME = b"<!doctype html><html><body><p>Home</p></body></html>"
GOOD = Made(
    Build(
        (
            Output("index.html", HOME),
            Output("events/a/index.html", b"<p>A</p>"),
            Output("404.html", b"<body>Not here</body>"),
            Output("feed.xml", b"<feed/>"),
            Output("static/site.css", b"p{}"),
            Output("assets/site.0a1b2c3d4e.css", b"p{}"),
            Output("_headers", b"/*"),
            Output("media/plant.jpg", copy_of="content/plant.jpg"),
            Output("tags/车/index.html", b"<body>car</body>"),
        ),
        (),
    )
)
MISTAKE = Diagnostic(
    Span("content/a.yaml", 1, 8, 1, 14), Severity.ERROR, "bad-value", "no such status", "use rumor"
)
NOTE = Diagnostic(Span("content/b.yaml"), Severity.WARNING, "missing", "no translation")


def bad(*found: Diagnostic) -> Made:
    return Made(Build((), found), {"content/a.yaml": b"status: <b>oops</b>\n"})


def ask(state: State, target: str = "/", method: str = "GET", host: str = HOST) -> Response:
    return respond(state, Request(method, target, host), HERE)


def header(response: Response, name: str) -> str:
    return dict(response.headers)[name]


@pytest.fixture
def good() -> State:
    return after_build(State("s.0"), GOOD, "s.1")


# -- pages ----------------------------------------------------------------------------------


def test_a_page_is_the_built_file_plus_the_injection(good: State) -> None:
    response = ask(good)
    added = injection(good, HOST)
    assert response.status == 200
    assert response.body.count(added) == 1
    assert response.body.replace(added, b"") == HOME
    assert response.body.endswith(added + b"</body></html>")


@pytest.mark.parametrize(
    ("page", "wanted"),
    [
        (b"<p>no end", b"<p>no end+"),
        (b"<body></body >\n", b"<body>+</body >\n"),
        (b"<BODY>x</BODY>", b"<BODY>x+</BODY>"),
        (
            b"<pre>&lt;/body></pre><i></body></i></body>",
            b"<pre>&lt;/body></pre><i></body></i>+</body>",
        ),
        (b"", b"+"),
    ],
)
def test_the_injection_stands_before_the_last_end_of_the_body(page: bytes, wanted: bytes) -> None:
    assert inject(page, b"+") == wanted


def test_a_page_names_its_build_and_where_the_channel_is(good: State) -> None:
    body = ask(good, host="[::1]:8000").body.decode()
    assert 'data-build="s.1"' in body
    assert "/_linimasa/livereload.js?run=s&amp;host=[::1]&amp;port=8000&amp;mindelay=10" in body


@pytest.mark.parametrize(
    ("target", "status", "kind"),
    [
        ("/", 200, "text/html; charset=utf-8"),
        ("/index.html?x=1", 200, "text/html; charset=utf-8"),
        ("/events/a/", 200, "text/html; charset=utf-8"),
        ("/tags/%E8%BD%A6/", 200, "text/html; charset=utf-8"),
        ("/feed.xml", 200, "application/xml; charset=utf-8"),
        ("/static/site.css", 200, "text/css; charset=utf-8"),
        ("/_headers", 200, "text/plain; charset=utf-8"),
        ("/_linimasa/preview.js", 200, "text/javascript; charset=utf-8"),
        ("/media/plant.jpg", 200, "image/jpeg"),
        ("/nowhere/", 404, "text/html; charset=utf-8"),
        ("/forcereload", 404, "text/html; charset=utf-8"),
        ("/_linimasa/other.js", 404, "text/html; charset=utf-8"),
    ],
)
def test_each_kind_of_file_has_its_type(good: State, target: str, status: int, kind: str) -> None:
    response = ask(good, target)
    assert (response.status, header(response, "Content-Type")) == (status, kind)
    assert header(response, "Cache-Control") == "no-store"
    assert header(response, "X-Content-Type-Options") == "nosniff"


@pytest.mark.parametrize(
    ("target", "lasts"),
    [
        ("/assets/site.0a1b2c3d4e.css", True),
        ("/_linimasa/preview.js?run=s", True),
        ("/_linimasa/preview.js", False),  # of which run, nobody knows
        ("/static/site.css", False),
    ],
)
def test_browser_keeps_what_has_another_address_when_it_changes(
    good: State, target: str, lasts: bool
) -> None:
    kept = header(ask(good, target), "Cache-Control")
    assert ("immutable" in kept) is lasts


def test_what_is_not_a_page_is_served_as_it_was_built(good: State) -> None:
    assert ask(good, "/feed.xml").body == b"<feed/>"


def test_a_picture_is_named_and_not_read(good: State) -> None:
    response = ask(good, "/media/plant.jpg")
    assert (response.copy_of, response.body) == ("content/plant.jpg", b"")


def test_a_folder_without_its_slash_leads_to_the_one_with(good: State) -> None:
    response = ask(good, "/tags/%E8%BD%A6?q=1")
    assert (response.status, header(response, "Location")) == (302, "/tags/%E8%BD%A6/?q=1")


def test_an_unknown_address_gets_the_sites_own_page_with_the_script(good: State) -> None:
    response = ask(good, "/nowhere/")
    assert response.body == b"<body>Not here" + injection(good, HOST) + b"</body>"


def test_an_unknown_address_of_a_site_without_a_404_page_gets_a_plain_one() -> None:
    state = after_build(State("s.0"), Made(Build((Output("index.html", HOME),), ())), "s.1")
    response = ask(state, "/nowhere/")
    assert response.status == 404
    assert b"There is no such page" in response.body


@pytest.mark.parametrize(
    "target",
    [
        "/../site.yaml",
        "/..%2fsite.yaml",
        "/%2e%2e/%2e%2e/etc/passwd",
        "//etc/passwd",
        "/content/a.yaml",
        "/.git/config",
        "/static/../../site.yaml",
        "/static/..%5c..%5csite.yaml",
        "/_linimasa/../preview.py",
        "/_linimasa/%2e%2e/serve.py",
        "/%ff",
        "/index.html%00",
        "http://127.0.0.1:8000/index.html",
        "*",
        "",
    ],
)
def test_no_path_leads_anywhere_but_to_outputs(good: State, target: str) -> None:
    response = ask(good, target)
    assert (response.status, response.copy_of) == (404, "")


# -- who may ask ----------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "get"])
def test_anything_but_reading_is_refused(good: State, method: str) -> None:
    response = ask(good, method=method)
    assert (response.status, header(response, "Allow")) == (405, "GET, HEAD")


@pytest.mark.parametrize("host", [HOST, "localhost:8000", "LOCALHOST:8000", "[::1]:8000"])
def test_its_own_names_are_answered(good: State, host: str) -> None:
    assert ask(good, host=host).status == 200


@pytest.mark.parametrize(
    "host",
    [
        "",
        "evil.example",
        "evil.example:8000",
        "127.0.0.1",
        "localhost",
        "127.0.0.1:8001",
        "127.0.0.1.evil.example:8000",
        "localhost.:8000",
        "localhost:8000,evil.example",
        "evil@127.0.0.1:8000",
        "127.0.0.2:8000",
        "0.0.0.0:8000",
        "[::1]",
        "::1:8000",
        "127.1:8000",
        "localhost:٨٠٠٠",
        "localhost:8000\n",
    ],
)
def test_another_host_is_refused_whatever_is_asked(good: State, host: str) -> None:
    for target in ("/", "/feed.xml", "/_linimasa/preview.js", "/nowhere"):
        assert ask(good, target, host=host).status == 403


def test_the_host_that_was_given_is_answered() -> None:
    named = Preview("desk.local", 8000)
    assert is_own_host("desk.local:8000", named)
    assert not is_own_host("other.local:8000", named)


def test_on_port_80_the_host_needs_no_port() -> None:
    assert is_own_host("localhost", Preview("127.0.0.1", 80))


def test_on_all_addresses_numbers_are_answered_and_names_refused() -> None:
    for host in ("0.0.0.0", "::", ""):
        assert is_own_host("192.168.1.7:8000", Preview(host, 8000))
        assert is_own_host("[fe80::1]:8000", Preview(host, 8000))
        assert not is_own_host("evil.example:8000", Preview(host, 8000))


@pytest.mark.parametrize(
    ("origin", "own"),
    [
        ("http://127.0.0.1:8000", True),
        ("http://localhost:8000", False),
        ("https://127.0.0.1:8000", False),
        ("http://127.0.0.1:3000", False),
        ("http://evil.example", False),
        ("null", False),
        ("", False),
    ],
)
def test_only_its_own_pages_may_open_the_channel(origin: str, own: bool) -> None:
    assert is_own_origin(origin, HOST) is own


def test_pages_may_run_only_the_sites_own_scripts_and_talk_only_to_the_channel(
    good: State,
) -> None:
    policy = header(ask(good), "Content-Security-Policy").split("; ")
    assert {"default-src 'none'", "script-src 'self'", "style-src 'self'"} <= set(policy)
    assert f"connect-src 'self' ws://{HOST}" in policy


def test_what_is_added_needs_no_inline_script_or_style(good: State) -> None:
    state = after_build(good, bad(MISTAKE, NOTE), "s.2")
    added = injection(state, HOST).decode()
    assert not re.search(r"<style|\sstyle=|\son\w+=|<script>", added)


# -- mistakes -------------------------------------------------------------------------------


def test_an_error_lies_over_the_last_good_page(good: State) -> None:
    state = after_build(good, bad(MISTAKE), "s.2")
    response = ask(state)
    body = response.body.decode()
    assert response.status == 200
    assert "<p>Home</p>" in body
    for words in ("content/a.yaml:1:8", "bad-value", "no such status", "use rumor", "1 error"):
        assert words in body
    assert "&lt;b&gt;" in body
    assert "<b>" not in body
    assert 'role="dialog"' in body


def test_an_error_leaves_what_is_not_a_page_alone(good: State) -> None:
    assert ask(after_build(good, bad(MISTAKE), "s.2"), "/feed.xml").body == b"<feed/>"


def test_an_error_lies_over_the_404_page_too(good: State) -> None:
    response = ask(after_build(good, bad(MISTAKE), "s.2"), "/nowhere")
    assert response.status == 404
    assert b"no such status" in response.body


def test_a_mended_build_has_no_box_and_shows_the_new_page(good: State) -> None:
    broken = after_build(good, bad(MISTAKE), "s.2")
    mended = after_build(broken, Made(Build((Output("index.html", b"<p>New</p>"),), ())), "s.3")
    body = ask(mended).body
    assert body.startswith(b"<p>New</p>")
    assert b"linimasa-preview" not in body
    assert ask(mended, "/events/a/").status == 404


@pytest.mark.parametrize("target", ["/", "/events/a/", "/feed.xml", "/nowhere", "/%ff"])
def test_a_first_build_with_errors_answers_every_path_with_the_mistakes(target: str) -> None:
    state = after_build(State("s.0"), bad(MISTAKE), "s.1")
    response = ask(state, target)
    body = response.body.decode()
    assert response.status == 500
    assert "no such status" in body
    assert "/_linimasa/livereload.js" in body
    assert 'data-build="s.1"' in body


def test_the_previews_own_files_are_served_without_any_good_build() -> None:
    assert (
        ask(after_build(State("s.0"), bad(MISTAKE), "s.1"), "/_linimasa/preview.js").body == b"js"
    )


def test_before_the_first_build_ends_a_page_says_so_and_waits() -> None:
    response = ask(State("s.0"))
    assert response.status == 503
    assert b"One moment" in response.body
    assert b'data-build="s.0"' in response.body


def test_warnings_are_a_badge_and_no_dialog(good: State) -> None:
    state = after_build(good, Made(Build(GOOD.build.outputs, (NOTE,))), "s.2")
    body = ask(state).body.decode()
    assert "<summary>1 warning</summary>" in body
    assert "no translation" in body
    assert 'role="dialog"' not in body


def test_errors_come_before_warnings_and_all_are_shown(good: State) -> None:
    body = ask(after_build(good, bad(NOTE, MISTAKE), "s.2")).body.decode()
    assert body.index("no such status") < body.index("no translation")
    assert "1 error, 1 warning" in body


def test_of_very_many_mistakes_the_box_shows_some_and_counts_the_rest(good: State) -> None:
    found = [Diagnostic(Span("a", n), Severity.ERROR, "bad-value", "m") for n in range(1, 73)]
    body = ask(after_build(good, bad(*found), "s.2")).body.decode()
    assert "And 22 more" in body
    assert "72 errors" in body


def test_a_failure_of_the_generator_keeps_the_last_good_page_and_says_so(good: State) -> None:
    body = ask(after_failure(good, "s.2")).body
    assert b"<p>Home</p>" in body
    assert b"Linimasa itself failed" in body
    healed = ask(after_build(after_failure(good, "s.2"), GOOD, "s.3")).body
    assert b"Linimasa itself failed" not in healed


def test_a_failure_in_the_first_build_is_not_called_a_mistake_in_the_files() -> None:
    response = ask(after_failure(State("s.0"), "s.1"))
    assert response.status == 500
    assert b"mistakes in the files" not in response.body


def test_place_of_a_mistake_opens_in_a_text_editor() -> None:
    found = problem("bad-date", Span("content/a b?.yaml", 3, 7, 3, 9), "no date")
    opening = opening_below("/home/é", "vscode://file{path}:{line}:{column}", "127.0.0.1")
    made = Made(Build((), (found,)), {}, opening=opening)
    added = injection(after_build(State("1"), made, "2"), HOST).decode()
    address = "vscode://file/home/%C3%A9/content/a%20b%3F.yaml:3:7"
    assert f'<a class="place" href="{address}">content/a b?.yaml:3:7</a>' in added


def test_other_devices_are_not_told_where_files_lie() -> None:
    assert opening_below("/home/a", "vscode://file{path}", "0.0.0.0") == ""
    assert opening_below("C:/a", "vscode://file{path}", "") == ""
    assert opening_below("/home/a", "vscode://file{path}", "192.0.2.7") == ""
    assert opening_below("/home/a", "vscode://file{path}", "desk.example") == ""


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.0.0.2", "::1", "[::1]"])
def test_this_machine_alone_is_told_where_files_lie(host: str) -> None:
    assert opening_below("C:/a", "x://{path}", host) == "x:///C%3A/a/{path}"


def test_place_of_a_mistake_is_text_where_nothing_opens_it() -> None:
    found = problem("bad-date", Span("content/a.yaml"), "no date")
    added = injection(after_build(State("1"), Made(Build((), (found,))), "2"), HOST).decode()
    assert '<span class="place">content/a.yaml</span>' in added
