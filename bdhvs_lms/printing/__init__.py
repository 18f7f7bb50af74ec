"""What is printed: `movement` objects → PDF and PNG. WeasyPrint is loaded only when something is printed."""

from .certificates import Paper, certificate_pdf, certificate_png, certificates_pdf, paper_of
from .engine import available
from .posters import FORMATS, posters

__all__ = [
    "FORMATS",
    "Paper",
    "available",
    "certificate_pdf",
    "certificate_png",
    "certificates_pdf",
    "paper_of",
    "posters",
]
