"""What is printed: `movement` objects → PDF and PNG. WeasyPrint is loaded only when something is rendered."""

from . import bulk, own_pages
from .blank import Blank
from .certificates import Paper, certificate_pdf, certificate_png, certificates_pdf, paper_of
from .class_papers import Call, answer_key, attendance_list, call_list, class_sheet
from .cut import UNCUT, Cut
from .engine import available
from .formats import FORMATS
from .kit import FORMS, Made, make
from .posters import pictures, poster_pdf, poster_png, posters
from .question_sheets import test_sheets

__all__ = [
    "FORMATS",
    "FORMS",
    "UNCUT",
    "Blank",
    "Call",
    "Cut",
    "Made",
    "Paper",
    "answer_key",
    "attendance_list",
    "available",
    "bulk",
    "call_list",
    "certificate_pdf",
    "certificate_png",
    "certificates_pdf",
    "class_sheet",
    "make",
    "own_pages",
    "paper_of",
    "pictures",
    "poster_pdf",
    "poster_png",
    "posters",
    "test_sheets",
]
