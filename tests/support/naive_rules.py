"""The figure rules a second time, written out by hand in plain loops, to compare with.

Shares nothing with reports.rules: neither the edition files nor the parser nor the sums.
"""

APPLICANTS = [
    "natural_person",
    "commercial_enterprise",
    "research_institution",
    "public_welfare_org",
    "legal_service_org",
    "other_org",
]
OUTCOMES = [
    "granted",
    "partially_granted",
    "denied_state_secret",
    "denied_prohibited_by_law",
    "denied_three_securities_one_stability",
    "denied_third_party_rights",
    "denied_internal_affairs",
    "denied_deliberative_process",
    "denied_enforcement_file",
    "denied_administrative_inquiry",
    "unable_not_held",
    "unable_needs_creation",
    "unable_unclear_after_correction",
    "rejected_petition_complaint",
    "rejected_repeat",
    "rejected_published_material",
    "rejected_excessive",
    "rejected_confirm_or_reissue",
]
OTHER_HANDLING = {
    "2019": ["other_handling"],
    "2021": ["other_correction_overdue", "other_fee_unpaid", "other_misc"],
}
ITEM_ROWS = [
    "art20_5.licensing",
    "art20_5.other_services",
    "art20_6.penalty",
    "art20_6.coercion",
    "art20_8.fees",
]


def statements(edition):
    """Every sum the form itself prints, as (rule, cells to add, cells they equal)."""
    outcomes = OUTCOMES + OTHER_HANDLING[edition]
    found = []
    for column in [*APPLICANTS, "total"]:
        came = [f"requests.new_received.{column}", f"requests.carried_over.{column}"]
        went = [f"requests.outcome_total.{column}", f"requests.carried_forward.{column}"]
        found.append(("T3-R01", came, went))
        parts = [f"requests.{row}.{column}" for row in outcomes]
        found.append(("T3-R03", parts, [f"requests.outcome_total.{column}"]))
    for row in [*outcomes, "new_received", "carried_over", "outcome_total", "carried_forward"]:
        parts = [f"requests.{row}.{column}" for column in APPLICANTS]
        found.append(("T3-R02", parts, [f"requests.{row}.total"]))
    for row in ["review", "litigation_direct", "litigation_after_review"]:
        results = ["upheld", "corrected", "other_result", "pending"]
        parts = [f"disputes.{row}.{column}" for column in results]
        found.append(("T4-R01", parts, [f"disputes.{row}.total"]))
    return found


def broken_sums(edition, figures):
    """A total column off by just what the columns beside it are off by together is not told."""
    found = set()
    off = {}
    for rule, one, other in statements(edition):
        if any(figures[cell] is None for cell in one + other):
            continue
        difference = sum(figures[cell] for cell in one) - sum(figures[cell] for cell in other)
        column = other[0].split(".")[-1]
        beside = off.setdefault(rule, [])
        adds_columns = rule in ("T3-R01", "T3-R03") and column == "total"
        if adds_columns and beside and sum(beside) == difference:
            continue
        if difference:
            found.add((rule, frozenset(one + other)))
            beside.append(difference)
    return found


def waiting_totals(edition, figures):
    """Totals that a blank part keeps open: the part is reported, not they."""
    waiting = set()
    for rule, parts, rest in statements(edition):
        adds_down_its_last_column = rule == "T3-R03" and rest[0].endswith(".total")
        if rule != "T3-R01" and not adds_down_its_last_column:
            waiting |= {cell for cell in rest if None in [figures[part] for part in parts]}
    return waiting


def broken_kinds_and_blanks(edition, figures):
    found = set()
    blank = {}
    waiting = waiting_totals(edition, figures)
    for cell, value in figures.items():
        table = cell.split(".")[0]
        if value is None and cell in waiting:
            continue
        if value is None:
            section = table if table in ("requests", "disputes") else "art20"
            blank.setdefault(section, set()).add(cell)
        elif value < 0 and not cell.endswith(".change"):
            found.add(
                ("T3-R04" if table in ("requests", "disputes") else "T2-R01", frozenset([cell]))
            )
        elif (
            value > 100_000
            and not cell.endswith((".total", ".amount"))
            and ".outcome_total." not in cell
        ):
            found.add(("ALL-R01", frozenset([cell])))
    for section, cells in blank.items():
        found.add(("T2-R10" if section == "art20" else "T3-R05", frozenset(cells)))
    return found


def broken_section_two(edition, figures):
    """T2-R03 to T2-R09 for a body that makes no rules; blanks make a statement silent."""
    found = set()

    def compare(rule, cells, holds):
        values = [figures[cell] for cell in cells]
        if None not in values and not holds(*values):
            found.add((rule, frozenset(cells)))

    of_rules = [c for c in figures if c.startswith("art20_1.rules.") and figures[c]]
    if of_rules:
        found.add(("T2-R04", frozenset(of_rules)))
    for row in ["art20_1.rules", "art20_1.normative_docs"]:
        if edition == "2021":
            cells = [f"{row}.in_force", f"{row}.made", f"{row}.repealed"]
            compare("T2-R03", cells, lambda stands, made, repealed: stands >= made - repealed)
        else:
            cells = [f"{row}.total_public", f"{row}.disclosed"]
            compare("T2-R05", cells, lambda total, disclosed: total >= disclosed)
            cells = [f"{row}.made", f"{row}.disclosed"]
            compare("T2-R09", cells, lambda made, disclosed: made <= disclosed)
    if edition == "2019":
        for row in ITEM_ROWS:
            cells = [f"{row}.prev_year_items", f"{row}.change"]
            compare("T2-R06", cells, lambda items, change: items + change >= 0)
        row = "art20_9.central_procurement"
        cells = [f"{row}.projects", f"{row}.amount"]
        compare("T2-R08", cells, lambda projects, amount: (projects == 0) == (amount == 0))
        found |= _every_row_reads_as_cases(figures)
    return found


def _every_row_reads_as_cases(figures):
    cells = set()
    used = 0
    for row in ITEM_ROWS[:4]:
        names = [f"{row}.prev_year_items", f"{row}.change", f"{row}.decisions"]
        cells |= set(names)
        items, change, decisions = (figures[name] for name in names)
        if None in (items, change, decisions) or items + change != decisions:
            return set()
        used += items != 0 or change != 0 or decisions != 0
    return {("T2-R07", frozenset(cells))} if used else set()


OVER, FORWARD = "requests.carried_over", "requests.carried_forward"


def broken_over_years(edition, figures, last):
    """YOY-R01 to YOY-R04 and T2-R02, where last year's report (of either edition) says enough.

    Where a part of what was carried over differs its sum is not named besides.
    """
    found = set()

    def note(rule, cells, known, holds):
        values = [figures[cell] for cell in cells] + [last.get(cell) for cell in known]
        if None not in values and not holds(*values):
            found.add((rule, frozenset(cells)))

    for column in APPLICANTS:
        note(
            "YOY-R01", [f"{OVER}.{column}"], [f"{FORWARD}.{column}"], lambda now, then: now == then
        )
    found or note("YOY-R01", [f"{OVER}.total"], [f"{FORWARD}.total"], lambda now, then: now == then)
    for row in ["art20_1.rules", "art20_1.normative_docs"]:
        if edition == "2021":
            stock, made, gone = f"{row}.in_force", f"{row}.made", f"{row}.repealed"
            note("T2-R02", [gone, made], [stock], lambda gone, made, stock: gone <= stock + made)
            cells = [stock, made, gone]
            note("YOY-R02", cells, [stock], lambda now, made, gone, then: now == then + made - gone)
        else:
            cell = f"{row}.total_public"
            note("YOY-R04", [cell], [cell], lambda now, then: now >= then)
    if edition == "2019":
        for row in ITEM_ROWS:
            items, change = f"{row}.prev_year_items", f"{row}.change"
            note(
                "YOY-R03", [items], [items, change], lambda now, then, change: now == then + change
            )
    return found


def carried_in_one_year_only(figures, last):
    """YOY-R06: for each of the years what only the other one states."""
    one_year_only = [set(), set()]
    for column in [*APPLICANTS, "total"]:
        now, then = figures[f"{OVER}.{column}"], last[f"{FORWARD}.{column}"]
        if now is None and then not in {None, 0}:
            one_year_only[0].add(f"{OVER}.{column}")
        if then is None and now not in {None, 0}:
            one_year_only[1].add(f"{OVER}.{column}")
    return {("YOY-R06", frozenset(cells)) for cells in one_year_only if cells}


def broken(edition, figures, last=None):
    """(rule, cells) of everything wrong with the figures of one report."""
    found = broken_sums(edition, figures) | broken_kinds_and_blanks(edition, figures)
    found |= broken_section_two(edition, figures)
    if last:
        found |= broken_over_years(edition, figures, last) | carried_in_one_year_only(figures, last)
    return found
