"""python -m benchmarks: the ratios on the database that is configured."""

from django.db import connection

from benchmarks.bureau import FEW, MANY, PAGES, bureaus, page_of_many
from benchmarks.measure import Ratio
from benchmarks.pages import grid_page, report_being_drafted, section_save
from benchmarks.sums import REPORTS, many_reports, sum_of_many


def main() -> None:
    connection.creation.create_test_db(verbosity=0, serialize=False)
    try:
        selection = many_reports()
        browser, report = report_being_drafted()
        print(f"On {connection.display_name}, {REPORTS} reports; medians, in milliseconds:")
        show(
            "grid page / the portal's empty page (CPU)", grid_page(browser, report, "/frame/"), 3.5
        )
        show("grid page / empty answer (CPU)", grid_page(browser, report, "/empty/"))
        show("section save / empty POST (CPU)", section_save(browser, report), 4)
        show("aggregate / bare SQL (time passed)", sum_of_many(selection), 1.3)
        many, few = bureaus()
        print(f"Pages of the bureau with {MANY} agencies against {FEW} (CPU):")
        for name, page in PAGES.items():
            show(name, page_of_many(page, many, few), 2)
    finally:
        connection.creation.destroy_test_db(connection.settings_dict["NAME"], verbosity=0)


def show(name: str, ratio: Ratio, accept: float | None = None) -> None:
    line = (
        f"  {name:<42}{ratio.seconds * 1000:8.2f} /{ratio.floor * 1000:8.2f} = {ratio.value:5.2f}"
    )
    if accept:
        line += f"   {'accepted' if ratio.value <= accept else 'MISSED'} (up to {accept})"
    print(line)


main()
