"""A measured act and its floor, called in turn in one process, so that both meet the same noise."""

from collections.abc import Callable
from dataclasses import dataclass
from statistics import fmean, median

Trial = Callable[[], float]  # does the thing once and says how many seconds it took

ROUNDS = 11


@dataclass(frozen=True)
class Ratio:
    seconds: float
    floor: float

    @property
    def value(self) -> float:
        return self.seconds / self.floor


def compare(trial: Trial, floor: Trial, calls: int) -> Ratio:
    """The medians over ROUNDS of the mean of so many calls each, A and B in turn."""
    trial(), floor()  # what is made once is made now
    rounds = [[(trial(), floor()) for _ in range(calls)] for _ in range(ROUNDS)]
    return Ratio(
        median(fmean(a for a, _ in one_round) for one_round in rounds),
        median(fmean(b for _, b in one_round) for one_round in rounds),
    )
