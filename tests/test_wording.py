"""Dates, numbers and labels in words: `linimasa.wording`."""

from __future__ import annotations

import pickle
import re
import subprocess
import sys
from functools import cache, partial
from pathlib import Path

import jinja2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from linimasa.diagnostics import Diagnostic, Span
from linimasa.fuzzydate import parse
from linimasa.model.files import ThemeFile
from linimasa.model.record import ActorKind, Relation, Stance
from linimasa.model.settings import DEFAULT_STATUSES
from linimasa.model.views import DateWords, TimePart
from linimasa.wording import (
    MESSAGE_IDS,
    Language,
    autonym,
    century_heading,
    date_words,
    decade_heading,
    gettext,
    label,
    language,
    language_name,
    list_words,
    millennium_heading,
    month_heading,
    ngettext,
    number,
    status_description,
    status_label,
    year_heading,
)
from linimasa.wording.catalog import plural_form, read_catalog
from linimasa.wording.patterns import halves, read_pattern, with_full_months

ROOT = Path(__file__).parent.parent
LOCALE = ROOT / "theme" / "locale"
CASES = Path(__file__).parent / "cases"
ZONE = "Asia/Jakarta"
SPECIAL_SPACES = str.maketrans("\u2009\u202f\xa0", "   ")
MANY = (
    *("en", "id", "ar", "he", "hy", "fr", "de", "ru", "zh_Hant", "ja", "ko", "fa", "th", "hi"),
    *("es", "pt", "it", "nl", "pl", "cs", "uk", "el", "tr", "vi", "bn", "sw", "fi", "hu", "ka"),
    *("am", "en_GB"),
)
HEAD = (
    'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n'
    '"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n'
)


def shipped(code: str) -> tuple[ThemeFile, ...]:
    path = LOCALE / f"{code}.po"
    return (ThemeFile(path.name, path.name, path.read_bytes()),) if path.exists() else ()


@cache
def speaking(code: str) -> Language:
    found, diagnostics = language(code, shipped(code))
    assert found is not None
    assert diagnostics == ()
    return found


def words(text: str, code: str = "en") -> str:
    return said(text, code).words.translate(SPECIAL_SPACES)


def said(text: str, code: str = "en") -> DateWords:
    return date_words(parse(text, ZONE), speaking(code), ZONE)


def catalog(text: str, head: str = HEAD) -> ThemeFile:
    return ThemeFile("locale/x.po", "theme/locale/x.po", (head + text).encode())


def english_with(*catalogs: ThemeFile) -> tuple[Language, tuple[Diagnostic, ...]]:
    found, diagnostics = language("en", catalogs)
    assert found is not None
    return found, diagnostics


def rows(name: str) -> list[list[str]]:
    lines = (CASES / name).read_text(encoding="utf-8").splitlines()
    return [line.split(" | ") for line in lines if line and not line.startswith("#")]


# -- dates in words -------------------------------------------------------------------------


@pytest.mark.parametrize("row", rows("wording.txt"), ids=lambda row: row[0])
def test_date_in_a_language_with_a_catalog_reads_as_listed(row: list[str]) -> None:
    assert [words(row[0], code) for code in ("en", "id", "ar")] == row[1:]


@pytest.mark.parametrize("row", rows("wording_cldr.txt"), ids=lambda row: row[0])
def test_plain_date_in_any_locale_follows_cldr(row: list[str]) -> None:
    codes = ("en-GB", "fr", "ru", "zh-Hant", "ja", "fa")
    found = []
    for code in codes:
        date = date_words(parse(row[0], "UTC"), speaking(code), "UTC")
        found.append(date.words.translate(SPECIAL_SPACES))
    assert found == row[1:]


def test_narrow_space_of_cldr_is_kept() -> None:
    assert said("2021-11-28T14:05:00Z").words == "November 28, 2021, 2:05\u202fPM (UTC)"


def test_range_is_two_times_and_the_text_between() -> None:
    assert said("2021-11-28/2021-12-06", "id").parts == (
        TimePart("28 November", "2021-11-28"),
        TimePart("–"),
        TimePart("6 Desember 2021", "2021-12-06"),
    )


def test_chinese_range_keeps_the_signs_of_a_date_with_its_date() -> None:
    assert said("2021-03/2021-11", "zh-Hant").parts == (
        TimePart("2021年3月", "2021-03"),
        TimePart("至"),
        TimePart("11月", "2021-11"),
    )


def test_day_of_a_set_has_its_own_time() -> None:
    assert said("[2023-08-21,2023-08-22]").parts == (
        TimePart("August "),
        TimePart("21", "2023-08-21"),
        TimePart(" or "),
        TimePart("22", "2023-08-22"),
        TimePart(", 2023"),
    )


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2021-11-28T14:05:00+08:00", "2021-11-28T14:05+08:00"),
        ("2021-11-27", "2021-11-27"),
        ("late 2021-11", "2021-11"),
        ("2021-Q2", "2021"),
        ("1990s", ""),
        ("44 BCE", ""),
        ("2021-11~", ""),
        ("2004-06-~11", "2004-06"),
        ("XXXX-12-25", ""),
    ],
)
def test_time_value_says_no_more_than_the_date(text: str, value: str) -> None:
    assert [part.datetime for part in said(text).parts] == [value]


@pytest.mark.parametrize(
    ("text", "shape", "qualifier"),
    [
        ("2021-11-28 14:05", "day", ""),
        ("2021-11-28", "day", ""),
        ("2021-11", "span", ""),
        ("2021-11-28/2021-12-06", "span", ""),
        ("[2023-08-21,2023-08-22]", "span", ""),
        ("late 2021-11", "span", ""),
        ("2021-11-28~", "about", "approximate"),
        ("2021-11?", "about", "uncertain"),
        ("2021-11%", "about", "approximate uncertain"),
        ("1950S2", "about", ""),
        ("2020-03/..", "open", ""),
        ("2004/", "open", ""),
        ("[..1984]", "open", ""),
        ("2020~/..", "open", "approximate"),
    ],
)
def test_shape_and_qualifier_follow_the_date(text: str, shape: str, qualifier: str) -> None:
    found = said(text)
    assert (found.shape, found.qualifier) == (shape, qualifier)


def test_edtf_is_handed_on_canonical() -> None:
    assert said("c. 1450").edtf == "1450~"


def test_zone_name_shows_only_where_it_fits_the_offset_and_the_language() -> None:
    assert words("2021-11-28 14:05", "id").endswith("14.05 WIB")
    assert words("2021-11-28 14:05 Asia/Makassar", "id").endswith("14.05 WITA")
    assert words("1945-08-17 10:00", "id").endswith("10.00 (UTC+9)")
    assert words("2021-11-28T14:05:00+07:00", "id").endswith("14.05 (UTC+7)")
    assert words("2021-11-28 14:05", "en").endswith("2:05 PM (UTC+7)")


def test_time_in_a_year_without_zone_tables_shows_no_zone() -> None:
    assert words("-0043-03-15T10:00:00", "id") == "15 Maret 44 SM, 10.00"


# -- the words never say more than the date -------------------------------------------------

YEARS = st.integers(100, 9999)
CODES = st.sampled_from(("en", "id", "ar", "fr"))


def digits(text: str) -> list[str]:
    return re.findall(r"\d+", text)


@given(YEARS, st.integers(1, 12), CODES, st.sampled_from(("", "~", "?", "%")))
def test_month_shows_no_number_but_its_year(year: int, month: int, code: str, mark: str) -> None:
    assert digits(words(f"{year:04}-{month:02}{mark}", code)) == [str(year)]


@given(YEARS, st.integers(1, 12), CODES, st.sampled_from(("early", "mid", "late")))
def test_part_of_a_month_shows_no_day(year: int, month: int, code: str, part: str) -> None:
    assert digits(words(f"{part} {year:04}-{month:02}", code)) == [str(year)]


@given(YEARS, st.sampled_from((*range(21, 33), *range(37, 42))), CODES)
def test_season_shows_no_number_but_its_year(year: int, season: int, code: str) -> None:
    assert digits(words(f"{year:04}-{season}", code)) == [str(year)]


@given(st.integers(10, 998), CODES)
def test_decade_shows_no_year_but_its_limits(decade: int, code: str) -> None:
    shown = digits(words(f"{decade:03}X", code))
    assert shown in ([f"{decade}0"], [f"{decade}0", f"{decade}9"])


@given(YEARS, YEARS, st.integers(1, 12), st.integers(1, 12), CODES)
def test_range_of_months_shows_no_day(
    one: int, other: int, month: int, last: int, code: str
) -> None:
    first, second = sorted(((one, month), (other, last)))
    text = "/".join(f"{year:04}-{number:02}" for year, number in (first, second))
    assert set(digits(words(text, code))) <= {str(one), str(other)}


@given(st.integers(-(10**9), 10**9), st.sampled_from(MANY))
def test_year_zero_is_never_shown(year: int, code: str) -> None:
    shown = int("".join(digits(year_heading(year, speaking(code)))))
    assert shown == (year if year > 0 else 1 - year)
    assert shown > 0


PLAIN = (
    *("2021", "2021-11", "2021-11-02", "2021-Q3", "-0043", "-0043-03", "-0043-03-15", "0079"),
    *("2021-03/2021-11", "2021-11-02/2021-11-05", "2021-11-28/2022-01-02", "-0043/0014"),
    *("[1667,1668,1670]", "2021-11-02T14:05:06+02:00"),
)


@pytest.mark.parametrize(
    "code", ["ar", "he", "ru", "uk", "zh-Hant", "ja", "ko", "fa", "th", "hi", "bn", "el", "ka"]
)
def test_plain_date_in_a_script_of_its_own_leaves_no_pattern_letter(code: str) -> None:
    for text in PLAIN:
        left = words(text, code).replace("(UTC+2)", "")
        for latin in ("AM", "PM", "am", "pm", "BC", "AD", "III"):
            left = left.replace(latin, "")
        assert not re.search("[A-Za-z']", left), (text, left)


@pytest.mark.parametrize("code", MANY)
def test_every_kind_of_date_has_words_in_every_locale(code: str) -> None:
    for text, *_ in rows("wording.txt"):
        found = said(text, code)
        assert found.words.strip()
        assert not re.search(r"%\(|[{}]|None", found.words)


# -- headings, numbers, names ---------------------------------------------------------------


def test_headings_name_month_year_decade_century_and_millennium() -> None:
    en, indonesian, ar = speaking("en"), speaking("id"), speaking("ar")
    assert month_heading(2021, 11, indonesian) == "November 2021"
    assert month_heading(2021, 11, speaking("ru")).translate(SPECIAL_SPACES) == "ноябрь 2021 г."
    assert year_heading(2021, en) == "2021"
    assert year_heading(-43, en) == "44 BC"
    assert decade_heading(1994, en) == "1990s"
    assert decade_heading(1994, indonesian) == "1990-an"
    assert decade_heading(1904, en).translate(SPECIAL_SPACES) == "1900 – 1909"
    assert decade_heading(-434, en).translate(SPECIAL_SPACES) == "440 – 431 BC"
    assert century_heading(1700, en) == "18th century"
    assert century_heading(-499, indonesian) == "abad ke-5 SM"
    assert century_heading(2021, ar) == "القرن الحادي والعشرون"
    assert century_heading(10_021, en) == "century no. 101"
    assert millennium_heading(1999, en) == "2nd millennium"


@pytest.mark.parametrize(
    ("value", "code", "shown"),
    [
        (0, "en", "0"),
        (999, "en", "999"),
        (1234567, "en", "1,234,567"),
        (1234567, "id", "1.234.567"),
        (1234567, "hi", "12,34,567"),
        (-1234, "en", "-1,234"),
    ],
)
def test_number_is_grouped_as_the_language_does(value: int, code: str, shown: str) -> None:
    assert number(value, speaking(code)) == shown


def test_list_of_any_length_follows_cldr() -> None:
    en = speaking("en")
    lists = [list_words(tuple("abcd"[:count]), en) for count in range(5)]
    assert lists == ["", "a", "a and b", "a, b, and c", "a, b, c, and d"]
    assert list_words(("{0}", "b"), speaking("ar")) == "{0} وb"


def test_language_has_a_name_in_each_language_and_in_its_own() -> None:
    assert language_name("zh", speaking("en")) == "Chinese"
    assert language_name("zh", speaking("id")) == "Tionghoa"
    assert language_name("en-GB", speaking("en")) == "British English"
    assert language_name("fr-TD", speaking("en")) == "French"
    assert language_name("zz", speaking("en")) == "zz"
    names = [autonym(code) for code in ("id", "en", "ar", "zh-Hant", "zz")]
    assert names == ["Bahasa Indonesia", "English", "العربية", "繁體中文", "zz"]


def test_language_knows_its_direction_and_keeps_its_code() -> None:
    assert (speaking("ar").direction, speaking("id").direction) == ("rtl", "ltr")
    assert speaking("zh-Hant").code == "zh-Hant"
    assert speaking("id").name == "Bahasa Indonesia"


def test_language_can_be_a_key_and_travel_to_another_process() -> None:
    found = speaking("ar")
    assert pickle.loads(pickle.dumps(found)) == found
    assert hash(found) == hash(language("ar", shipped("ar"))[0])


def test_unknown_code_gives_no_language_and_one_diagnostic() -> None:
    span = Span("site.yaml", 3, 14)
    for code in ("zz", "", "x y", "../en"):
        found, diagnostics = language(code, (), span)
        assert found is None
        assert [(one.code, one.span) for one in diagnostics] == [("no-language-data", span)]


# -- labels ---------------------------------------------------------------------------------


def test_every_word_of_the_record_has_a_label() -> None:
    en = speaking("en")
    for status, _ in DEFAULT_STATUSES:
        assert status_label(status, en) != status
        assert status_description(status, en).endswith(".")
    for kind, words_of in (("stance", Stance), ("relation", Relation), ("actor", ActorKind)):
        for word in words_of:
            assert label(kind, word, speaking("ar")) != label(kind, word, en)


def test_relation_is_named_from_both_ends() -> None:
    en, indonesian = speaking("en"), speaking("id")
    assert label("relation", "denies", en) == "Denies"
    assert label("relation", "denies", en, back=True) == "Denied by"
    assert label("relation", "responds-to", indonesian, back=True) == "Ditanggapi oleh"
    assert label("stance", "no-comment", indonesian) == "menolak berkomentar"


def test_word_of_the_site_s_own_is_its_own_label() -> None:
    assert status_label("leaked", speaking("id")) == "leaked"
    assert status_description("leaked", speaking("id")) == ""


# -- catalogs -------------------------------------------------------------------------------


@pytest.mark.parametrize("code", ["id", "ar"])
def test_shipped_catalog_translates_every_message_without_a_mistake(code: str) -> None:
    (file,) = shipped(code)
    messages, diagnostics = read_catalog(file)
    assert diagnostics == ()
    assert [text for text in MESSAGE_IDS if text not in messages] == []


def test_message_ids_are_listed_once() -> None:
    assert len(set(MESSAGE_IDS)) == len(MESSAGE_IDS)


ARABIC_COUNTS = [(0, 0), (1, 1), (2, 2), (3, 3), (10, 3), (11, 4), (99, 4), (100, 5), (102, 5)]


@pytest.mark.parametrize(("count", "form"), ARABIC_COUNTS)
def test_arabic_plural_has_six_forms(count: int, form: int) -> None:
    head = re.search(r"Plural-Forms: nplurals=6; plural=(.*?);", shipped("ar")[0].data.decode())
    assert head is not None
    assert plural_form(head[1], count) == form


def test_plural_form_is_chosen_by_the_rule_of_its_own_catalog() -> None:
    text = (
        'msgid "one day"\nmsgid_plural "%(num)s days"\nmsgstr[0] "sehari"\nmsgstr[1] "%(num)s h"\n'
    )
    found, diagnostics = english_with(catalog(text))
    assert diagnostics == ()
    forms = [ngettext(found, "one day", "%(num)s days", count) for count in (0, 1, 2)]
    assert forms == ["%(num)s h", "sehari", "%(num)s h"]


def test_missing_message_stays_english() -> None:
    en = speaking("en")
    assert gettext(en, "Sources") == "Sources"
    assert [ngettext(en, "a day", "%(num)s days", count) for count in (1, 2)] == [
        "a day",
        "%(num)s days",
    ]


def test_later_catalog_overrides_message_by_message() -> None:
    first = catalog('msgid "A"\nmsgstr "a1"\n\nmsgid "B"\nmsgstr "b1"\n')
    second = catalog('msgid "B"\nmsgstr "b2"\n')
    found, _ = english_with(first, second)
    assert (gettext(found, "A"), gettext(found, "B")) == ("a1", "b2")


def test_fuzzy_empty_and_obsolete_messages_are_ignored() -> None:
    text = (
        '#, fuzzy\nmsgid "A"\nmsgstr "a"\n\nmsgid "B"\nmsgstr ""\n\n#~ msgid "C"\n#~ msgstr "c"\n'
    )
    found, diagnostics = english_with(catalog(text))
    assert diagnostics == ()
    assert dict(found.messages) == {}


@pytest.mark.parametrize(
    ("text", "head", "line"),
    [
        ('msgid "A"\nmsgstr "a\n', HEAD, 7),
        ("nonsense\n", HEAD, 6),
        ('msgid "A"\nmsgstr a"\n', HEAD, 7),
        ('msgid "A"\nmsgstr "a" b"\n', HEAD, 7),
        ('msgid "A"\nmsgid_plural "B"\nmsgstr[0] "a"\nmsgstr[5] "b"\n', HEAD, 6),
        ('msgid "A"\n', HEAD, 6),
        ("", HEAD.replace("nplurals=2", "nplurals=two"), 1),
        ("", HEAD.replace("(n != 1)", "n ! 1"), 1),
    ],
)
def test_broken_catalog_is_one_diagnostic_and_no_message(text: str, head: str, line: int) -> None:
    found, diagnostics = english_with(catalog(text, head))
    assert [(one.code, one.span.line) for one in diagnostics] == [("bad-catalog", line)]
    assert dict(found.messages) == {}


def test_catalog_that_is_not_utf_8_is_one_diagnostic() -> None:
    broken = ThemeFile("x.po", "x.po", HEAD.encode() + 'msgid "A"\nmsgstr "é"'.encode("latin-1"))
    _, diagnostics = english_with(broken)
    assert [(one.code, one.span) for one in diagnostics] == [("not-utf-8", Span("x.po", 7))]


@pytest.mark.parametrize(
    ("original", "translation"),
    [
        ("around %(date)s", "sekitar"),
        ("around %(date)s", "sekitar %(tanggal)s"),
        ("around %(date)s", "sekitar %(date)d"),
        ("done", "100 %"),
    ],
)
def test_translation_with_other_placeholders_is_refused(original: str, translation: str) -> None:
    file = catalog(f'msgid "{original}"\nmsgstr "{translation}"\n')
    found, diagnostics = english_with(file)
    assert [(one.code, one.span.line) for one in diagnostics] == [("bad-translation", 6)]
    assert translation in diagnostics[0].message
    assert gettext(found, original) == original


def test_translation_with_a_plural_form_missing_is_refused() -> None:
    text = 'msgid "one"\nmsgid_plural "many"\nmsgstr[0] "satu"\n'
    found, diagnostics = english_with(catalog(text))
    assert [one.code for one in diagnostics] == ["bad-translation"]
    assert ngettext(found, "one", "many", 1) == "one"


def test_catalog_with_bom_and_windows_line_ends_is_read() -> None:
    data = b"\xef\xbb\xbf" + (HEAD + 'msgid "A"\nmsgstr "a"\n').replace("\n", "\r\n").encode()
    found, diagnostics = english_with(ThemeFile("x.po", "x.po", data))
    assert diagnostics == ()
    assert gettext(found, "A") == "a"


def test_callables_serve_jinja_s_newstyle_gettext() -> None:
    text = (
        'msgid "%(num)s event"\nmsgid_plural "%(num)s events"\n'
        'msgstr[0] "%(num)s peristiwa"\nmsgstr[1] "%(num)s peristiwa-peristiwa"\n'
    )
    found, _ = english_with(catalog(text))
    environment = jinja2.Environment(extensions=["jinja2.ext.i18n"], autoescape=True)
    environment.install_gettext_callables(  # type: ignore[attr-defined]
        partial(gettext, found), partial(ngettext, found), newstyle=True
    )
    template = "{{ ngettext('%(num)s event', '%(num)s events', n) }} {{ _('Hi %(who)s', who=w) }}"
    page = environment.from_string(template).render(n=2, w="<b>")
    assert page == "2 peristiwa-peristiwa Hi &lt;b&gt;"


# -- CLDR -----------------------------------------------------------------------------------

FRESH = """
import hashlib, multiprocessing, pickle, sys
from linimasa.wording import language

def digest(code):
    return hashlib.sha256(repr(language(code)[0]).encode()).hexdigest()

codes = sys.argv[2:]
if sys.argv[1] == "fresh":
    with multiprocessing.get_context("fork").Pool(1, maxtasksperchild=1) as pool:
        print("\\n".join(pool.map(digest, codes, chunksize=1)))
else:
    print("\\n".join(map(digest, codes)))
"""


def digests(mode: str, codes: list[str]) -> dict[str, str]:
    run = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", FRESH, mode, *codes],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONPATH": str(ROOT / "generator"), "PYTHONHASHSEED": str(len(mode))},
    )
    return dict(zip(codes, run.stdout.split(), strict=True))


def test_snapshot_does_not_depend_on_the_locales_loaded_before() -> None:
    # Babel's issue 1234: after Hebrew, Armenian months come out Hebrew.
    codes = list(MANY)
    fresh = digests("fresh", codes)
    assert len(set(fresh.values())) == len(codes)
    assert digests("together", codes) == fresh
    assert digests("mixed", sorted(codes, key=lambda code: code[::-1])) == fresh


def test_interval_pattern_is_cut_where_a_month_repeats_in_its_other_letter() -> None:
    persian = halves(read_pattern("LLLL تا MMMM y"))
    assert persian == (
        (("M", "LLLL"),),
        " تا ",
        (("M", "MMMM"), ("", " "), ("y", "y")),
    )
    assert halves(read_pattern("MMMM y")) is None


def test_pattern_text_in_quotes_is_not_read_as_fields() -> None:
    assert read_pattern("d 'de' MMMM 'o''clock' ''") == (
        ("d", "d"),
        ("", " "),
        ("", "de"),
        ("", " "),
        ("M", "MMMM"),
        ("", " "),
        ("", "o'clock"),
        ("", " "),
        ("", "'"),
    )


def test_short_months_of_a_pattern_are_widened_and_others_left() -> None:
    assert with_full_months("d MMM y – LLL M MMMM") == "d MMMM y – LLLL M MMMM"
