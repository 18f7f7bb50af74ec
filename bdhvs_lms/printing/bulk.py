"""Many papers: volumes for the printer, or a zip with a file for each, by several processes; a second run goes on.

Finished parts lie in a hidden folder beside the result, which only its owner can enter, until the result is whole. A
part is named by what is in it, so the next run takes those that are there and never one of other papers.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import zipfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Final

from bdhvs_lms import __version__

from .blank import Blank
from .certificates import LARGEST_FILE, Paper, certificates_pdf, unprintable, write_certificates
from .errors import NothingToPrint, UnprintableText

PDF, ZIP = ".pdf", ".zip"
_TOGETHER: Final = {PDF: LARGEST_FILE, ZIP: 200}
Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Made:
    """files: what was written. refused: papers that can't be printed, with why."""

    files: tuple[Path, ...]
    refused: tuple[tuple[Paper, UnprintableText], ...]


def write(
    papers: Sequence[Paper],
    file: Path,
    *,
    template: Blank | None = None,
    jobs: int = 1,
    progress: Progress = lambda count: None,
) -> Made:
    """Papers → `file`: .pdf (volumes “file-01.pdf” where there are more than 1,000 pages) or .zip (a PDF for each).

    template: a department's own page. progress: called with how many more are done.
    NothingToPrint, CodeTooLong, OSError.
    """
    refused = tuple((paper, why) for paper in papers if (why := unprintable(paper, template)))
    bad = {paper.certificate.serial for paper, _ in refused}
    chosen = [paper for paper in papers if paper.certificate.serial not in bad]
    progress(len(refused))
    if not chosen:
        raise refused[0][1] if refused else NothingToPrint()
    folder = file.with_name(f".{file.name[:100]}.parts")
    folder.mkdir(mode=0o700, exist_ok=True)
    kind = file.suffix.lower()
    size = _TOGETHER[kind]
    batches = [chosen[at : at + size] for at in range(0, len(chosen), size)]
    parts = [folder / f"{place:04d}-{_digest(batch, template)}{kind}" for place, batch in enumerate(batches)]
    left = []
    for part, batch in zip(parts, batches, strict=True):
        if part.exists():
            progress(len(batch))
        else:
            left.append((batch, part))
    for count in _made(left, template, jobs, progress):
        progress(count)
    files = _volumes(parts, file) if kind == PDF else _one_zip(parts, file)
    shutil.rmtree(folder)
    return Made(files, refused)


def _digest(batch: Sequence[Paper], template: Blank | None) -> str:
    said = hashlib.sha256(__version__.encode() + repr(template).encode("utf-8", "surrogatepass"))
    for paper in batch:
        said.update(repr(paper).encode("utf-8", "surrogatepass"))
    return said.hexdigest()[:32]


def _made(
    left: Sequence[tuple[Sequence[Paper], Path]], template: Blank | None, jobs: int, progress: Progress
) -> Iterator[int]:
    """Makes the parts; in this process it tells of each page itself, otherwise gives the pages of each part."""
    if jobs <= 1 or len(left) <= 1:
        for batch, part in left:
            _make(batch, part, template, progress)
        return
    with ProcessPoolExecutor(min(jobs, len(left)), mp_context=get_context("spawn")) as pool:
        works = [pool.submit(_make, batch, part, template) for batch, part in left]
        try:
            for work in as_completed(works):
                yield work.result()
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _make(batch: Sequence[Paper], part: Path, template: Blank | None, progress: Progress | None = None) -> int:
    draft = part.with_suffix(".draft")
    with os.fdopen(os.open(draft, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600), "w+b") as target:
        if part.suffix == PDF:
            write_certificates(batch, target, template=template, progress=progress)
        else:
            with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as packed:
                for paper in batch:
                    packed.writestr(
                        f"giay-xac-nhan-{paper.certificate.serial}.pdf", certificates_pdf([paper], template=template)
                    )
                    if progress:
                        progress(1)
    draft.replace(part)
    return len(batch)


def _volumes(parts: Sequence[Path], file: Path) -> tuple[Path, ...]:
    if len(parts) == 1:
        names = [file]
    else:
        digits = len(str(len(parts)))
        names = [file.with_name(f"{file.stem}-{place:0{digits}}{file.suffix}") for place in range(1, len(parts) + 1)]
    for part, name in zip(parts, names, strict=True):
        part.replace(name)
    return tuple(names)


def _one_zip(parts: Sequence[Path], file: Path) -> tuple[Path, ...]:
    draft = parts[0].with_name("whole")
    target = os.fdopen(os.open(draft, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600), "w+b")
    with target, zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as packed:
        for part in parts:
            with zipfile.ZipFile(part) as one:
                for entry in one.infolist():
                    packed.writestr(entry, one.read(entry))
    draft.replace(file)
    return (file,)
