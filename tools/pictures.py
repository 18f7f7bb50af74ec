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
    small.quantize(128, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE).save(OUT / f"{name}.png", optimize=True)


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


def kit(folder: Path) -> None:
    """The campaign kit of one lesson, as an installation with a public address prints it."""
    data, out = folder / "real", folder / "kit"
    address = ["--address", "https://hoc.laichau.example"]
    subprocess.run([BDHVS, "init", "--issuer", "UBND xã Mường Kim", *address, "--data", str(data)], check=True)
    posters = ["posters", "--unit", "03637", "--course", "vneid-va-dich-vu-cong", "--lesson", "VN02", "--format", "all"]
    subprocess.run([BDHVS, *posters, "--out", str(out), "--data", str(data)], check=True)
    for name, width in {"a4": 320, "standee": 240, "banner": 900, "card": 240, "handout": 420}.items():
        pdf(out / f"{name}.pdf", f"kit-{name}", width)
    for name, width in {"square": 360, "board": 640}.items():
        save(Image.open(out / f"{name}.png"), f"kit-{name}", width)


def block(page: Page, file: Path) -> None:
    """The block for web pages on a page of an agency."""
    text = file.read_text(encoding="utf-8")
    page.set_content(f'<body style="font-family: Arial, sans-serif; padding: 8px"><h2>UBND xã Mường Kim</h2>{text}')
    save(Image.open(io.BytesIO(page.screenshot())), "kit-web", 540)


def main() -> None:
    OUT.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="bdhvs-pictures-") as folder:
        data = Path(folder) / "data"
        subprocess.run([BDHVS, "init", "--sample", "--issuer", "Cơ quan mẫu (MẪU)", "--data", str(data)], check=True)
        kit(Path(folder))
        poster = ["posters", "--sample", "--unit", "03637", "--course", "an-toan-tren-mang", "--lesson", "AT01"]
        subprocess.run([BDHVS, *poster, "--out", f"{folder}/poster.pdf", "--data", str(data)], check=True)
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
            block(chromium.new_page(viewport={"width": 720, "height": 420}), Path(folder) / "kit" / "web.html")
            chromium.close()


if __name__ == "__main__":
    main()
