import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from rumours import backtest, calibration, reliability


class Command(BaseCommand):
    help = "Scores the labels against what happened, each from nothing but what was known by then."

    def add_arguments(self, parser):
        parser.add_argument("--csv", type=Path, metavar="DIR", help="a folder of CSV files instead of the site's own")
        parser.add_argument("--json", action="store_true", help="print the figures as JSON")

    def handle(self, *args, csv=None, json=False, **options):
        if csv and not (csv / "rumours.csv").exists():
            raise CommandError(_("There is no rumours.csv in %(folder)s.") % {"folder": csv})
        cases = backtest.cases_in(csv) if csv else backtest.cases_of_the_site()
        if not cases:
            raise CommandError(_("No rumour is settled yet: there is nothing to score."))
        report = figures(cases)
        self.stdout.write(_as_json(report) if json else _as_table(report))


def figures(cases):
    """Return the scores of `cases` under each protocol, and by label under the first."""
    told = {name: backtest.forecasts(cases, name) for name in backtest.PROTOCOLS}
    return {
        "protocols": {name: _scores(forecasts) for name, forecasts in told.items() if forecasts},
        "labels": calibration.by_label(told["last"]),
        "parameters": reliability.MODEL_VERSION,
    }


def _scores(forecasts):
    pairs = [(f.probability, f.outcome) for f in forecasts]
    return {
        "n": len(forecasts),
        "brier": calibration.brier(pairs),
        "log": calibration.log_score(pairs),
        "brier_base": calibration.brier([(f.base, f.outcome) for f in forecasts]),
        "skill": calibration.skill(forecasts),
        "skill_interval": list(calibration.skill_interval(forecasts)),
    }


def _as_json(report):
    return json.dumps(report, indent=2, default=str)


def _as_table(report):
    lines = [f"{_('Model')} {report['parameters']}", ""]
    for name, row in report["protocols"].items():
        low, high = row["skill_interval"]
        lines.append(
            f"{name:6} n {row['n']:5}  Brier {row['brier']:.4f}  log {row['log']:.4f}  "
            f"base {row['brier_base']:.4f}  skill {row['skill']:+.1%} [{low:+.1%}, {high:+.1%}]"
        )
    lines.append("")
    for row in report["labels"]:
        lines.append(
            f"{row['label'].label:16} n {row['n']:5}  {row['mean']:6.1%}  {row['observed']:6.1%} "
            f"[{row['low']:.1%}, {row['high']:.1%}]"
        )
    return "\n".join(lines)
