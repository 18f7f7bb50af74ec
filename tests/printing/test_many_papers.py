"""Papers by the thousand: volumes and zips, several processes, going on after a stop, bad names left out."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bdhvs_lms.movement.codes import serial_from_bytes
from bdhvs_lms.printing import bulk
from bdhvs_lms.printing.errors import NothingToPrint, UnprintableText

Make = Callable[..., Any]
Read = Callable[[bytes], Any]


@pytest.fixture
def make_papers(make_paper: Make) -> Callable[[int], list[Any]]:
    def make(count: int) -> list[Any]:
        papers = []
        for number in range(count):
            paper = make_paper(f"Người {number}")
            serial = serial_from_bytes(number.to_bytes(10, "big"))
            papers.append(replace(paper, certificate=replace(paper.certificate, serial=serial)))
        return papers

    return make


@pytest.fixture
def small_volumes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "_TOGETHER", {".pdf": 3, ".zip": 2})


def test_few_papers_are_one_file_for_its_owner_alone(
    make_papers: Callable[[int], list[Any]], tmp_path: Path, read: Read
) -> None:
    made = bulk.write(make_papers(3), tmp_path / "lop.pdf")
    assert made.files == (tmp_path / "lop.pdf",)
    assert len(read(made.files[0].read_bytes())) == 3
    assert made.files[0].stat().st_mode & 0o077 == 0
    assert [one.name for one in tmp_path.iterdir()] == ["lop.pdf"]


@pytest.mark.usefixtures("small_volumes")
@pytest.mark.parametrize("jobs", [1, 2])
def test_many_papers_are_volumes_in_their_order_however_many_processes(
    jobs: int, make_papers: Callable[[int], list[Any]], tmp_path: Path, read: Read
) -> None:
    told: list[int] = []
    made = bulk.write(make_papers(8), tmp_path / "xa.pdf", jobs=jobs, progress=told.append)
    assert [file.name for file in made.files] == ["xa-1.pdf", "xa-2.pdf", "xa-3.pdf"]
    volumes = [read(file.read_bytes()) for file in made.files]
    pages = [volume.text(page) for volume in volumes for page in range(len(volume))]
    assert all(f"Người {number} " in page for number, page in enumerate(pages))
    assert sum(told) == 8


@pytest.mark.usefixtures("small_volumes")
def test_a_zip_holds_a_file_for_each_paper_named_by_its_serial(
    make_papers: Callable[[int], list[Any]], tmp_path: Path, read: Read
) -> None:
    papers = make_papers(5)
    made = bulk.write(papers, tmp_path / "xa.zip")
    with zipfile.ZipFile(made.files[0]) as packed:
        assert packed.namelist() == [f"giay-xac-nhan-{paper.certificate.serial}.pdf" for paper in papers]
        assert "Người 4" in read(packed.read(packed.namelist()[4])).text()
    assert made.files[0].stat().st_mode & 0o077 == 0


@pytest.mark.usefixtures("small_volumes")
def test_what_was_done_before_a_stop_is_not_done_again(
    make_papers: Callable[[int], list[Any]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    papers, whole = make_papers(7), bulk.write_certificates
    done: list[int] = []

    def stops(batch: Any, target: Any, **others: Any) -> int:
        if len(done) == 2:
            raise KeyboardInterrupt
        done.append(len(batch))
        return whole(batch, target, **others)

    monkeypatch.setattr(bulk, "write_certificates", stops)
    with pytest.raises(KeyboardInterrupt):
        bulk.write(papers, tmp_path / "xa.pdf")
    folder = tmp_path / ".xa.pdf.parts"
    assert folder.stat().st_mode & 0o077 == 0

    def counts(batch: Any, target: Any, **others: Any) -> int:
        done.append(len(batch))
        return whole(batch, target, **others)

    monkeypatch.setattr(bulk, "write_certificates", counts)
    told: list[int] = []
    made = bulk.write(papers, tmp_path / "xa.pdf", progress=told.append)
    assert (done, sum(told), len(made.files)) == ([3, 3, 1], 7, 3)
    assert not folder.exists()


@pytest.mark.usefixtures("small_volumes")
def test_a_part_of_other_papers_is_never_taken(
    make_papers: Callable[[int], list[Any]], tmp_path: Path, read: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk, "_volumes", lambda parts, file: parts[0].read_text(encoding="latin-1") and 1 / 0)
    with pytest.raises(ZeroDivisionError):
        bulk.write(make_papers(2), tmp_path / "xa.pdf")
    monkeypatch.undo()
    corrected = [replace(one, certificate=replace(one.certificate, holder="Đèo Văn Sửa")) for one in make_papers(2)]
    made = bulk.write(corrected, tmp_path / "xa.pdf")
    assert "Đèo Văn Sửa" in read(made.files[0].read_bytes()).text()


def test_a_name_that_cannot_be_printed_stops_nobody_else(
    make_papers: Callable[[int], list[Any]], tmp_path: Path, read: Read
) -> None:
    good, bad, other = make_papers(3)
    bad = replace(bad, certificate=replace(bad.certificate, holder="Lò 😀"))
    told: list[int] = []
    made = bulk.write([good, bad, other], tmp_path / "lop.pdf", progress=told.append)
    assert len(read(made.files[0].read_bytes())) == 2
    assert [paper.certificate.serial for paper, _ in made.refused] == [bad.certificate.serial]
    assert sum(told) == 3
    with pytest.raises(UnprintableText, match="U\\+1F600"):
        bulk.write([bad], tmp_path / "mot.pdf")


def test_nothing_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(NothingToPrint):
        bulk.write([], tmp_path / "x.pdf")
    assert list(tmp_path.iterdir()) == []
