"""How long the backtest takes on ten thousand rumours, beside a baseline of the same run: one core, no database.

    python bench/backtest.py [NUMBER]

The rumours are those of rumours/data, copied under other names until there are enough: as many reports for each, as
many rivals in each race.
"""

import os
import sys
import time
from dataclasses import replace
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

import django  # noqa: E402

django.setup()

from rumours.backtest.cases import cases_in  # noqa: E402
from rumours.backtest.scorecard import as_table, figures  # noqa: E402
from rumours.reliability import PARAMETERS  # noqa: E402


def many(cases, number):
    """Return `number` cases: those given, and copies with people, races and keys of their own."""
    copies = []
    for turn in range(-(-number // len(cases))):
        for case in cases:
            race = case.race and (*case.race, turn)
            copies.append(replace(case, key=f"{case.key}-{turn}", person=f"{case.person} {turn}", race=race))
    return copies[:number]


def timed(work):
    start = time.process_time()
    work()
    return time.process_time() - start


if __name__ == "__main__":
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    few = cases_in(ROOT / "rumours" / "data")
    cases = many(few, number)
    baseline = timed(lambda: figures(few, constants=PARAMETERS))
    seconds = timed(lambda: as_table(figures(cases, constants=PARAMETERS)))
    print(f"{len(cases)} rumours: {seconds:.1f} s of CPU, {seconds / baseline:.1f} times as much")
