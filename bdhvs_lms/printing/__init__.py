"""What is printed: `movement` objects → PDF and PNG. WeasyPrint is loaded only when something is rendered."""

from . import bulk
from .certificates import Paper, certificate_pdf, certificate_png, certificates_pdf, paper_of
from .class_papers import Call, answer_key, attendance_list, call_list, class_sheet
from .engine import available
from .posters import FORMATS, posters
from .question_sheets import test_sheets

__all__ = [
    "FORMATS",
    "Call",
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
    "paper_of",
    "posters",
    "test_sheets",
]
