"""Reports as PDF, printed by Chromium, and small PDFs written by hand."""

from __future__ import annotations

import os
import shutil
import zlib
from collections.abc import Mapping

from playwright.sync_api import sync_playwright

BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
CHROMIUM = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)
SHEET = """<style>@page{size:A4;margin:30mm 26mm} body{font:14pt/26pt serif} p{margin:0}
table{border-collapse:collapse;width:100%;font-size:9pt;line-height:1.3;text-align:center}
td{border:1px solid #000;padding:2px}</style>"""
NUMBERED = {
    "display_header_footer": True,
    "header_template": "<span></span>",
    "footer_template": '<p style="font-size:9pt;width:100%;text-align:center">— <span class="pageNumber"></span> —</p>',
}


def as_pdfs(pages: Mapping[str, str], sheet: str = SHEET) -> dict[str, bytes]:
    """Print web pages on A4, with numbers at their feet."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page()
        printed = {}
        for name, html in pages.items():
            page.set_content(html.replace("<head>", f"<head>{sheet}"))
            printed[name] = page.pdf(prefer_css_page_size=True, print_background=True, **NUMBERED)
        browser.close()
    return printed


def pdf_of(objects: Mapping[int, bytes], trailer: bytes = b"") -> bytes:
    """A PDF of these objects, the first of them its root."""
    body, places = b"%PDF-1.7\n", {}
    for number, content in objects.items():
        places[number] = len(body)
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%d 1\n%010d 00000 n \n" % place for place in places.items())
    start = len(body)
    ending = b"trailer<</Root 1 0 R/Size %d%s>>" % (max(objects) + 1, trailer)
    return (
        body
        + b"xref\n0 1\n0000000000 65535 f \n"
        + table
        + ending
        + b"\nstartxref\n%d\n%%%%EOF" % start
    )


def stream(content: bytes, extra: bytes = b"") -> bytes:
    packed = zlib.compress(content)
    start = b"<</Filter/FlateDecode/Length %d%s>>stream\n" % (len(packed), extra)
    return start + packed + b"\nendstream"


def one_page(
    content: bytes, extra: Mapping[int, bytes] | None = None, trailer: bytes = b""
) -> bytes:
    """A PDF of one page that draws this."""
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</XObject<</X 5 0 R>>/Font<</F 6 0 R>>>>>>"
    objects = {
        1: b"<</Type/Catalog/Pages 2 0 R>>",
        2: b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        3: page,
        4: stream(content),
        6: b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    }
    return pdf_of({**objects, **(extra or {})}, trailer)
