"""What `decode` gathers, and its words for what is wrong with fields.

In: nodes and the way to them. Out: diagnostics in the `Run` of one call. Nothing here decides
what is wrong; `decode` does.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final, TypeAlias

from linimasa import yamltree
from linimasa.decode.values import Context, Wrong, close_to, quoted, suggest
from linimasa.diagnostics import Diagnostic, Related, Span, problem, surely
from linimasa.yamltree import Broken, Node, Scalar, Sequence

Path: TypeAlias = tuple[str | int, ...]
"""The way to a value: `("sources", 0, "url")`, `("body", "en")`."""

MAX_PROBLEMS = 500
OTHER_WORDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "actors": ("aktor", "people", "pelaku", "tokoh"),
        "alt": ("alternatif",),
        "author": ("by", "penulis"),
        "body": ("content", "isi", "teks", "text"),
        "caption": ("keterangan",),
        "corrections": ("koreksi", "ralat"),
        "credit": ("kredit",),
        "date": ("day", "hari", "tanggal", "tgl", "when"),
        "description": ("deskripsi",),
        "draft": ("draf", "konsep"),
        "file": ("berkas", "gambar", "image", "picture", "src"),
        "importance": ("weight",),
        "languages": ("bahasa",),
        "media": ("foto", "gambar", "image", "images", "photo", "photos", "picture", "pictures"),
        "name": ("nama",),
        "place": ("location", "lokasi", "tempat", "where"),
        "publisher": ("media", "penerbit"),
        "quote": ("kutipan",),
        "relations": ("hubungan", "relasi"),
        "sources": ("link", "links", "reference", "references", "sumber"),
        "stance": ("sikap",),
        "statements": ("pernyataan",),
        "summary": ("abstract", "description", "deskripsi", "ringkasan"),
        "tags": ("categories", "category", "kategori", "label", "topics", "topik"),
        "text": ("isi", "teks"),
        "time": ("jam", "pukul", "waktu"),
        "title": ("headline", "heading", "judul", "name", "nama"),
        "url": ("alamat", "link", "tautan"),
    }
)
"""What people write for the name of a field, in English and Indonesian; hints alone go by it."""
BELOW: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "media": ("alt", "caption", "credit", "file"),
        "place": ("lat", "lon"),
        "relations": (
            "confirms",
            "corrects",
            "denies",
            "follows",
            "responds-to",
            "see-also",
            "supersedes",
        ),
        "sources": ("archived", "author", "publisher", "quote", "url"),
        "statements": ("by", "stance"),
    }
)
"""Names of fields that people write beside the field below which they belong."""
_ADDRESS = re.compile(r"www\.|[^\s:]+://")
_TORN = re.compile(r"\s*[,}]")
_ODD_ITEM = re.compile(r"[-\u2013\u2014\u2022]\s*(?=\S)")
"""What begins an item only in the eyes of a reader: a dash, a dot, a hyphen with an odd space."""
TEXTS = "text, or one text for each language"


class Failed:
    """What stands for a value that cannot be read and was reported."""


FAILED: Final = Failed()


@dataclass(slots=True)
class Run:
    """What one call of `decode` gathers."""

    context: Context
    places: dict[Path, Node] = field(default_factory=dict)
    partial: dict[str, Any] = field(default_factory=dict)
    failed: set[Path] = field(default_factory=set)
    diagnostics: list[Diagnostic] = field(default_factory=list)

    @property
    def full(self) -> bool:
        """Whether so much is wrong that reading on helps nobody."""
        return len(self.diagnostics) >= MAX_PROBLEMS

    def fail(
        self,
        path: Path,
        code: str,
        span: Span,
        message: str,
        hint: str,
        *related: Related,
        fix: str = "",
    ) -> Failed:
        """Report a mistake in the value at `path`; `fix` is what shall stand there, if sure."""
        self.failed.add(path)
        if not self.full:
            self.diagnostics.append(problem(code, span, message, hint, related, fix))
        return FAILED


def called(path: Path) -> str:
    """How a message names the value at `path`."""
    if not path:
        return "this file"
    last = path[-1]
    if isinstance(last, int):
        return f"item {last + 1} of {called(path[:-1])}"
    return f"“{spelled(last)}”"


def spelled(name: str) -> str:
    """A field's name as authors write it."""
    return name.replace("_", "-")


def wrong_type(run: Run, node: Node, path: Path, wanted: str, hint: str = "") -> Failed:
    """Report a text, list or group of fields where another of these is wanted."""
    if isinstance(node, Broken):  # reported by `compose`
        run.failed.add(path)
        return FAILED
    if isinstance(node, Scalar):
        found = f"the text {quoted(node.text)}" if node.text else "nothing"
        if glued := re.match(r"([^\W\d][\w-]*):(?!//)\S", node.text):
            hint = f"a space is missing after “{glued[1]}:”"
        elif odd := re.match(r"([^\W\d][\w-]*):[^\S \n]", node.text):
            hint = f"an odd space stands after “{odd[1]}:”; write an ordinary one"
    else:
        found = "a list" if isinstance(node, Sequence) else "a group of fields"
        if _is_in_languages(run, node):
            hint = "write one text alone, without a language before it"
        elif node.source and wanted in ("text", TEXTS):
            hint = f"text that begins with {node.source[0]} needs quotes around all of it"
        elif wanted == TEXTS and isinstance(node, Sequence):
            hint = "take out the hyphens before its lines"
    message = f"{called(path)} wants {wanted}, but here is {found}"
    return run.fail(path, "wrong-type", node.span, message, hint or "write one value only")


def _is_in_languages(run: Run, node: Node) -> bool:
    names = [key.text for key, _ in node.entries] if isinstance(node, yamltree.Mapping) else []
    return bool(names) and all(name in run.context.languages for name in names)


def wrong_value(run: Run, node: Node, path: Path, wrong: Wrong) -> Failed:
    """Report a text that is not a value of its field."""
    return run.fail(path, wrong.code, node.span, wrong.message, wrong.hint, fix=wrong.fix)


def wrong_fields(
    run: Run, node: Node, path: Path, names: Collection[str], needed: Collection[str]
) -> Failed:
    """Report a text or list where the fields `names` are wanted."""
    shown = [spelled(name) for name in needed or list(names)[:3]]
    if isinstance(node, Sequence) and not path and _are_alike(node):
        hint = "one file holds one event; give each a file of its own, without the hyphen"
    elif isinstance(node, Sequence):
        hint = "write the fields without hyphens or brackets around them"
    elif isinstance(node, Scalar) and not needed and "url" in names and _ADDRESS.match(node.text):
        hint = f"write “url: {'' if '://' in node.text else 'https://'}{node.text[:60]}”"
    elif isinstance(node, Scalar) and node.text in ("null", "~"):
        hint = "leave the field empty, or take it out"
    elif isinstance(node, Scalar) and node.text and len(needed) < 2:
        name = "title" if "title" in names else shown[0]
        hint = f"write “{name}: {node.text[:60]}”"
    else:
        hint = f"write “{shown[0]}: …”"
    listed = ", ".join(f"“{name}: …”" for name in shown)
    return wrong_type(run, node, path, f"fields such as {listed}", hint)


def wrong_names(run: Run, node: Node, path: Path) -> Failed:
    """Report a text or list where names with a value each are wanted."""
    first = node.items[0] if isinstance(node, Sequence) and node.items else node
    if isinstance(first, yamltree.Mapping) and first.entries:
        first = first.entries[0][0]
    name = first.text[:40] if isinstance(first, Scalar) and first.text else "name"
    hint = f"write “{name}: …”" + (", without a hyphen or brackets" if first is not node else "")
    return wrong_type(run, node, path, "names with a value each", hint)


_TORN_HINT = "a text with a comma inside { } needs quotes around all of it"


def _are_alike(node: Sequence) -> bool:
    """Whether the first two items begin with the same field."""
    groups = [one.entries for one in node.items[:2] if isinstance(one, yamltree.Mapping)]
    return len(groups) > 1 and all(groups) and groups[0][0][0].text == groups[1][0][0].text


def unknown_language(run: Run, key: Scalar, path: Path) -> None:
    """Report a language code that the site does not have."""
    languages = run.context.languages
    hint = suggest(key.text, languages, f"its languages are: {', '.join(languages)}")
    language, colon, text = key.text.partition(":")
    if colon and language in languages:
        hint = f"a space is missing after the colon: write “{language}: {text[:40]}”"
    elif _TORN.match(key.file.text, key.end):
        hint = _TORN_HINT
    elif " " in key.text:  # no language: a colon within a text
        hint = "a text with a colon needs quotes around it, or “|” on the line of its field"
    message = f"{quoted(key.text)} is not a language of this site"
    run.fail((*path, key.text), "unknown-language", key.span, message, hint)


def glued(run: Run, node: Scalar, path: Path) -> Failed | None:
    """Report a text that is meant as the text in a language: `en:One`, `en = One`."""
    languages = "|".join(map(re.escape, run.context.languages))
    found = re.match(rf"({languages})(?:\s*=|:(?!//))\s*(?=(\S*))", node.text)
    if not found or node.style != "plain":
        return None
    message = f"{called(path)} begins with a language, and a colon and a space must follow that"
    return run.fail(path, "bad-value", node.span, message, f"write “{found[1]}: {found[2][:40]}”")


def glued_item(run: Run, node: Node, path: Path) -> Failed | None:
    """Report a text that is meant as an item of a list: `-law`, `• law`."""
    if not isinstance(node, Scalar) or node.style != "plain":
        return None
    found = re.match(r"(-(?=[^\W\d])|[\u2013\u2014\u2022\xb7]\s*)(\S+)", node.text)
    if not found:
        return None
    message = f"a space is missing after the hyphen that begins an item of {called(path)}"
    if found[1] != "-":
        message = f"“{found[1].strip()}” does not begin an item of {called(path)}, a hyphen does"
    return run.fail(path, "bad-value", node.span, message, f"write “- {found[2][:40]}”")


def empty_item(run: Run, node: Node, path: Path) -> None:
    """Report a list item without anything in it."""
    span = node.span
    hyphen = Span(span.path, span.line, max(1, span.column - 1), span.line, max(2, span.column))
    run.fail(path, "bad-value", hyphen, f"{called(path)} is empty", "fill or remove it")


def out_of_range(run: Run, node: Node, path: Path, limits: tuple[float, float]) -> Failed:
    """Report a number that is too small or too great."""
    low, high = (f"{limit:g}" for limit in limits)
    shown = node.text.strip() if isinstance(node, Scalar) else ""
    message = f"{called(path)} is {shown}, outside {low} to {high}"
    return run.fail(path, "bad-value", node.span, message, f"write a number from {low} to {high}")


def twice(run: Run, key: Scalar, first: Scalar, path: Path) -> None:
    """Report one field in two spellings, such as responds-to and responds_to."""
    message = f"{quoted(key.text)} stands here for the second time"
    related = Related(first.span, "the first is here")
    run.fail(path, "duplicate-key", key.span, message, "keep one of the two", related)


def unknown_fields(
    run: Run,
    unknown: list[tuple[Scalar, Node]],
    known: Collection[str],
    seen: Mapping[str, Scalar],
    absent: Collection[str],
    path: Path,
) -> set[str]:
    """Report fields with unknown names; the names that were probably meant come back.

    `absent` must be there and have no value.
    """
    if path and not seen and len(unknown) == 1 and len(absent) > 1:
        _paired(run, *unknown[0], absent, path)
        return set(absent)
    keys = [key for key, _ in unknown]
    meant: set[str] = set()
    every = [spelled(name) for name in known]
    for key in keys:
        if run.full:
            break
        free = [spelled(name) for name in known if name not in seen and name not in meant]
        near = _other_word(key.text, free) or close_to(key.text, free)
        alone = [name for name in absent if name not in meant] if len(keys) == 1 else []
        if odd := _odd_beginning(key.text):
            near, hint = "", odd
        elif (glued := key.text.partition(":"))[0] in free and glued[1]:
            near, hint = "", f"a space is missing: write “{glued[0]}: {glued[2].strip()[:40]}”"
            meant.add(glued[0].replace("-", "_"))
        elif not near and _TORN.match(key.file.text, key.end):
            hint = _TORN_HINT
        elif above := _group_of(key.text, every):
            near, hint = "", f"it belongs below “{above}:”"
        elif key.text in run.context.languages:
            near, hint = "", "indent it by two spaces, so that it belongs to the field above"
            meant.update(name for name in absent if name in seen)
            before = [name for name, one in seen.items() if one.start < key.start]
            run.failed.update((*path, name) for name in before[-1:])
        elif not near and len(alone) == 1 and alone[0] not in seen:
            hint = f"did you mean “{spelled(alone[0])}”, which is missing?"
            meant.add(alone[0])
        elif near:
            meant.add(near.replace("-", "_"))
            hint = f"did you mean “{near}”?"
        else:
            hint = suggest(key.text, every, "known here: " + ", ".join(every))
        where = f" of {called(path)}" if path else ""
        message = f"{quoted(key.text)} is not a field{where}"
        fix = surely(key.text, near)
        run.fail((*path, key.text), "unknown-field", key.span, message, hint, fix=fix)
    return meant


def _odd_beginning(word: str) -> str:
    """What to write where a name begins with what is no ordinary space or hyphen."""
    if word != word.strip() and word.strip():
        return "there is an odd space before it; write ordinary spaces"
    if item := _ODD_ITEM.match(word):
        return f"an item begins with a hyphen and an ordinary space: “- {word[item.end() :]}: …”"
    return ""


def means_languages(name: str) -> bool:
    """Whether this is the field `languages` of a site, or a slip or another word for it."""
    return name in OTHER_WORDS["languages"] or bool(surely(name, "languages"))


def _paired(run: Run, key: Scalar, value: Node, absent: Collection[str], path: Path) -> None:
    """Report a name with a value where both are values, as in `xiaomi: denies`."""
    one, other = list(absent)[:2]
    second = value.text[:40] if isinstance(value, Scalar) and value.text else "…"
    message = f"{quoted(key.text)} is not a field of {called(path)}"
    hint = f"write “{spelled(one)}: {key.text[:40]}” and “{spelled(other)}: {second}”"
    run.fail((*path, key.text), "unknown-field", key.span, message, hint)


def several(run: Run, node: Node, path: Path) -> Failed | None:
    """Report a text that is meant as a list: `law, car`."""
    if not isinstance(node, Scalar) or node.style != "plain":
        return None
    if not re.fullmatch(r"[a-z0-9_-]{1,60}(?:[,;] *[a-z0-9_-]{1,60}){1,40}", node.text):
        return None
    listed = ", ".join(re.split("[,;] *", node.text))
    message = f"{called(path)} wants a list, but here is the text {quoted(node.text)}"
    hint = f"write [{listed}], or put it in quotes if it is one"
    return run.fail(path, "bad-value", node.span, message, hint)


def _other_word(word: str, names: Collection[str]) -> str:
    """The field that is called `word` in everyday words, if it is one of `names`."""
    wanted = word.casefold().replace("_", "-")
    return next((name for name in names if wanted in OTHER_WORDS.get(name, ())), "")


def _group_of(word: str, names: Collection[str]) -> str:
    """The field below which a field of this name belongs, if it is one of `names`."""
    wanted = word.casefold().replace("_", "-")
    return next((name for name in names if wanted in BELOW.get(name, ())), "")


def missing_fields(
    run: Run,
    examples: Mapping[str, str],
    node: yamltree.Mapping,
    seen: Mapping[str, Scalar],
    path: Path,
) -> None:
    """Report fields that must be there and are not; `examples` maps each to a value."""
    if not node.entries and len(examples) > 1:
        names = " and ".join(f"“{spelled(name)}”" for name in examples)
        lines = " and ".join(f"“{spelled(name)}: {value}”" for name, value in examples.items())
        message = f"{called(path)} is empty; {names} are needed"
        run.fail(path, "missing-field", node.span, message, f"write {lines}")
        return
    start = node.entries[0][0].span if node.entries else node.span
    for name, value in examples.items():
        key = seen.get(name)
        what = f"“{spelled(name)}” has no value" if key else f"“{spelled(name)}” is missing"
        where = f" in {called(path)}" if path else ""
        hint = f"write “{spelled(name)}: {value}”"
        run.fail((*path, name), "missing-field", key.span if key else start, what + where, hint)
