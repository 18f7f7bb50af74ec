"""Makes the pictures of README and docs from the product itself: `.venv/bin/python tools/pictures.py`."""

from __future__ import annotations

import io
import shutil
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import pypdfium2
import waitress
from PIL import Image
from playwright.sync_api import Page, sync_playwright

from bdhvs_lms.field.installation import Installation, open_installation
from bdhvs_lms.field.server import allowed_hosts, application

OUT = Path(__file__).parents[1] / "docs" / "pictures"
BDHVS = str(Path(sys.executable).with_name("bdhvs"))
PHONE = {"width": 360, "height": 720}


def save(picture: Image.Image, name: str, width: int) -> None:
    """A small PNG: these travel with every clone."""
    height = round(picture.height * width / picture.width)
    small = picture.convert("RGB").resize((width, height), Image.Resampling.LANCZOS)
    small.quantize(96, dither=Image.Dither.NONE).save(OUT / f"{name}.png", optimize=True)


def shot(page: Page, address: str, name: str) -> None:
    page.goto(address)
    save(Image.open(io.BytesIO(page.screenshot())), name, page.viewport_size["width"] if page.viewport_size else 360)


def pdf(path: Path, name: str, width: int) -> None:
    document = pypdfium2.PdfDocument(path)
    save(document[0].render(scale=2).to_pil(), name, width)
    document.close()


def serve(installation: Installation) -> str:
    server = waitress.create_server(application(installation, allowed_hosts(installation)), host="127.0.0.1", port=0)
    threading.Thread(target=server.run, daemon=True).start()
    return f"http://127.0.0.1:{server.effective_port}"


def main() -> None:
    OUT.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="bdhvs-pictures-") as folder:
        data = Path(folder) / "data"
        subprocess.run([BDHVS, "init", "--sample", "--issuer", "Cơ quan mẫu (MẪU)", "--data", str(data)], check=True)
        posters = ["posters", "--sample", "--unit", "03637", "--course", "an-toan-tren-mang", "--format", "a4"]
        subprocess.run([BDHVS, *posters, "--out", f"{folder}/poster.pdf", "--data", str(data)], check=True)
        installation = open_installation(data)
        serial = next(installation.store.certificates()).serial
        paper = ["certificates", "render", serial, "--out", f"{folder}/paper.pdf", "--data", str(data)]
        subprocess.run([BDHVS, *paper], check=True)
        pdf(Path(folder) / "poster.pdf", "poster", 420)
        pdf(Path(folder) / "paper.pdf", "certificate", 640)
        base = serve(installation)
        with sync_playwright() as play:
            chromium = play.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
            phone = chromium.new_page(viewport=PHONE, locale="vi-VN")  # type: ignore[arg-type]
            shot(phone, f"{base}/hoc/an-toan-tren-mang/cuoc-goi-lua-dao", "lesson")
            shot(phone, f"{base}/hoc/an-toan-tren-mang/cuoc-goi-lua-dao/kiem-tra", "quiz")
            shot(phone, f"{base}/tien-do?chi-tieu=mau", "board")
            shot(phone, f"{base}/x/{serial}", "check")
            chromium.close()


if __name__ == "__main__":
    main()
