"""What readers may expect of every page: by keyboard, at any size, with their own settings."""

import re
from collections.abc import Callable, Iterator
from queue import SimpleQueue
from urllib.parse import urljoin

import lxml.html
import pytest
import yaml
from playwright.sync_api import Browser, Page, Route, ViewportSize

import looking
from samples import LANGUAGES, ROOT, SITES, linimasa, write_all
from served import Served, serve
from visits import DESKTOP, PHONE, Heard, address, eventually, opened, violations

PAGES = [
    ("sample", "", "timeline"),
    ("sample", "", "event"),
    ("arabic", "", "timeline"),
    ("arabic", "", "event"),
    ("chinese", "", "timeline"),
    ("chinese", "", "event"),
    ("hebrew", "", "timeline"),
    ("hebrew", "", "event"),
    ("persian", "", "timeline"),
    ("persian", "", "event"),
]
OTHERS = [
    ("sample", "", "thread"),
    ("sample", "", "tags"),
    ("sample", "", "sources"),
    ("sample", "", "statuses"),
    ("arabic", "", "actor"),
    ("chinese", "", "text"),
    ("persian", "", "corrections"),
]
NEW = [("chinese", ""), ("hebrew", ""), ("persian", "")]
FIRST = [("sample", "", "timeline"), ("sample", "", "event"), ("hebrew", "", "timeline")]

every_page = pytest.mark.parametrize(("site_name", "root", "kind"), PAGES + OTHERS)
main_pages = pytest.mark.parametrize(("site_name", "root", "kind"), PAGES)
first_pages = pytest.mark.parametrize(("site_name", "root", "kind"), FIRST)

# 1280 pixels at a zoom of 400 % (WCAG 2.2, 1.4.10).
ZOOMED: ViewportSize = {"width": 320, "height": 256}
FOCUSED = f"""() => {{
  {{ ({looking.STOPS})(); stops[2].focus({{focusVisible: true}}); }}
  return ({looking.AT})()[1];
}}"""
PIECE = 4_000
"""Bytes of a page that come at a time over a slow line, or a few more."""
PDF_PAGE = re.compile(rb"/Type\s*/Page\b")


def walked(page: Page, key: str, count: int) -> tuple[list[int], list[str]]:
    """Where the focus goes, as numbers of stops, and what is wrong at each."""
    order: list[int] = []
    faults: list[str] = []
    for _ in range(count):
        page.keyboard.press(key)
        stop, found = page.evaluate(looking.AT)
        order.append(stop)
        faults += found
    return order, faults


@first_pages
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_tab_key_forth_and_back_reaches_everything_and_shows_it(
    browser: Browser, served: Served, site_name: str, root: str, kind: str, size: ViewportSize
) -> None:
    with opened(browser, address(served, site_name, root, kind), Heard(), size=size) as page:
        stops = page.evaluate(looking.STOPS)
        assert len(stops) > 20
        forth, faults = walked(page, "Tab", len(stops))
        assert [stops[at] for at in forth] == stops
        assert faults == []
        back, faults = walked(page, "Shift+Tab", len(stops) - 1)
        assert back == list(reversed(range(len(stops) - 1)))
        assert faults == []


@pytest.mark.parametrize(("site_name", "root", "kind"), FIRST)
def test_menu_on_a_phone_opens_by_keyboard_and_gives_the_focus_back(
    browser: Browser, served: Served, site_name: str, root: str, kind: str
) -> None:
    with opened(browser, address(served, site_name, root, kind), Heard(), size=PHONE) as page:
        assert not page.locator("#menu a").first.is_visible()
        page.locator(".menu").focus()
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        assert page.evaluate("document.querySelector('#menu a') === document.activeElement")
        assert page.locator("#menu a").last.is_visible()
        assert page.evaluate(looking.WIDER) == []
        page.keyboard.press("Escape")
        assert not page.locator("#menu a").first.is_visible()
        assert page.evaluate("document.activeElement.matches('.menu')")


@every_page
def test_page_at_four_hundred_percent_fits_and_nothing_is_cut(
    browser: Browser, served: Served, site_name: str, root: str, kind: str
) -> None:
    heard = Heard()
    url = address(served, site_name, root, kind)
    with opened(browser, url, heard, size=ZOOMED) as page:
        assert page.evaluate(looking.WIDER) == []
        assert page.evaluate(looking.SPOILED_TEXT) == []
        assert page.evaluate(looking.OVERHEAD) == []
    assert heard.messages == []
    assert [asked for asked in heard.requests if not asked.startswith(served.url)] == []


@every_page
def test_page_when_a_reader_spaces_the_text_fits_and_nothing_is_cut(
    browser: Browser, served: Served, site_name: str, root: str, kind: str
) -> None:
    with opened(browser, address(served, site_name, root, kind), Heard()) as page:
        page.evaluate(looking.STYLED, looking.SPACED)
        for size in (DESKTOP, PHONE):
            page.set_viewport_size(size)
            assert page.evaluate(looking.WIDER) == []
            assert page.evaluate(looking.SPOILED_TEXT) == []


@every_page
def test_targets_on_a_phone_are_large_enough(
    browser: Browser, served: Served, site_name: str, root: str, kind: str
) -> None:
    links = "a[href], button, input, select, textarea, summary"
    controls = "header.site a, button, input, select, textarea, summary, footer.site a, .years a"
    with opened(browser, address(served, site_name, root, kind), Heard(), size=PHONE) as page:
        assert page.evaluate(looking.SMALL, [24, links]) == []
        assert page.evaluate(looking.SMALL, [44, controls]) == []


@first_pages
def test_page_when_less_motion_is_wanted_holds_still(
    browser: Browser, served: Served, site_name: str, root: str, kind: str
) -> None:
    url = address(served, site_name, root, kind)
    with opened(browser, url, Heard(), before=looking.REVEALS) as page:
        page.emulate_media(reduced_motion="reduce")
        page.locator("main a[href]").first.hover()
        assert page.evaluate(looking.MOVING) == []
        page.goto(served.url + root + "sources/")
        page.locator("footer a[href]").first.click()
        page.evaluate(looking.TWO_FRAMES)
        assert page.evaluate("reveals") == [False]


@pytest.mark.parametrize("site_name", ["sample"])
def test_page_when_motion_is_welcome_fades_in(browser: Browser, served: Served) -> None:
    with opened(browser, f"{served.url}sources/", Heard(), before=looking.REVEALS) as page:
        page.emulate_media(reduced_motion="no-preference")
        page.locator("footer a[href]").first.click()
        page.evaluate(looking.TWO_FRAMES)
        assert page.evaluate("reveals") == [True]


@main_pages
def test_page_in_forced_colors_keeps_its_signs(
    browser: Browser, served: Served, site_name: str, root: str, kind: str
) -> None:
    with opened(browser, address(served, site_name, root, kind), Heard()) as page:
        borders = page.evaluate(looking.BORDERS)
        assert borders
        page.emulate_media(forced_colors="active")
        assert page.evaluate(looking.BORDERS) == borders
        assert page.evaluate(looking.UNSEEN) == []


@first_pages
def test_page_when_more_contrast_is_wanted_has_it(
    browser: Browser, served: Served, site_name: str, root: str, kind: str
) -> None:
    enhanced: dict[str, object] = {"runOnly": ["color-contrast-enhanced"]}
    with opened(browser, address(served, site_name, root, kind), Heard()) as page:
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme, contrast="more")
            assert violations(page, enhanced) == []


@pytest.mark.parametrize("kind", ["timeline", "event"])
@pytest.mark.parametrize(("site_name", "root"), NEW)
def test_page_in_another_script_is_accessible(
    browser: Browser, served: Served, site_name: str, root: str, kind: str
) -> None:
    with opened(browser, address(served, site_name, root, kind), Heard(), size=PHONE) as page:
        page.emulate_media(color_scheme="dark" if kind == "event" else "light")
        assert violations(page) == []


@main_pages
def test_page_on_paper_tells_its_sources_and_keeps_its_thread(
    browser: Browser, served: Served, site_name: str, root: str, kind: str
) -> None:
    with opened(browser, address(served, site_name, root, kind), Heard()) as page:
        threads = page.locator(".thread .story, .ties").count()
        page.emulate_media(media="print", color_scheme="dark")
        assert page.evaluate(looking.WITHOUT_ADDRESS) == []
        assert page.locator("main a[rel~=external]").count() > 0
        assert page.locator("header.site nav >> visible=true").count() == 0
        assert page.locator("button >> visible=true").count() == 0
        assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") in (
            "rgb(255, 255, 255)"
        )
        if kind == "event":
            assert page.locator(".thread .story >> visible=true").count() == threads


def test_hundred_events_on_paper_fill_no_more_than_forty_five_sheets(
    browser: Browser, served_by_name: Callable[[str], Served]
) -> None:
    served = served_by_name("generated-100")
    with opened(browser, served.url, Heard()) as page:
        assert page.locator(".event").count() == 100
        paper = page.pdf(format="A4", prefer_css_page_size=True)
    assert 10 < len(PDF_PAGE.findall(paper)) <= 45


def pieces(html: bytes) -> Iterator[int]:
    """The bytes of each piece. Half a line of text moves when the other half comes: none is cut.

    What stands above the first heading comes at once on any line.
    """
    start, end = 0, html.index(b"<h1")
    while found := re.compile(rb"</(?:li|p|dd|section)>\n").search(html, end):
        yield found.end() - start
        start, end = found.end(), found.end() + PIECE
    yield len(html) - start


@first_pages
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_page_that_comes_in_pieces_shifts_nothing(
    browser: Browser, served: Served, site_name: str, root: str, kind: str, size: ViewportSize
) -> None:
    sizes: SimpleQueue[int] = SimpleQueue()
    context = browser.new_context(viewport=size)
    with serve(served.folder, sizes) as slow:
        try:
            url = address(slow, site_name, root, kind)
            html = (served.folder / url.removeprefix(slow.url) / "index.html").read_bytes()
            page = context.new_page()
            page.add_init_script(looking.SHIFTS)
            first, *others = pieces(html)
            sizes.put(first)
            page.goto(url, wait_until="commit")
            eventually(page, "document.querySelector('h1')")
            for piece in others:
                before = page.evaluate("document.documentElement.innerHTML.length")
                sizes.put(piece)
                eventually(page, f"document.documentElement.innerHTML.length > {before}")
                page.evaluate(looking.TWO_FRAMES)
            sizes.put(0)
            page.wait_for_load_state("load")
            page.evaluate(looking.TWO_FRAMES)
            assert page.evaluate("shifts") == []
        finally:
            sizes.put(0)
            context.close()


@first_pages
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_page_when_scripts_come_late_shifts_nothing(
    browser: Browser, served: Served, site_name: str, root: str, kind: str, size: ViewportSize
) -> None:
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    context = browser.new_context(viewport=size)
    try:
        page = context.new_page()
        page.add_init_script(looking.SHIFTS)
        page.route(re.compile(r"/(site|timeline)\.[^/]*js$"), hold)
        page.goto(address(served, site_name, root, kind), wait_until="commit")
        page.evaluate(looking.PAINTED)
        assert page.evaluate("document.querySelectorAll('script[defer]').length") == len(held)
        for route in held:
            route.continue_()
        page.wait_for_load_state("load")
        page.evaluate("document.fonts.ready.then(() => {})")
        page.evaluate(looking.TWO_FRAMES)
        page.evaluate(looking.TWO_FRAMES)
        assert page.evaluate("shifts") == []
        assert page.evaluate("document.fonts.size") == 0, "a font that comes late may shift text"
    finally:
        context.close()


@main_pages
def test_page_without_scripts_shows_no_control_that_does_nothing(
    browser: Browser, served: Served, site_name: str, root: str, kind: str
) -> None:
    url = address(served, site_name, root, kind)
    with opened(browser, url, Heard(), scripts=False, size=PHONE) as page:
        dead = "button:not([popovertarget]), input, select, textarea, [role=slider]"
        assert page.locator(f":is({dead}) >> visible=true").count() == 0
        assert page.locator(".menu").is_visible()


def clicks(served: Served) -> dict[str, int]:
    """How many links lie between the first home page and each address, without any script."""
    ways = {served.url: 0}
    todo = [served.url]
    for here in todo:
        page = served.folder / here.removeprefix(served.url).partition("#")[0]
        html = page / "index.html" if page.is_dir() else page
        if html.suffix != ".html":
            continue
        for written in lxml.html.document_fromstring(html.read_bytes()).xpath("//a/@href"):
            there = urljoin(here, str(written)).partition("#")[0]
            if there not in ways:
                ways[there] = ways[here] + 1
                if there.startswith(served.url):
                    todo.append(there)
    return ways


@pytest.mark.parametrize("site_name", LANGUAGES)
def test_without_scripts_everything_is_three_clicks_from_home(
    served: Served, site_name: str
) -> None:
    ways = clicks(served)
    source = ROOT if site_name == "sample" else SITES / site_name
    files = [path for path in source.glob("content/**/*.yaml") if path.name[0] != "_"]
    assert len(files) >= 4
    for language in LANGUAGES[site_name]:
        root = served.url if language == LANGUAGES[site_name][0] else f"{served.url}{language}/"
        assert ways[root] <= 1
        home = lxml.html.parse(served.folder / root.removeprefix(served.url) / "index.html")
        dated = home.xpath("//li[contains(@class, 'event')][.//*[@class='date']]/@id")
        assert {path.stem for path in files} == set(dated), "each event with its date"
        for path in files:
            assert ways[f"{root}events/{path.stem}/"] <= 3
    for path in files:
        for cited in yaml.safe_load(path.read_text("utf-8"))["sources"]:
            assert ways[cited["url"]] <= 3


# What each check finds where its rule is broken: a style that breaks it, and how to ask.
SPOILED = {
    "wider": ("h1 { inline-size: 900px }", looking.WIDER),
    "cut": ("h1 { block-size: 12px; overflow: hidden }", looking.SPOILED_TEXT),
    "over": ("h1 { margin-block-end: -40px }", looking.SPOILED_TEXT),
    "outside": ("h1 { translate: -60px }", looking.SPOILED_TEXT),
    "moving": ("h1 { transition: color 1s }", looking.MOVING),
    "unseen": (".mark * { fill: #eee !important; stroke: #eee !important }", looking.UNSEEN),
    "borderless": (".badge { border-style: none !important }", looking.UNSEEN),
    "no address": ("a::after { content: none !important }", looking.WITHOUT_ADDRESS),
    "overhead": (".period { block-size: 400px }", looking.OVERHEAD),
    "small": (
        ".languages ul { gap: 0 !important; display: block !important } "
        ".languages :is(li, a) { display: block !important; font-size: 8px; "
        "padding: 0 !important }",
        f"() => ({looking.SMALL})([24, 'a'])",
    ),
    "low": (".menu { min-block-size: 0 }", f"() => ({looking.SMALL})([44, 'button'])"),
    "no outline": (":focus { outline: none !important }", FOCUSED),
    "covered": ("body::after { content: ''; position: fixed; inset: 0 }", FOCUSED),
}


@pytest.mark.parametrize("site_name", ["sample"])
@pytest.mark.parametrize("fault", SPOILED)
def test_check_when_its_rule_is_broken_says_so(
    browser: Browser, served: Served, fault: str
) -> None:
    style, check = SPOILED[fault]
    with opened(browser, served.url, Heard(), size=PHONE) as page:
        page.emulate_media(reduced_motion="reduce", forced_colors="active")
        if fault == "no address":
            page.emulate_media(media="print", forced_colors="none")
        assert page.evaluate(check) == []
        page.evaluate(looking.STYLED, style)
        assert page.evaluate(check) != []


def longest_task(browser: Browser, url: str, more: str = "") -> float:
    """How long the main thread was held at most while a reader flings and leaps through a page,
    in milliseconds; 0 for up to 50. `more` runs in the page first."""
    with opened(browser, url, Heard(), size=PHONE, before=looking.TASKS) as page:
        if more:
            page.evaluate(more)
        chrome = page.context.new_cdp_session(page)
        chrome.send("Emulation.setCPUThrottlingRate", {"rate": 4})
        page.evaluate(looking.TWO_FRAMES)
        page.evaluate("tasks.length = 0")
        for distance in (-12_000, -12_000, 12_000):
            gesture = {"x": 180, "y": 400, "yDistance": distance, "speed": 24_000}
            chrome.send("Input.synthesizeScrollGesture", gesture)
        for part in (1, 0.2, 0.9, 0.5, 0.1, 0.7):
            page.evaluate(f"scrollTo(0, {part} * document.documentElement.scrollHeight)")
            page.evaluate(looking.TWO_FRAMES)
        return max(page.evaluate("tasks"), default=0)


def test_three_hundred_events_scroll_on_a_slow_phone_without_a_stop(
    browser: Browser, served_by_name: Callable[[str], Served]
) -> None:
    url = served_by_name("generated-300").url
    # Tasks of 50 ms and less are not told at all. Other work on the machine makes tasks longer,
    # never shorter: the page is right if it can be scrolled without one.
    assert any(longest_task(browser, url) == 0 for _ in range(8))


def test_page_that_works_while_it_is_scrolled_is_found_out(
    browser: Browser, served_by_name: Callable[[str], Served]
) -> None:
    work = """() => addEventListener("scroll", () => {
      const end = performance.now() + 60;
      while (performance.now() < end) document.body.offsetTop;
    })"""
    url = served_by_name("generated-300").url
    assert longest_task(browser, url, work) > 50


LONG = "Pertanggungjawaban" * 12
LONG_EVENT = f"""\
date: 2021-04
title: {LONG}
summary: {LONG}
place: {LONG}
actors: [{LONG}]
tags: [{LONG.lower()}]
status: rumor
body: |
  {LONG}

      {LONG} = {LONG}
statements:
  - {{by: {LONG}, stance: denies, text: {LONG}}}
sources:
  - {{title: {LONG}, publisher: {LONG}, author: {LONG}, origin: {LONG}, quote: {LONG}}}
corrections:
  - {{date: 2021-05-01, text: {LONG}}}
"""


TABLE_EVENT = """\
date: 2021-05
title: Figures
body: |
  | Province | 2019 | 2020 | 2021 | 2022 | 2023 |
  | --- | --- | --- | --- | --- | --- |
  | Kalimantan Timur | 1.234.567 | 2.345.678 | 3.456.789 | 4.567.890 | 5.678.901 |
"""


@pytest.fixture(scope="module")
def endless(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A site whose texts are each one word that no window has room for, and one wide table."""
    source = tmp_path_factory.mktemp("endless")
    events = {f"content/{name}.yaml": LONG_EVENT for name in ("first", "second")}
    events["content/table.yaml"] = TABLE_EVENT
    events["content/second.yaml"] += "relations: {denies: [first]}\n"
    write_all(source, {"site.yaml": f"title: {LONG}\ndescription: {LONG}\n", **events})
    done = linimasa("build", source, "--output", source / "_site")
    assert done.returncode == 0, done.stderr
    with serve(source / "_site") as served:
        yield served


@pytest.mark.parametrize("size", [DESKTOP, ZOOMED], ids=["desktop", "zoomed"])
@pytest.mark.parametrize("kind", ["", "events/first/", "sources/", "actors/"])
def test_page_of_words_without_an_end_fits_and_nothing_is_cut(
    browser: Browser, endless: Served, kind: str, size: ViewportSize
) -> None:
    with opened(browser, endless.url + kind, Heard(), size=size) as page:
        assert page.evaluate(looking.WIDER) == []
        assert page.evaluate(looking.SPOILED_TEXT) == []


def test_table_that_is_wider_than_a_phone_scrolls_and_breaks_no_number(
    browser: Browser, endless: Served
) -> None:
    url = f"{endless.url}events/table/"
    with opened(browser, url, Heard(), size=ZOOMED) as page:
        assert page.evaluate(looking.WIDER) == []
        lines = page.locator("td").evaluate_all(
            """cells => cells.map(cell => {
              const text = document.createRange();
              text.selectNodeContents(cell);
              return text.getClientRects().length;
            })"""
        )
        assert lines[1:] == [1] * 5
        assert violations(page) == []
        page.locator(".wide").focus()
        page.keyboard.press("ArrowRight")
        eventually(page, "document.querySelector('.wide').scrollLeft > 0")
