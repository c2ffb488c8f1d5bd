"""Figures as JSON: decimals travel as plain numbers and come back as exact decimals.

Up to fifteen digits a float's shortest form is the decimal it was made from, so nothing is lost.
"""

import json
from decimal import Decimal
from typing import Any


class FigureEncoder(json.JSONEncoder):
    def default(self, o: Any) -> Any:
        return float(o) if isinstance(o, Decimal) else super().default(o)


class FigureDecoder(json.JSONDecoder):
    def __init__(self, **options: Any) -> None:
        super().__init__(**{**options, "parse_float": Decimal})
