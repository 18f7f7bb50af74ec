"""HTML → PDF → PNG: the only module that knows WeasyPrint and pypdfium2, both loaded when first used.

WeasyPrint 59 (what Frappe 16 pins) and later serve alike. Pages may use the package's own files, the font's and data:
URIs; whatever else a page asks for stops the printing, on every version. Pango and PDFium are not safe in threads,
so one lock lets one sheet be made at a time.
"""

from __future__ import annotations

import io
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache, partial
from importlib import import_module
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote, urlsplit
from urllib.request import DataHandler, Request

from fontpkg_be_vietnam_pro import ROOT as FONT_FOLDER
from PIL import Image

from bdhvs_lms.movement.errors import PrintingUnavailable

from .errors import ForbiddenResource, NothingToPrint
from .fit import WEIGHTS

INSTALL: Final = "sudo apt install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
FONT: Final = "Be Vietnam Pro"
FOLDERS: Final = (Path(__file__).parent.resolve(), Path(FONT_FOLDER).resolve())
"""Where printed pages may read files."""
_TYPES: Final = {".svg": "image/svg+xml", ".png": "image/png", ".css": "text/css", ".ttf": "font/ttf"}
_ONE_AT_A_TIME: Final = threading.RLock()


def _weasyprint() -> Any:
    try:
        return import_module("weasyprint")  # loads Pango, which a machine may lack
    except OSError as fault:
        raise PrintingUnavailable(command=INSTALL) from fault


def available() -> bool:
    """Whether this machine can make PDFs."""
    try:
        _weasyprint()
    except PrintingUnavailable:
        return False
    return True


# --- what pages may read --------------------------------------------------------------------------------------------


def resource(url: str) -> tuple[bytes, str]:
    """What a page may use → its bytes and MIME type. ForbiddenResource for everything but own files and data: URIs."""
    try:
        parts = urlsplit(url)
        file = Path(unquote(parts.path)).resolve(strict=True) if parts.scheme == "file" else None
    except (OSError, ValueError) as fault:
        raise ForbiddenResource(url=url[:200]) from fault
    if parts.scheme == "data":
        answer = DataHandler().data_open(Request(url))  # noqa: S310 (the scheme has just been checked)
        return answer.read(), answer.headers.get_content_type()
    own = file is not None and any(file.is_relative_to(folder) for folder in FOLDERS)
    if file is None or parts.netloc not in {"", "localhost"} or not own or not file.is_file():
        raise ForbiddenResource(url=url[:200])
    return file.read_bytes(), _TYPES.get(file.suffix, "application/octet-stream")


def fetcher(refused: list[ForbiddenResource], *, foreign: bool = False) -> Any:
    """What the installed WeasyPrint takes as `url_fetcher`: an object of its class (68 and later) or a function.

    WeasyPrint itself goes on without a picture that it may not have; `refused` collects what `pdf` raises afterwards.
    foreign: data: URIs alone.
    """

    def guarded(url: str) -> tuple[bytes, str]:
        try:
            if foreign and not url.lower().startswith("data:"):
                raise ForbiddenResource(url=url[:200])
            return resource(url)
        except ForbiddenResource as fault:
            refused.append(fault)
            raise

    from weasyprint import urls  # noqa: PLC0415

    if not hasattr(urls, "URLFetcher"):

        def fetch(url: str, *_: object, **__: object) -> dict[str, object]:
            data, mime = guarded(url)
            return {"string": data, "mime_type": mime}

        return fetch

    class OwnFiles(urls.URLFetcher):  # type: ignore[misc, unused-ignore]
        def fetch(self, url: str, headers: object = None) -> Any:
            data, mime = guarded(url)
            return urls.URLFetcherResponse(url, data, {"Content-Type": mime})

    return OwnFiles()


@lru_cache(maxsize=1)
def font_faces() -> str:
    """@font-face rules for the four weights that pages use."""
    return "".join(
        f"@font-face{{font-family:'{FONT}';font-weight:{weight};"
        f"src:url('{(FOLDERS[1] / 'files' / f'BeVietnamPro-{name}.ttf').as_uri()}')}}"
        for weight, name in WEIGHTS.items()
    )


# --- PDF and PNG ----------------------------------------------------------------------------------------------------


def _written(
    pages: Iterable[str], css: str, *, progress: Callable[[int], None] | None = None, forms: bool = False,
    foreign: bool = False, finisher: Callable[[Sequence[int]], Callable[[Any, Any], None]] | None = None,
) -> bytes:  # fmt: skip
    """HTML documents under one style sheet → one PDF. finisher: their numbers of pages → what WeasyPrint calls last."""
    weasyprint = _weasyprint()
    from weasyprint.text.fonts import FontConfiguration  # noqa: PLC0415

    refused: list[ForbiddenResource] = []
    base = FOLDERS[0].as_uri() + "/"
    documents = []
    asked = {"pdf_forms": True} if forms else {}
    with _ONE_AT_A_TIME:
        own_files, fonts = fetcher(refused), FontConfiguration()
        style = weasyprint.CSS(string=font_faces() + css, base_url=base, url_fetcher=own_files, font_config=fonts)
        for html in pages:
            page = weasyprint.HTML(string=html, base_url=base, url_fetcher=fetcher(refused, foreign=foreign))
            documents.append(page.render(stylesheets=[style], font_config=fonts, **asked))
            if refused:
                raise refused[0]
            if progress:
                progress(1)
        if not documents:
            raise NothingToPrint()
        whole = documents[0].copy([page for document in documents for page in document.pages])
        last = finisher([len(document.pages) for document in documents]) if finisher else None
        pdf_bytes: bytes = whole.write_pdf(finisher=last, **asked)
    if refused:
        raise refused[0]
    return pdf_bytes


def joined(
    pages: Iterable[str], css: str, *, progress: Callable[[int], None] | None = None, forms: bool = False,
    foreign: bool = False,
) -> bytes:  # fmt: skip
    """Several HTML documents under one style sheet → one PDF; title, language and author are those of the first.

    progress: called with 1 after each document, as `tqdm.update` takes it. forms: <input> as fields of a PDF form.
    foreign: pages of somebody else's, which may use data: URIs alone.
    PrintingUnavailable: no Pango. ForbiddenResource: see `resource`. NothingToPrint: no document.
    """
    return _written(pages, css, progress=progress, forms=forms, foreign=foreign)


def pdf(html: str, css: str) -> bytes:
    """One HTML document with its style sheet → PDF. Errors: those of `joined`."""
    return joined([html], css)


def laid_over(pages: str, common: str, css: str) -> bytes:
    """A document with the pages of another drawn over its own, in turn (1, 2, 1, 2, …), each drawing kept once → PDF.

    So sheets that differ in a name alone take little time and room. Title, language and author are those of `common`.
    Errors: those of `joined`.
    """
    return _written([common, pages], css, finisher=lambda counts: partial(_lay_over, counts[0]))


def _lay_over(common: int, _: Any, written: Any) -> None:
    """Adds the first `common` pages' content to all that follow, and takes them out. written: pydyf.PDF.

    WeasyPrint's pages share their resources, and a page's content may be several streams in PDF.
    """
    from pydyf import Array, Stream  # noqa: PLC0415 (comes with WeasyPrint)

    sheets = [written.objects[number] for number in written.pages["Kids"][::3]]
    keep, restore = Stream([b"q"]), Stream([b"Q"])
    written.add_object(keep)
    written.add_object(restore)
    for place, sheet in enumerate(sheets[common:]):
        over = sheets[place % common]["Contents"]
        sheet["Contents"] = Array([keep.reference, sheet["Contents"], restore.reference, over])
    written.pages["Kids"] = Array(written.pages["Kids"][3 * common :])
    written.pages["Count"] -= common


def rasters(pdf_bytes: bytes, dpi: int) -> Iterator[Image.Image]:
    """The pages of a PDF as RGB pictures of `dpi` dots per inch, on white."""
    import pypdfium2  # noqa: PLC0415 (loads a library of 7 MB)

    document = None
    try:
        with _ONE_AT_A_TIME:
            document = pypdfium2.PdfDocument(pdf_bytes)
            count = len(document)
        for number in range(count):
            with _ONE_AT_A_TIME:
                picture = document[number].render(scale=dpi / 72).to_pil().convert("RGB")
            yield picture
    finally:
        if document is not None:
            with _ONE_AT_A_TIME:
                document.close()


def form(pages: Iterable[str], css: str, *, foreign: bool = False) -> bytes:
    """HTML documents whose <input> are fields → one PDF form, a page or more of each. Errors: those of `joined`.

    foreign: somebody else's pages, which may use data: URIs alone.
    """
    return joined(pages, css, forms=True, foreign=foreign)


def png(pdf_bytes: bytes, dpi: int, page: int = 0) -> bytes:
    """A page of a PDF (0 is the first) → PNG of `dpi` dots per inch, on white."""
    import pypdfium2  # noqa: PLC0415 (loads a library of 7 MB)

    target = io.BytesIO()
    with _ONE_AT_A_TIME:
        document = pypdfium2.PdfDocument(pdf_bytes)
        try:
            bitmap = document[page].render(scale=dpi / 72)
            bitmap.to_pil().save(target, "PNG", dpi=(dpi, dpi))
        finally:
            document.close()
    return target.getvalue()
