"""What makes a PDF file a PDF/A-3b in Vietnamese: fonts, colours, metadata, files that go along."""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Final
from xml.sax.saxutils import escape

from PIL import ImageCms

from bdhvs_lms import __version__

from .pdf_file import PdfFile, name, text
from .typeface import Face

LANGUAGE: Final = "vi"
PRODUCER: Final = f"bdhvs_lms {__version__}"
_SYMBOLIC: Final = 4
_XMP: Final = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/"
 xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">
<pdfaid:part>3</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>
<dc:format>application/pdf</dc:format>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>
<dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language>
<xmp:CreatorTool>{producer}</xmp:CreatorTool><pdf:Producer>{producer}</pdf:Producer>
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="w"?>"""


@dataclass(frozen=True, slots=True)
class Attached:
    """A file that goes along. said: what it is, for people. at: when it was made."""

    name: str
    mime: str
    data: bytes
    said: str
    at: datetime


@lru_cache(maxsize=1)
def srgb() -> bytes:
    """The sRGB profile. Its day is a fixed one, so that the same paper is the same file."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    profile[24:36] = b"\x07\xea\0\1\0\1\0\0\0\0\0\0"
    profile[84:100] = bytes(16)
    return bytes(profile)


@lru_cache(maxsize=1)
def _packed_srgb() -> bytes:
    return zlib.compress(srgb(), 9)


def font(file: PdfFile, face: Face, codes: frozenset[int], number: int) -> None:
    """Puts a font under `number`: a subset with these characters, their widths and what they mean."""
    called = b"/" + _tag(face, codes) + b"+" + face.name.encode()
    glyphs = {face.glyphs[code]: code for code in sorted(codes)}
    program = face.subset(codes)
    embedded = file.stream(program, b"/Length1 %d" % len(program))
    box = b" ".join(b"%d" % edge for edge in face.box)
    descriptor = file.put(
        b"<</Type/FontDescriptor/FontName%s/Flags %d/FontBBox[%s]/ItalicAngle 0/Ascent %d/Descent %d/CapHeight %d"
        b"/StemV %d/FontFile2 %d 0 R>>"
        % (called, _SYMBOLIC, box, face.ascent, face.descent, face.cap_height, face.weight // 5, embedded)
    )
    widths = b"".join(b"%d[%d]" % (glyph, face.widths[glyph]) for glyph in sorted(glyphs))
    drawn = file.put(
        b"<</Type/Font/Subtype/CIDFontType2/BaseFont%s"
        b"/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>"
        b"/FontDescriptor %d 0 R/DW 0/W[%s]/CIDToGIDMap/Identity>>" % (called, descriptor, widths)
    )
    meaning = file.stream(_meaning(glyphs))
    file.put(
        b"<</Type/Font/Subtype/Type0/BaseFont%s/Encoding/Identity-H/DescendantFonts[%d 0 R]/ToUnicode %d 0 R>>"
        % (called, drawn, meaning),
        number,
    )


def _tag(face: Face, codes: Iterable[int]) -> bytes:
    """Six letters that tell this subset from another."""
    mixed = hash((face.weight, *sorted(codes))) & 0xFFFFFFFF
    letters = []
    for _ in range(6):
        mixed, letter = divmod(mixed, 26)
        letters.append(65 + letter)
    return bytes(letters)


def _meaning(glyphs: dict[int, int]) -> bytes:
    lines = [f"<{glyph:04X}><{chr(code).encode('utf-16-be').hex().upper()}>" for glyph, code in sorted(glyphs.items())]
    blocks = [lines[at : at + 100] for at in range(0, len(lines), 100)]
    mapped = "\n".join(f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar" for block in blocks)
    return (
        "/CIDInit/ProcSet findresource begin 12 dict begin begincmap\n"
        "/CIDSystemInfo<</Registry(Adobe)/Ordering(UCS)/Supplement 0>>def\n"
        "/CMapName/Adobe-Identity-UCS def/CMapType 2 def\n"
        f"1 begincodespacerange<0000><FFFF>endcodespacerange\n{mapped}\n"
        "endcmap CMapName currentdict/CMap defineresource pop end end"
    ).encode()


def catalog(
    file: PdfFile, pages: int, structure: int, title: str, author: str, attached: Attached | None
) -> tuple[int, int]:
    """Puts the catalog and what it leads to → (its number, that of the information dictionary)."""
    said = {key: escape(value) for key, value in (("title", title), ("author", author))}
    xmp = _XMP.format(**said, language=LANGUAGE, producer=escape(PRODUCER)).encode()
    metadata = file.stream(xmp, b"/Type/Metadata/Subtype/XML", packed=False)
    profile = file.stream(_packed_srgb(), b"/N 3/Filter/FlateDecode", packed=False)
    files = _attach(file, attached) if attached else b""
    root = file.put(
        b"<</Type/Catalog/Pages %d 0 R/Lang(%s)/MarkInfo<</Marked true>>/StructTreeRoot %d 0 R/Metadata %d 0 R"
        b"/ViewerPreferences<</DisplayDocTitle true>>/OutputIntents[<</Type/OutputIntent/S/GTS_PDFA1"
        b"/OutputConditionIdentifier(sRGB)/Info(sRGB)/DestOutputProfile %d 0 R>>]%s>>"
        % (pages, LANGUAGE.encode(), structure, metadata, profile, files)
    )
    info = file.put(
        b"<</Title%s/Author%s/Creator%s/Producer%s>>" % (text(title), text(author), text(PRODUCER), text(PRODUCER))
    )
    return root, info


def _attach(file: PdfFile, attached: Attached) -> bytes:
    """Entries of the catalog for a file that goes along as data of the whole document (PDF/A-3)."""
    made = f"D:{attached.at:%Y%m%d%H%M%S}Z".encode()
    stream = file.stream(
        attached.data,
        b"/Type/EmbeddedFile/Subtype%s/Params<</Size %d/ModDate(%s)>>"
        % (name(attached.mime), len(attached.data), made),
    )
    called = text(attached.name)
    spec = file.put(
        b"<</Type/Filespec/F%s/UF%s/Desc%s/AFRelationship/Data/EF<</F %d 0 R/UF %d 0 R>>>>"
        % (called, called, text(attached.said), stream, stream)
    )
    return b"/AF[%d 0 R]/Names<</EmbeddedFiles<</Names[%s %d 0 R]>>>>" % (spec, called, spec)
