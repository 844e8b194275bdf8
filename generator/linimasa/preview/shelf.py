"""The files of a site, each page drawn when somebody asks for it: for the preview.

In: a snapshot, and the shelf before. Out: the files by path, as a mapping. Whether every template
works at all is tried at once; a page that fails all the same says so when it is asked for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from linimasa.diagnostics import Diagnostic
from linimasa.model.files import Options, Output, Placed, Snapshot
from linimasa.pipeline.amend import amended_layout
from linimasa.pipeline.layout import Layout, lay_out
from linimasa.pipeline.work import Work, in_hand
from linimasa.render.drawing import Finished, Job, cards_for, finish, once, page_keys
from linimasa.render.packing import Keeper


class Undrawable(LookupError):
    """A page whose template fails."""

    def __init__(self, diagnostics: tuple[Diagnostic, ...]) -> None:
        """Keep what is wrong with it."""
        super().__init__("this page cannot be drawn")
        self.diagnostics = diagnostics


@dataclass(frozen=True, slots=True)
class Shelf(Mapping[str, Output]):
    """Files by path; made by `shelf`."""

    snapshot: Snapshot
    options: Options
    layout: Layout
    files: Mapping[str, Output]
    jobs: Mapping[str, Job]
    drawn: dict[str, tuple[bytes, Finished]] = field(default_factory=dict)
    """Pages that were asked for, with a key of all that each depends on."""
    made: dict[str, Output] = field(default_factory=dict)
    """Other files that were asked for."""
    sound: set[bytes] = field(default_factory=set)
    """Templates that were found to work, by their frames."""

    def __getitem__(self, path: str) -> Output:
        """The file; raises `Undrawable` for a page whose template fails."""
        if path in self.files:
            if path not in self.made:
                self.made[path] = self.files[path].held()
            return self.made[path]
        finished = self.finished(self.jobs[path])
        if finished.output is None or isinstance(finished.output, Placed):
            raise Undrawable(finished.diagnostics)
        return finished.output

    def __contains__(self, path: object) -> bool:
        """Whether there is such a file; nothing is drawn for it."""
        return path in self.files or path in self.jobs

    def __iter__(self) -> Iterator[str]:
        """The paths of all files."""
        yield from self.files
        yield from self.jobs

    def __len__(self) -> int:
        """How many files there are."""
        return len(self.files) + len(self.jobs)

    def finished(self, job: Job) -> Finished:
        """A page, drawn now unless it has been already."""
        (key,) = page_keys([job])
        known, page = self.drawn.get(job.path, (b"", None))
        if page is None or known != key:
            page = finish(job, Keeper(in_hand), cards_for([job], self.layout.cards))
            self.drawn[job.path] = key, page
        return page

    def failures(self) -> tuple[Diagnostic, ...]:
        """What is wrong with the templates; those that are new are tried on a page each."""
        tried: dict[bytes, Job] = {}
        for job in self.jobs.values():
            tried.setdefault(job.desk.frames[job.sheet.template], job)
        finished = {key: self.finished(job) for key, job in tried.items() if key not in self.sound}
        self.sound.update(key for key, page in finished.items() if page.output)
        return tuple(once(finished.values()))


def shelf(snapshot: Snapshot, options: Options, work: Work, before: Shelf | None) -> Shelf:
    """The files of a site; what was made for the shelf before and has not changed stays."""
    layout = None
    if before and before.options == options:
        layout = amended_layout(before.layout, before.snapshot, snapshot, work)
    layout = layout or lay_out(snapshot, options, work)
    jobs = {job.path: job for job in layout.jobs}
    drawn = before.drawn if before else {}
    return Shelf(
        snapshot,
        options,
        layout,
        {output.path: output for output in layout.files},
        jobs,
        {path: page for path, page in list(drawn.items()) if path in jobs},
        sound=before.sound if before else set(),
    )
