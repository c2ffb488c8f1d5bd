"""PDFs that want to crash, stall or fill the reader, and such as it cannot read."""

from __future__ import annotations

import zlib
from collections.abc import Callable

from tests.support.report_pdfs import one_page, pdf_of, stream

TEXT = b"BT /F 12 Tf 72 700 Td (a) Tj ET"
WHITE = b"<</Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8"


def picture(around: bytes = b"") -> bytes:
    """A page that is one picture, perhaps with text that a program recognised on it."""
    return one_page(b"q 595 0 0 842 0 0 cm /X Do Q " + around, {5: stream(b"\xff", WHITE[2:])})


def locked() -> bytes:
    lock = b"/Encrypt<</Filter/Standard/V 2/R 3/Length 128/P -4/O<%s>/U<%s>>>/ID[<00><00>]"
    return one_page(TEXT, trailer=lock % (b"11" * 32, b"22" * 32))


def pages_in_a_ring() -> bytes:
    return pdf_of({
        1: b"<</Type/Catalog/Pages 2 0 R>>",
        2: b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        3: b"<</Type/Pages/Parent 2 0 R/Kids[2 0 R]/Count 1>>",
    })  # fmt: skip


def table_in_a_ring() -> bytes:
    content = one_page(TEXT, trailer=b"/Prev 0")
    start = content.rindex(b"startxref\n") + 10
    at = content[start:].split(b"\n")[0]
    return content.replace(b"/Prev 0", b"/Prev " + at)


def many_pages(count: int) -> bytes:
    kids = b" ".join(b"%d 0 R" % number for number in range(10, 10 + count))
    pages = dict.fromkeys(
        range(10, 10 + count), b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R>>"
    )
    return pdf_of({
        1: b"<</Type/Catalog/Pages 2 0 R>>",
        2: b"<</Type/Pages/Kids[%s]/Count %d>>" % (kids, count),
        4: stream(TEXT),
        **pages,
    })  # fmt: skip


def packed_blanks(megabytes: int) -> bytes:
    """What unpacks to so many blanks: one packed piece again and again, which takes no time."""
    packer, piece = zlib.compressobj(9), b" " * 1_000_000
    first, again = (packer.compress(piece) + packer.flush(zlib.Z_FULL_FLUSH) for _ in range(2))
    return first + again * (megabytes - 1) + packer.flush()


def page_of_packed(packed: bytes, filters: bytes) -> bytes:
    start = b"<</Filter[%s]/Length %d>>stream\n" % (filters, len(packed))
    return one_page(b"", {4: start + packed + b"\nendstream"})


HOSTILE_PDFS: dict[str, tuple[Callable[[], bytes], str]] = {
    "only its first line": (lambda: b"%PDF-1.7\n", "损坏"),
    "noise": (lambda: b"%PDF-1.7\n" + bytes(range(256)) * 400, "损坏"),
    "cut in half": (lambda: one_page(TEXT)[:200], "损坏"),
    "a locked one": (locked, "加密"),
    "a page that is a picture": (picture, "扫描件"),
    "text recognised on a picture": (lambda: picture(TEXT), "扫描件"),
    "an empty page": (lambda: one_page(b""), "扫描件"),
    "no report": (lambda: one_page(TEXT), "表格"),
    "pages in a ring": (pages_in_a_ring, "扫描件"),
    "a table of objects in a ring": (table_in_a_ring, "损坏"),
    "brackets in brackets": (lambda: one_page(b"[" * 100_000), ""),
    "two hundred pages": (lambda: many_pages(200), "过多"),
    "strokes": (lambda: one_page(TEXT + b" 0 0 m 9 9 l S" * 6000), "过多"),
}  # name -> how it is made, and a word of the refusal
IN_A_CHILD: dict[str, Callable[[], bytes]] = {
    "a stream that unpacks to 900 MB": lambda: page_of_packed(packed_blanks(900), b"/FlateDecode"),
    "a drawing that draws itself": lambda: one_page(
        b"/X Do",
        {
            5: stream(
                b"/X Do",
                b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 5 0 R>>>>",
            )
        },
    ),
}
WITH_LONG: dict[str, Callable[[], bytes]] = {
    "packed twice": lambda: page_of_packed(
        zlib.compress(packed_blanks(3000)), b"/FlateDecode/FlateDecode"
    ),
    "a million strokes": lambda: one_page(TEXT + b" 0 0 m 9 9 l S" * 1_000_000),
}
