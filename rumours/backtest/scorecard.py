"""The figures of a backtest, as numbers and as lines to read."""

from django.utils.translation import gettext as _

from rumours import calibration
from rumours.backtest.forecasts import BASELINES, PROTOCOLS, forecasts

#: What a protocol is scored by, beside how many forecasts there were.
SCORES = ("brier", "log", "brier_base", "skill", "skill_interval")


def figures(cases, *, history=(), constants):
    """Return the scores of `cases` under each protocol; by label, by family and against the baselines under the first.

    {"protocols": {name: {n, brier, log, brier_base, skill, skill_interval}}, "labels": [{label, n, mean, observed, low,
    high}], "families": [{family, n, …}], "baselines": {name: {brier, skill, skill_interval}}, "murphy": (reliability,
    resolution, uncertainty), "parameters": version}. Under a protocol that lets nothing be seen n is 0 and the rest
    None.
    """
    told = {name: forecasts(cases, name, history=history, parameters=constants) for name in PROTOCOLS}
    last = told[PROTOCOLS[0]]
    return {
        "protocols": {name: _scores(forecasts) for name, forecasts in told.items()},
        "labels": calibration.by_label(last) if last else [],
        "families": calibration.by_family(last) if last else [],
        "baselines": {name: _against(last, name) for name in BASELINES} if last else {},
        "murphy": calibration.murphy(last) if last else (0.0, 0.0, 0.0),
        "parameters": constants.version,
    }


def _scores(forecasts):
    if not forecasts:
        return {"n": 0} | dict.fromkeys(SCORES)
    return calibration.scores(forecasts) | {"skill_interval": list(calibration.skill_interval(forecasts))}


def _against(forecasts, name):
    """How the model does against another way to forecast the same rumours."""

    def over(forecast):
        return forecast.by(name)

    return {
        "brier": calibration.brier([(over(f), f.outcome) for f in forecasts]),
        "skill": calibration.skill(forecasts, over=over),
        "skill_interval": list(calibration.skill_interval(forecasts, over=over)),
    }


def as_table(found):
    """Return the figures as lines."""
    names = {"base": _("base rate"), "raw_source": _("raw rate of the source"), "stage_only": _("stage alone")}
    reliability, resolution, uncertainty = found["murphy"]
    return "\n".join(
        [
            f"{_('Model')} {found['parameters']}",
            "",
            *(_protocol_line(name, row) for name, row in found["protocols"].items()),
            "",
            _("Against other forecasts, after all reports:"),
            *(_skill_line(names[name], row) for name, row in found["baselines"].items()),
            "",
            _("By label: how many, what was said, what happened and between what bounds"),
            *(_share_line(row["label"].label, row) for row in found["labels"]),
            "",
            _("By kind:"),
            *(f"{_share_line(row['family'].label, row)}  skill {row['skill']:+.1%}" for row in found["families"]),
            "",
            f"Murphy: REL {reliability:.4f}  RES {resolution:.4f}  UNC {uncertainty:.4f}",
        ]
    )


def _protocol_line(name, row):
    if not row["n"]:
        return f"{name:6} n {0:5}"
    low, high = row["skill_interval"]
    return (
        f"{name:6} n {row['n']:5}  Brier {row['brier']:.4f}  log {row['log']:.4f}  "
        f"base {row['brier_base']:.4f}  skill {row['skill']:+.1%} [{low:+.1%}, {high:+.1%}]"
    )


def _skill_line(name, row):
    low, high = row["skill_interval"]
    return f"  {name:24} Brier {row['brier']:.4f}  skill {row['skill']:+.1%} [{low:+.1%}, {high:+.1%}]"


def _share_line(name, row):
    interval = f"[{row['low']:.1%}, {row['high']:.1%}]"
    return f"  {name:24} n {row['n']:5}  {row['mean']:6.1%}  {row['observed']:6.1%} {interval}"
