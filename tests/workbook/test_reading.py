"""The offline workbook comes back: only what was changed, and every damage named or healed."""

import io
import random
import shutil
import subprocess
import xml.etree.ElementTree as ElementTree
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from reports.form.numbers import shown_figure
from reports.reading import Unreadable
from reports.reading.doubts import OLD_OR_LOCKED
from reports.workbook import (
    BrokenSignature,
    Stamp,
    read_in_child,
    read_signed_stamp,
    read_workbook,
    sign_stamp,
)
from reports.workbook.layout import GUIDE_SHEET, STAMP_SHEET
from reports.workbook.notices import NOT_OURS, STAMP_GONE, Weight
from tests.support.hostile_reports import HOSTILE, docx
from tests.support.hostile_workbooks import old_excel
from tests.support.lengths import so_many
from tests.support.offline_books import (
    EDITIONS,
    OVERVIEW,
    S2,
    S3,
    S4,
    damaged,
    dragged,
    make_stamp,
    merged,
    plain,
    put,
    random_stamp,
    renamed,
    shift,
    sign,
    swap_rows,
    type_in,
    unmerged,
    without_name,
    without_names,
    written,
)
from tests.support.steps import steps_of

NEW = "requests.new_received.natural_person"
GRANTED = "requests.granted.natural_person"
PARTLY = "requests.partially_granted.natural_person"
RULES, DOCS = "art20_1.rules.made", "art20_1.normative_docs.made"
PENALTY = "art20_6.penalty.decisions"
FEES = "art20_8.fees.amount"
REVIEW = "disputes.review.upheld"
PLAIN = plain()
every_edition = pytest.mark.parametrize("edition", EDITIONS.values(), ids=lambda e: e.id)
BATCHES = so_many(1, 10)  # of 25 random reports, in each edition


def read(*damages, content=PLAIN):
    return read_workbook(damaged(content, *damages))


def told(filled, weight=Weight.PROBLEM):
    return [(n.sheet, n.address, n.found) for n in filled.notices if n.weight == weight]


# Round trip --------------------------------------------------------------------------------


@every_edition
@pytest.mark.parametrize("seed", range(BATCHES))
def test_what_nobody_touched_is_no_change(edition, seed):
    """Of 100 random reports, or 500 with LONG=1: nothing is proposed, and what stood there is what is kept."""
    rng = random.Random(seed)
    for _ in range(25):
        stamp = random_stamp(edition, rng)
        filled = read_workbook(written(stamp))
        assert (filled.cells, filled.texts, filled.notices) == ({}, {}, ())
        assert read_signed_stamp(filled.signed_stamp, sign) == stamp


@every_edition
@pytest.mark.parametrize("seed", range(so_many(4, 100)))
def test_exactly_what_was_changed_is_proposed(edition, seed):
    """Written by another program, without the results of formulas."""
    rng = random.Random(seed)
    stamp = random_stamp(edition, rng)
    # openpyxl itself turns the letters _x0041_ into A when it saves
    stamp = replace(stamp, texts={c: text.replace("_x", "x") for c, text in stamp.texts.items()})
    open_cells = [cell for cell in edition.cells.values() if not cell.computed]
    changes, wanted = [], {}
    for cell in rng.sample(open_cells, 12):
        figure = rng.choice((None, 0, rng.randrange(10**6)))
        shown = shown_figure(figure, cell.kind)
        changes.append(put(cell.id, figure))
        if shown != stamp.cells.get(cell.id, ""):
            wanted[cell.id] = shown
    filled = read(*changes, type_in(OVERVIEW, "B5", "改过的一段"), content=written(stamp))
    assert filled.cells == wanted
    assert list(filled.texts) == ["s1_overview"]
    assert filled.texts["s1_overview"].startswith("改过的一段")
    assert told(filled) == []


def test_a_text_may_grow_and_lose_paragraphs():
    assert read(type_in(OVERVIEW, "B7", "第三段")).texts == {
        "s1_overview": "第一段\n第二段\n第三段"
    }
    assert read(type_in(OVERVIEW, "B5", None)).texts == {"s1_overview": "第二段"}
    assert read(shift(OVERVIEW, row=6, by=1), type_in(OVERVIEW, "B6", "中间")).texts == {
        "s1_overview": "第一段\n中间\n第二段"
    }
    assert read(type_in(OVERVIEW, "B5", "一行\n又一行")).texts == {
        "s1_overview": "一行\n又一行\n第二段"
    }


def test_what_is_no_character_is_left_out():
    written_so = "甲_x0000__xD800_乙_xD842__xDFB7__x0041_"
    filled = read(type_in(OVERVIEW, "B5", written_so), put(NEW, written_so))
    assert filled.texts["s1_overview"].startswith("甲\ufffd乙𠮷A")
    assert [n.found for n in filled.notices] == ["甲\ufffd乙𠮷A"]


def test_the_longest_texts_come_back():
    edition = EDITIONS["2021"]
    texts = {s.code: "𠮷" * 19_999 + "。" for s in edition.sections if s.is_narrative}
    filled = read_in_child(written(make_stamp(edition, {}, texts)))
    assert (filled.texts, filled.notices) == ({}, ())
    assert read_signed_stamp(filled.signed_stamp, sign).texts == texts


def test_a_file_in_another_programs_dialect_reads_the_same():
    """Names of elements with a prefix, and every text in its cell."""
    content = xml_changed(PLAIN, "<v>10</v>", "<v>12</v>")
    filled = read_workbook(in_dialect(content))
    assert filled == read_workbook(content)
    assert filled.cells == {NEW: "12"}


def in_dialect(content: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(stream, "w") as target:
        strings = list(ElementTree.fromstring(source.read("xl/sharedStrings.xml")))
        for name in source.namelist():
            root = ElementTree.fromstring(source.read(name)) if name.startswith("xl/") else None
            if root is None:
                target.writestr(name, source.read(name))
                continue
            for cell in root.iter(f"{{{MAIN}}}c"):
                if cell.get("t") == "s":
                    text = strings[int(cell[0].text)]
                    cell.set("t", "inlineStr")
                    cell[0].tag, cell[0].text = f"{{{MAIN}}}is", None
                    cell[0].extend(text)
            target.writestr(name, ElementTree.tostring(root), zipfile.ZIP_DEFLATED)
    return stream.getvalue()


MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def test_a_text_that_is_deleted_is_to_be_looked_at():
    filled = read(type_in(OVERVIEW, "B5", None), type_in(OVERVIEW, "B6", None))
    assert filled.texts == {"s1_overview": ""}
    assert [n.weight for n in filled.notices] == [Weight.DOUBT]


def test_text_beside_its_column_is_named():
    filled = read(type_in(OVERVIEW, "C6", "写错地方"))
    assert filled.texts == {}
    assert told(filled) == [(OVERVIEW, "C6", "写错地方")]


# What is pasted into cells -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("12", "12"), ("１２", "12"), (" 1,234 ", "1234"), ("12件", "12"), ("10", None),
        (12.0, "12"), ("十二", "problem"), ("—", "problem"), ("/", "problem"), ("无", "problem"),
        ("约 12 件", "problem"), (12.5, "problem"), (-3, "problem"), (True, "problem"),
        ("#N/A", "problem"), (10**13, "problem"),
    ],
)  # fmt: skip
def test_what_was_pasted_is_a_number_or_named(value, shown):
    filled = read(put(NEW, value))
    if shown == "problem":
        assert filled.cells == {}
        [(sheet, address, found)] = told(filled)
        assert (sheet, address) == (S3, "D7")
        assert found
    else:
        assert filled.cells == ({} if shown is None else {NEW: shown})
        assert filled.notices == ()


def test_a_figure_that_is_gone_is_to_be_looked_at():
    """Perhaps it was cleared, perhaps it was lost when cells were merged and taken apart again."""
    filled = read(put(NEW, None))
    assert filled.cells == {NEW: ""}
    assert [(n.weight, n.address) for n in filled.notices] == [(Weight.DOUBT, "D7")]


@pytest.mark.parametrize("format_", ["0%", "yyyy-mm-dd", "m月d日", "[$-804]yyyy年m月d日"])
def test_a_number_that_shows_as_something_else_is_not_taken(format_):
    assert [n.weight for n in read(put(NEW, 12, format_)).notices] == [Weight.PROBLEM]
    assert read(put(NEW, 10, format_)).notices == ()  # it is what it was


def test_money_with_its_unit_is_put_into_ten_thousands():
    assert read(put(FEES, "15715500元")).cells == {FEES: "1571.55"}
    assert read(put(FEES, 1571.5499999999999)).cells == {FEES: "1571.55"}


def test_a_formula_counts_by_the_result_that_the_file_keeps():
    assert told(read(put(NEW, "=5+6"))) == [(S3, "D7", "")]  # the test's program keeps none
    kept = xml_changed(PLAIN, "<v>10</v>", "<f>5+6</f><v>11</v>")
    filled = read_workbook(kept)
    assert filled.cells == {NEW: "11"}
    assert [n.weight for n in filled.notices if NEW in n.places] == [Weight.DOUBT]


def xml_changed(content: bytes, old: str, new: str) -> bytes:
    """The sheet of section three with the first such place of its text changed."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(stream, "w") as target:
        for name in source.namelist():
            part = source.read(name)
            if name == "xl/worksheets/sheet4.xml":
                part = part.replace(old.encode(), new.encode(), 1)
            target.writestr(name, part, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


# Sheets that were worked in --------------------------------------------------------------------


@pytest.mark.parametrize(
    "damages",
    [
        [shift(S3, row=9, by=1)], [shift(S3, row=1, by=2)], [shift(S3, column=1, by=1)],
        [shift(S3, column=6, by=2)], [shift(S2, row=5, by=3)], [shift(S4, row=7, by=1)],
        [shift(S4, column=3, by=1)], [without_names], [without_name(NEW)],
        [shift(S3, row=9, by=1), without_names], [shift(S2, column=1, by=1), without_names],
        [lambda book: setattr(book[S3], "title", "改了名")],
        [lambda book: setattr(book[S3], "title", "改了名"), without_names],
        [renamed(S3, "改了名")],
        [lambda book: setattr(book[STAMP_SHEET], "title", "Sheet9")],
        [lambda book: book.copy_worksheet(book[S3])],
        [lambda book: book.remove(book[GUIDE_SHEET])],
        [unmerged(S2, "B13:D13")],
    ],
)  # fmt: skip
def test_what_moved_as_a_whole_is_found_with_certainty(damages):
    """Changed first, then moved about: the change is found, and nothing else is."""
    changes = {NEW: "77", DOCS: "78", REVIEW: "79", PENALTY: "80"}
    filled = read(*[put(cell, int(shown)) for cell, shown in changes.items()], *damages)
    assert (filled.cells, told(filled)) == (changes, [])


def test_sorted_rows_are_read_by_their_labels():
    filled = read(put(RULES, 5), put(DOCS, 9), swap_rows(S2, 6, 7, "ABCDE"))
    assert filled.cells == {RULES: "5", DOCS: "9"}
    assert [(n.weight, n.sheet) for n in filled.notices] == [(Weight.REMARK, S2)]


@pytest.mark.parametrize("columns", ["A", "ABCD"])
def test_labels_sorted_apart_from_figures_are_not_guessed_at(columns):
    """Whether the figures went along cannot be told once the mark of the row did not."""
    filled = read(put(RULES, 5), put(DOCS, 9), swap_rows(S2, 6, 7, columns))
    assert filled.cells == {}
    assert {cell for n in filled.notices for cell in n.places} == {
        f"art20_1.{row}.{column}"
        for row in ("rules", "normative_docs")
        for column in ("made", "repealed", "in_force")
    }


@pytest.mark.parametrize(
    ("damages", "lost"),
    [
        ([merged(S3, "D7:E7")], {NEW, NEW.replace("natural_person", "commercial_enterprise")}),
        ([merged(S3, "D9:D10")], {GRANTED, PARTLY}),
        ([unmerged(S2, "B13:D13"), type_in(S2, "C13", 3)], {PENALTY}),
        ([dragged(NEW, GRANTED)], {NEW, GRANTED}),
        ([type_in(S2, "A13", "处罚")], {PENALTY}),
        ([shift(S2, row=13, by=-1)], {PENALTY}),
        ([type_in(S3, "D5", "个人"), without_names], {"natural_person"}),
        ([type_in(S3, "D5", "个人")], {"natural_person"}),
        ([shift(S3, column=4, by=-1)], {"natural_person"}),
        ([shift(S3, row=7, by=-1)], {"new_received"}),
        ([lambda book: book.remove(book[S4])], {"disputes"}),
    ],
)  # fmt: skip
def test_what_cannot_be_told_is_named_and_not_taken(damages, lost):
    """With the others of the report changed, which are taken."""
    filled = read(put(FEES, 3), *damages)
    named = {cell for n in filled.notices if n.weight is Weight.PROBLEM for cell in n.places}
    whole = {part for part in lost if "." not in part}
    cells = {
        cell.id
        for cell in EDITIONS["2021"].cells.values()
        if not cell.computed and (cell.id in lost or whole & set(cell.id.split(".")))
    }
    assert named >= cells
    assert filled.cells == {FEES: "3"}
    for notice in filled.notices:
        assert notice.sheet
        assert notice.expected.texts["zh"]
        assert notice.reason.texts["en"]


NUMBERED = {c.id: 1000 + n for n, c in enumerate(EDITIONS["2021"].cells.values()) if not c.computed}
FILLED = damaged(PLAIN, *[put(cell, number) for cell, number in NUMBERED.items()])


def random_damages(rng):
    """What a day of work may do to sheets, in an order that is possible."""
    one, other = rng.sample(range(12, 20), 2)  # rows of one group of section three
    cells = rng.sample(list(NUMBERED), 2)
    row, column = rng.randrange(7, 31), rng.choice("DEFGHI")
    possible = [
        swap_rows(S3, one, other, "CDEFGHIJ" + rng.choice(("", "K"))),
        swap_rows(S2, 6, 7, "ABCD" + rng.choice(("", "E"))),
        swap_rows(S3, one, other, "C"),
        dragged(*cells),
        merged(S3, f"{column}{row}:{chr(ord(column) + rng.randrange(2))}{row + 1}"),
        shift(S3, row=rng.randrange(1, 33), by=rng.choice((-2, -1, 1, 3))),
        shift(S3, column=rng.randrange(1, 12), by=rng.choice((-1, 1, 2))),
        shift(S2, row=rng.randrange(1, 18), by=rng.choice((-1, 1))),
        shift(S4, column=rng.randrange(1, 16), by=rng.choice((-1, 1))),
        shift(S4, row=rng.randrange(4, 9), by=rng.choice((-1, 1))),
        without_names,
    ]
    picked = rng.sample(range(len(possible)), rng.randrange(1, 4))
    if {0, 2} <= set(picked) or {3, 10} <= set(picked):
        return []  # figures sorted without their labels, or dragged without a trace: as if typed
    return [possible[number] for number in sorted(picked)]


@pytest.mark.parametrize("seed", range(so_many(4, 40)))
def test_whatever_happens_each_figure_is_its_own_or_named(seed):
    """Every cell holds a number of its own, so that one read in another's place would show."""
    rng = random.Random(seed)
    for _ in range(8):
        filled = read(*random_damages(rng), content=FILLED)
        named = {cell for n in filled.notices for cell in n.places}
        wrong = {c for c, shown in filled.cells.items() if shown != str(NUMBERED[c])}
        assert {c for c in wrong if filled.cells[c] or c not in named} == set()
        assert set(NUMBERED) - set(filled.cells) <= named


def test_a_lost_head_costs_only_its_column_while_names_are_there():
    filled = read(type_in(S3, "D5", "个人"), put(NEW.replace("natural_person", "other_org"), 4))
    named = {cell for n in filled.notices for cell in n.places}
    assert {cell.rpartition(".")[2] for cell in named} == {"natural_person"}
    assert list(filled.cells.values()) == ["4"]


def test_a_total_that_was_typed_over_is_told_and_not_taken():
    filled = read(put("requests.new_received.total", 99))
    assert filled.cells == {}
    [notice] = filled.notices
    assert (notice.weight, notice.address, notice.found) == (Weight.REMARK, "J7", "99")
    assert str(notice.expected) == "60"


def test_numbers_beside_the_table_are_told():
    filled = read(type_in(S3, "M9", 55))
    assert [(n.weight, n.address, n.found) for n in filled.notices] == [(Weight.REMARK, "M9", "55")]


def copied(name, *, fill=()):
    """The sheet copied as Excel does, with these entries in the copy."""

    def damage(book):
        copy = book.copy_worksheet(book[name])
        copy.title = f"{name[:25]} (2)"
        for label, column, value in fill:
            row = next(r for r in copy.iter_rows() if any(c.value == label for c in r))
            row[column].value = value

    return damage


def penalty_at():
    return read(copied(S2, fill=[("行政处罚", 1, 41)])).origins[PENALTY].partition("!")[2]


def test_an_entry_in_a_copied_sheet_is_proposed_and_doubtful():
    filled = read(copied(S2, fill=[("行政处罚", 1, 41)]))
    assert dict(filled.cells) == {PENALTY: "41"}
    assert filled.origins[PENALTY].startswith(f"{S2[:25]} (2)!")
    assert [(n.places, n.found) for n in filled.notices if n.weight == Weight.DOUBT] == [
        ((PENALTY,), "41")
    ]
    assert any("复制" in str(n.reason) for n in filled.notices if n.weight == Weight.REMARK)


def test_where_sheet_and_copy_differ_the_sheet_s_entry_is_proposed_and_the_copy_s_told():
    at = penalty_at()
    filled = read(copied(S2, fill=[("行政处罚", 1, 41)]), type_in(S2, at, 40))
    assert dict(filled.cells) == {PENALTY: "40"}
    assert [(n.places, n.found) for n in filled.notices if n.weight == Weight.DOUBT] == [
        ((PENALTY,), "41")
    ]


def test_a_copy_that_says_the_same_or_nothing_new_is_no_change():
    assert read(copied(S2)).notices == ()
    same = read(type_in(S2, penalty_at(), 41), copied(S2))
    assert (dict(same.cells), same.notices) == ({PENALTY: "41"}, ())


def test_a_text_in_a_copied_sheet_is_proposed_and_doubtful():
    def write(book):
        copy = book.copy_worksheet(book[OVERVIEW])
        copy.title = f"{OVERVIEW} (2)"
        copy["B5"].value = "另写的一段。"

    filled = read(write)
    assert filled.texts["s1_overview"].startswith("另写的一段。")
    assert [n.places for n in filled.notices if n.weight == Weight.DOUBT] == [("s1_overview",)]


def test_a_split_cell_that_was_filled_once_is_read():
    assert read(unmerged(S2, "B13:D13"), put(PENALTY, 4)).cells == {PENALTY: "4"}


# The stamp ---------------------------------------------------------------------------------


def test_a_workbook_without_its_stamp_is_refused():
    for damage in (
        lambda book: book.remove(book[STAMP_SHEET]),
        type_in(STAMP_SHEET, "A2", "abc"),
        type_in(STAMP_SHEET, "A2", None),
    ):
        with pytest.raises(Unreadable) as refused:
            read(damage)
        assert refused.value.reason == STAMP_GONE


def test_a_workbook_that_is_not_ours_is_refused_as_such():
    with pytest.raises(Unreadable) as refused:
        read(
            lambda book: book.remove(book[STAMP_SHEET]),
            *[lambda book, name=name: book.remove(book[name]) for name in (S2, S3, S4)],
        )
    assert refused.value.reason == NOT_OURS


@pytest.mark.parametrize("content", [b"%PDF-1.7", b"<html>", b"", docx("<w:p/>")])
def test_another_kind_of_file_is_not_ours_either(content):
    with pytest.raises(Unreadable) as refused:
        read_workbook(content)
    assert refused.value.reason == NOT_OURS


def test_an_old_excel_file_is_called_one():
    with pytest.raises(Unreadable) as refused:
        read_workbook(old_excel())
    assert refused.value.reason == OLD_OR_LOCKED


def test_a_stamp_with_another_word_breaks_its_signature():
    stamp = Stamp(
        1, "A", "甲", 2026, "2021", "2027-01-05 10:32", {"s": 1}, {NEW: "1"}, {"t": "正文"}
    )
    signed = sign_stamp(stamp, sign)
    assert read_signed_stamp(signed, sign) == stamp
    payload, _, signature = signed.partition(".")
    other = sign_stamp(replace(stamp, agency="乙"), sign).partition(".")[0]
    for forged in (
        f"{other}.{signature}",
        payload,
        f"{payload}.",
        "",
        "x.y",
        f"{payload}.{signature}0",
    ):
        with pytest.raises(BrokenSignature):
            read_signed_stamp(forged, sign)


# From outside ------------------------------------------------------------------------------


@pytest.mark.parametrize("make", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_file_is_refused_in_words_and_with_bounded_work(make):
    content = make()
    with pytest.raises(Unreadable) as refused:
        read_workbook(content)
    assert refused.value.reason.texts["zh"]
    assert steps_of(lambda: read_workbook(content), Unreadable) < 4_000_000


@pytest.mark.parametrize("name", ["a row bomb", "a sheet with an entity", "nil_return"])
def test_the_child_refuses_in_the_same_words(name):
    content = HOSTILE[name]()
    with pytest.raises(Unreadable) as here:
        read_workbook(content)
    with pytest.raises(Unreadable) as there:
        read_in_child(content)
    assert there.value.reason == here.value.reason


def test_the_child_says_the_same():
    content = damaged(PLAIN, put(NEW, 12), put(GRANTED, "/"), type_in(OVERVIEW, "B5", "㐂𠮷"))
    assert read_in_child(content) == read_workbook(content)


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
@every_edition
def test_a_workbook_saved_by_libreoffice_is_the_same(edition, tmp_path):
    stamp = random_stamp(edition, random.Random(5))
    stamp = replace(stamp, texts={c: f"{text}\n{LIBREOFFICE}" for c, text in stamp.texts.items()})
    filled = read_workbook(saved_by_libreoffice(written(stamp), tmp_path))
    assert (filled.cells, filled.texts, filled.notices) == ({}, {}, ())
    assert read_signed_stamp(filled.signed_stamp, sign) == stamp
    changed = damaged(written(stamp), put(NEW, 4321), put(RULES, 5678))
    again = read_workbook(saved_by_libreoffice(changed, tmp_path))
    assert again.cells == {NEW: "4321", RULES: "5678"}
    assert told(again) == told(again, Weight.REMARK) == []


LIBREOFFICE = "　　缩进\n=1+1\n㐂𠮷\n<r>x</r>\n2026\n#REF!"


def saved_by_libreoffice(content: bytes, folder: Path) -> bytes:
    (folder / "in.xlsx").write_bytes(content)
    profile = f"-env:UserInstallation=file://{folder}/profile"
    convert = ["--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", "out"]
    subprocess.run(
        ["soffice", profile, *convert, "in.xlsx"],
        cwd=folder,
        check=True,
        capture_output=True,
        timeout=120,
    )
    return (folder / "out" / "in.xlsx").read_bytes()
