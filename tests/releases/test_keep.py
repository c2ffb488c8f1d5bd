"""What is kept of a release is not overwritten by accident, nor made by other code."""

import portal
from tests.releases.keep import main


def test_what_is_kept_is_not_overwritten(monkeypatch):
    monkeypatch.setattr(portal, "__version__", "0.2.0")
    assert main(["0.2.0"]).endswith("--again overwrites it.")


def test_the_code_of_another_version_makes_no_release():
    assert main(["0.1.0", "--again"]).startswith(f"This is {portal.__version__}")
