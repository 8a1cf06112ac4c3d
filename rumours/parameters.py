"""The model's constants that can be refitted, as one versioned file with its provenance. Pure: a file in, values out.

`parameters.json` beside this module is what the labels use; `manage.py backtest --fit` writes another, and the setting
RELIABILITY_PARAMETERS names it. What rests on judgement alone, and what was measured elsewhere, stands in
reliability.py.
"""

import hashlib
import json
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from pathlib import Path

from rumours.vocabulary import Family, Stage

SHIPPED = Path(__file__).with_name("parameters.json")


@dataclass(frozen=True)
class Parameters:
    """`stage_weights` and `denial` are log-odds, `half_life_days` by family. `recalibration` is (alpha, beta)."""

    version: str
    base_rates: dict[Family, float]
    #: Log-odds by which a rumour without rivals starts above its family's rate, which was measured among rivals.
    unrivalled: dict[Family, float]
    stage_weights: dict[Stage, float]
    #: What a denial by another outlet adds in log-odds (below 0).
    denial: float
    #: Each further origin counts for this much of the one before it.
    further_origins: float
    half_life_days: dict[Family, float]
    #: How far the base rate falls with the time that is left: 1 as if each day were worth the same, 0 not at all.
    horizon: float
    #: Variance, in squared log-odds, of how far sources differ from what is expected of them: small, or noise counts.
    source_variance: float
    recalibration: tuple[float, float] = (0.0, 1.0)
    provenance: dict = field(default_factory=dict, compare=False, hash=False)

    def weight_of(self, stage: Stage | None) -> float:
        """Return what a report at a stage weighs in log-odds; nothing for one that names none."""
        return self.stage_weights.get(stage, 0.0) if stage else 0.0

    def named(self, day: date) -> "Parameters":
        """Return the same constants under a version that names the day and what they are: "2026-11-26-3f2a91"."""
        values = asdict(replace(self, version="", provenance={}))
        digest = hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()[:6]
        return replace(self, version=f"{day:%Y-%m-%d}-{digest}")


def read(path: Path | str = SHIPPED) -> Parameters:
    """Return the Parameters of a file. Raises ValueError, naming what is wrong, for one that is not of this kind."""
    try:
        values = json.loads(Path(path).read_text(encoding="utf-8"))
        return Parameters(
            **values
            | {
                "base_rates": {Family(name): rate for name, rate in values["base_rates"].items()},
                "unrivalled": {Family(name): odds for name, odds in values["unrivalled"].items()},
                "stage_weights": {Stage(name): weight for name, weight in values["stage_weights"].items()},
                "half_life_days": {Family(name): days for name, days in values["half_life_days"].items()},
                "recalibration": tuple(values["recalibration"]),
            }
        )
    except (KeyError, TypeError, ValueError, OSError) as error:
        raise ValueError(f"{path}: {error}") from error


def write(parameters: Parameters, path: Path | str) -> None:
    Path(path).write_text(json.dumps(asdict(parameters), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
