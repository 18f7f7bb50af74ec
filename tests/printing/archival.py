"""What PDF/A-3b (ISO 19005-3) asks of a file like ours and can be seen in its structure, as a list of what is wrong.

No validator could be had from the registries, so this is a check of our own, by pikepdf: fonts embedded, with the
widths of their programs and with ToUnicode; output intent; XMP that agrees with the document's information; tags that
match what is painted, nothing painted untagged; no forbidden parts. docs/giay.md says what it looks at.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

import pikepdf
from fontTools.ttLib import TTFont
from PIL import ImageCms

FORBIDDEN_KEYS = {"/JS", "/JavaScript", "/AA", "/OpenAction", "/OCProperties", "/XFA", "/Encrypt", "/PS", "/OPI", "/TR",
                  "/HTP", "/Alternates", "/AcroForm", "/Launch", "/Movie", "/Sound"}  # fmt: skip
FILTERS = {"/FlateDecode", "/DCTDecode", "/CCITTFaxDecode"}
PAINTING = {"S", "s", "f", "F", "f*", "B", "B*", "b", "b*", "sh", "Do", "Tj", "TJ", "'", '"', "INLINE IMAGE"}
DAMAGING = {"k", "K"}


def faults(pdf: bytes) -> list[str]:
    with pikepdf.open(io.BytesIO(pdf)) as document:
        return [*_file(pdf, document), *_metadata(document), *_fonts(document), *_structure(document)]


def _file(pdf: bytes, document: pikepdf.Pdf) -> Iterator[str]:
    if not re.match(rb"%PDF-1\.7\n%[\x80-\xff]{4}", pdf):
        yield "no header of PDF 1.7 with a binary comment"
    if document.is_encrypted or "/ID" not in document.trailer:
        yield "encrypted, or without identity"
    if document.check_pdf_syntax():
        yield f"syntax: {document.check_pdf_syntax()[:3]}"
    for one in document.objects:
        keys = set(one.keys()) if isinstance(one, pikepdf.Dictionary | pikepdf.Stream) else set()
        if keys & FORBIDDEN_KEYS:
            yield f"forbidden: {sorted(keys & FORBIDDEN_KEYS)}"
        if isinstance(one, pikepdf.Stream):
            used = one.get("/Filter", pikepdf.Array())
            named = {str(used)} if isinstance(used, pikepdf.Name) else {str(name) for name in used}
            if named - FILTERS:
                yield f"filter: {named - FILTERS}"
            if one.get("/Interpolate", False) or "/F" in one:
                yield "a picture that is smoothed, or a stream in another file"
    for page in document.pages:
        if page.get("/Annots"):
            yield "annotations"


def _metadata(document: pikepdf.Pdf) -> Iterator[str]:
    root = document.Root
    if "/Metadata" not in root:
        yield "no metadata"
        return
    if "/Filter" in root.Metadata:
        yield "metadata are packed"
    with document.open_metadata() as said:
        if (said.get("pdfaid:part"), said.get("pdfaid:conformance")) != ("3", "B"):
            yield "doesn't say that it is PDF/A-3b"
        info = document.docinfo
        agree = {
            "/Title": said.get("dc:title"), "/Author": (said.get("dc:creator") or [None])[0],
            "/Creator": said.get("xmp:CreatorTool"), "/Producer": said.get("pdf:Producer"),
        }  # fmt: skip
        yield from (f"{key} differs in XMP" for key, value in agree.items() if str(info.get(key)) != value)
        if set(info.keys()) - set(agree):
            yield "information that XMP doesn't have"
    intents = list(root.get("/OutputIntents", []))
    if len(intents) != 1 or intents[0].S != "/GTS_PDFA1":
        yield "not one output intent"
        return
    profile = intents[0].DestOutputProfile
    opened = ImageCms.ImageCmsProfile(io.BytesIO(profile.read_bytes())).profile
    if (opened.device_class, opened.xcolor_space.strip(), profile.N, opened.version < 5) != ("mntr", "RGB", 3, True):
        yield "the output profile isn't one of three colours"
    if str(root.get("/Lang", "")) != "vi" or not root.get("/ViewerPreferences", {}).get("/DisplayDocTitle"):
        yield "no language, or the title isn't shown"


def _fonts(document: pikepdf.Pdf) -> Iterator[str]:
    shown: dict[str, set[int]] = {}
    fonts: dict[str, Any] = {}
    for page in document.pages:
        for font in page.Resources.get("/Font", {}).values():
            fonts[str(font.BaseFont)] = font
        for codes, font in _glyphs(page):
            shown.setdefault(str(font.BaseFont), set()).update(codes)
    for called, font in fonts.items():
        if font.Subtype != "/Type0" or font.Encoding != "/Identity-H" or "/ToUnicode" not in font:
            yield f"{called}: not a Type 0 font with ToUnicode"
            continue
        inner = font.DescendantFonts[0]
        if not re.match(r"/[A-Z]{6}\+", called) or inner.get("/CIDToGIDMap") != "/Identity":
            yield f"{called}: not named as a subset, or glyphs aren't found"
        if "/FontFile2" not in inner.FontDescriptor:
            yield f"{called}: not embedded"
            continue
        program = TTFont(io.BytesIO(inner.FontDescriptor.FontFile2.read_bytes()))
        meant = font.ToUnicode.read_bytes()
        widths = _widths(inner)
        order = program.getGlyphOrder()
        for glyph in shown.get(called, ()):
            unit = program["head"].unitsPerEm
            if abs(widths.get(glyph, inner.get("/DW", 1000)) - program["hmtx"][order[glyph]][0] * 1000 / unit) > 1:
                yield f"{called}: width of glyph {glyph}"
            if not re.search(rb"<%04x>" % glyph, meant, re.IGNORECASE):
                yield f"{called}: glyph {glyph} means nothing"


def _glyphs(page: Any) -> Iterator[tuple[list[int], Any]]:
    font = None
    for operands, operator in pikepdf.parse_content_stream(page):
        if str(operator) == "Tf":
            font = page.Resources.Font[str(operands[0])]
        if str(operator) in {"Tj", "TJ"}:
            texts = [operands[0]] if str(operator) == "Tj" else list(operands[0])
            raw = b"".join(bytes(one) for one in texts if isinstance(one, pikepdf.String))
            yield [int.from_bytes(raw[at : at + 2], "big") for at in range(0, len(raw), 2)], font


def _widths(inner: Any) -> dict[int, float]:
    found, values = {}, list(inner.W)
    for first, group in zip(values[::2], values[1::2], strict=True):
        found.update({int(first) + at: float(width) for at, width in enumerate(group)})
    return found


def _structure(document: pikepdf.Pdf) -> Iterator[str]:
    root = document.Root
    if not root.get("/MarkInfo", {}).get("/Marked") or "/StructTreeRoot" not in root:
        yield "not tagged"
        return
    numbers = list(root.StructTreeRoot.ParentTree.Nums)
    parents = {int(key): list(value) for key, value in zip(numbers[::2], numbers[1::2], strict=True)}
    for place, page in enumerate(document.pages):
        marks, loose = _marks(page)
        if loose:
            yield f"page {place}: {loose} painted outside of tags"
        elements = parents.get(int(page.get("/StructParents", -1)), [])
        named = {at for at, one in enumerate(elements) if one is not None}
        if set(marks) != named or len(marks) != len(set(marks)):
            yield f"page {place}: tags {sorted(set(marks) ^ named)} have no element, or no content"
        for at in named:
            one = elements[at]
            if at != one.K or one.Pg.objgen != page.objgen or one.objgen not in {kid.objgen for kid in one.P.K}:
                yield f"page {place}: element {at} isn't where it should be"
            if one.S == "/Figure" and not str(one.get("/Alt", "")):
                yield f"page {place}: a picture without words"


def _marks(page: Any) -> tuple[list[int], int]:
    """→ (numbers of marked contents, how much is painted outside of any)."""
    marks, depth, loose = [], 0, 0
    for operands, operator in pikepdf.parse_content_stream(page):
        if str(operator) in {"BDC", "BMC"}:
            depth += 1
            if str(operator) == "BDC":
                marks.append(int(operands[1]["/MCID"]))
        depth -= str(operator) == "EMC"
        loose += str(operator) in PAINTING and depth != 1
        loose += str(operator) in DAMAGING  # colours of a printing press, which the output intent doesn't describe
    return marks, loose + abs(depth)
