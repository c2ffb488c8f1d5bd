"""The edition files: every cell of the form, and faulty files refused by name."""

import re
import shutil
from pathlib import Path

import pytest

from reports.form.edition import Edition, EditionError
from reports.form.loader import (
    COMMON_RULES,
    EDITIONS_FOLDER,
    edition_for,
    editions_in,
    load_edition,
    load_editions,
)
from reports.rules.check import compiled_rules

EDITIONS = list(load_editions().values())
BY_ID = pytest.mark.parametrize("edition", EDITIONS, ids=lambda edition: edition.id)


@BY_ID
def test_the_cells_are_those_of_the_form_in_printed_order(edition: Edition) -> None:
    listed = (Path(__file__).parent / f"cells_{edition.id}.txt").read_text().split()
    assert list(edition.cells) == listed
    assert len(listed) == {"2019": 198, "2021": 200}[edition.id]


@BY_ID
def test_no_cell_id_holds_a_year(edition: Edition) -> None:
    assert [cell for cell in edition.cells if re.search(r"\d{4}", cell)] == []


@BY_ID
def test_only_the_printed_totals_are_computed(edition: Edition) -> None:
    computed = {cell.id for cell in edition.cells.values() if cell.computed}
    expected = {
        c for c in edition.cells if c.endswith(".total") or c.startswith("requests.outcome_total.")
    }
    assert computed == expected


@BY_ID
def test_every_row_of_the_tables_says_how_to_fill_it_in(edition: Edition) -> None:
    lines = [cell for cell in edition.cells.values() if not (cell.row.note or cell.column.note)]
    assert [cell.id for cell in lines] == []
    noted = [
        line for table in edition.tables for line in (*table.rows, *table.columns) if line.note
    ]
    assert [line.code for line in noted if not line.source] == []


@BY_ID
def test_every_rule_is_worded_in_both_languages_and_names_its_source(edition: Edition) -> None:
    for rule in edition.rules:
        assert set(rule.title) == set(rule.message) == {"zh", "en"}, rule.id
        assert all(rule.title.values()) and all(rule.message.values()) and rule.source, rule.id


@pytest.mark.parametrize(
    ("year", "edition"), [(2019, "2019"), (2020, "2019"), (2021, "2021"), (2026, "2021")]
)
def test_the_year_chooses_the_edition(year: int, edition: str) -> None:
    assert edition_for(year).id == edition


def test_no_edition_serves_a_year_before_the_first() -> None:
    with pytest.raises(LookupError, match="2018"):
        edition_for(2018)


FAULTS = [
    # what is replaced, by what, and what the refusal names
    ('name = "', 'name = = "', "not TOML"),
    ("document = ", "documents = ", "document"),
    ('code = "penalty"', 'code = "coercion"', "art20_6.coercion.decisions: stands twice"),
    ('id = "T2-R03"', 'id = "T2-R02"', "T2-R02: stands twice"),
    ('rule = "T4-R01"', 'rule = "T4-R09"', "disputes.total: reports its sum under"),
    ('sum_of = ["upheld"', 'sum_of = ["upholding"', "disputes.total: sums the unknown line"),
    ('kind = "money"', 'kind = "coins"', "art20_8.amount: has the unknown kind"),
    ('severity = "info"', 'severity = "info"\nholds = "1 = 1"', "N-R14: needs exactly one"),
    ("art20_1.*.in_force >= ", "art20_1.*.valid >= ", "T2-R03: names no cell with"),
    (
        "art20_1.*.made - art20_1.*.rep",
        "art20_1.*.made - art20_1.*.ap",
        "T2-R03: names the unknown",
    ),
    (".in_force >= art20_1", ".in_force > art20_1", "T2-R03: needs one of = <= >="),
    (".in_force >= art20_1.*.made -", ".in_force >= art20_1.*.made *", "T2-R03: cannot be read"),
    ("art20_1.*.in_force >= ", "art20_1.*.* >= ", "T2-R03: may hold one"),
    ('check = "text_is_not_too_long"', 'check = "exec"', "N-R14: names the unknown check 'exec'"),
    ('sections = ["s1_overview"]', 'sections = ["s9"]', "N-R15: names the unknown 's9'"),
    ('severity = "info"', 'severity = "grave"', "N-R14: has the unknown severity"),
    ("in_force = previous:art20_1", "in_force >= previous:art20_1", "YOY-R02: prefills"),
    ("in_force = previous:art20_1.*.in_force +", "in_force =", "YOY-R02: prefills"),
    (
        "in_force = previous:art20_1",
        "in_force = art20_1.*.in_force + previous:art20_1",
        "YOY-R02: prefills",
    ),
    (
        'holds = "art20_1.*.repealed <= previous:art20_1.*.in_force + art20_1.*.made"',
        'holds = "art20_1.*.repealed <= previous:art20_1.*.in_force"\nprefills = true',
        "T2-R02: prefills",
    ),
    ('id = "YOY-R02"', 'id = "YOY-R02"\nwhen = 1', "when"),
    (
        "summary = [",
        'summary = ["本年新收·合计",',
        "summary: names the unknown figure '本年新收·合计'",
    ),
    (
        'county = [\n  ["本年新收·总计"',
        'county = [\n  ["本年新收·合计"',
        "county: names the unknown figure '本年新收·合计'",
    ),
    ('"other_correction_overdue", "other_fee', '"outcome_total", "other_fee', "adds up itself"),
]


@pytest.mark.parametrize(("old", "new", "refusal"), FAULTS)
def test_a_faulty_file_is_refused_by_file_and_id(
    tmp_path: Path, old: str, new: str, refusal: str
) -> None:
    shutil.copy(EDITIONS_FOLDER / COMMON_RULES, tmp_path)
    text = (EDITIONS_FOLDER / "2021.toml").read_text(encoding="utf-8")
    assert old in text
    faulty = tmp_path / "2031.toml"
    faulty.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(EditionError, match=re.escape(refusal)) as refused:
        compiled_rules(load_edition(faulty))
    assert str(refused.value).startswith("2031.toml: ")


def test_two_editions_for_one_year_are_refused_by_file_and_year(tmp_path: Path) -> None:
    for name in (COMMON_RULES, "2019.toml", "2021.toml"):
        shutil.copy(EDITIONS_FOLDER / name, tmp_path)
    later = (tmp_path / "2021.toml").read_text(encoding="utf-8")
    (tmp_path / "2027.toml").write_text(
        later.replace("first_year = 2021", "first_year = 2027"), encoding="utf-8"
    )
    with pytest.raises(EditionError, match=r"2021\.toml: last_year: serves 2027.*2027\.toml"):
        editions_in(tmp_path)


def test_an_edition_may_leave_out_common_rules(tmp_path: Path) -> None:
    shutil.copy(EDITIONS_FOLDER / COMMON_RULES, tmp_path)
    text = (EDITIONS_FOLDER / "2021.toml").read_text(encoding="utf-8")
    own = tmp_path / "2031.toml"
    own.write_text(f'without_rules = ["YOY-R05"]\n{text}', encoding="utf-8")
    dropped = {rule.id for rule in load_editions()["2021"].rules} - {
        rule.id for rule in load_edition(own).rules
    }
    assert dropped == {"YOY-R05"}
