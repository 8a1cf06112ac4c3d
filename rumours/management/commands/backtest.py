import hashlib
import json
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from rumours import parameters, reliability
from rumours.backtest import validation
from rumours.backtest.cases import cases_in, cases_of_the_site
from rumours.backtest.scorecard import as_table, figures

FILES = ("rumours.csv", "reports.csv", "sources.csv")


class Command(BaseCommand):
    help = "Scores the labels against what happened, each from nothing but what was known by then."

    def add_arguments(self, parser):
        parser.add_argument("--csv", type=Path, metavar="DIR", help="a folder of CSV files instead of the site's own")
        parser.add_argument(
            "--history", type=Path, metavar="DIR", help="a folder of past outcomes that may be known and are not scored"
        )
        parser.add_argument(
            "--fit",
            nargs="?",
            type=Path,
            const=True,
            metavar="FILE",
            help="refit the constants by cross-validation and write them to FILE (by default into VAR_DIR)",
        )
        parser.add_argument("--json", action="store_true", help="print the figures as JSON")

    def handle(self, *args, csv=None, history=None, fit=None, json=False, **options):
        cases, past = _cases(csv), _cases(history) if history else []
        if not cases:
            raise CommandError(_("No rumour is settled yet: there is nothing to score."))
        constants = self._refit([*cases, *past], csv, fit, quiet=json) if fit else reliability.PARAMETERS
        found = figures(cases, history=past, constants=constants)
        self.stdout.write(_as_json(found) if json else as_table(found))

    def _refit(self, cases, csv, path, *, quiet):
        """Write the refitted constants; without --json say what each term of the model is worth."""
        fitted = validation.refit(cases, day=timezone.localdate(), of=_origin_of(csv))
        path = settings.VAR_DIR / f"reliability-{fitted.version}.json" if path is True else path
        parameters.write(fitted, path)
        self.stderr.write(_("Constants %(version)s written to %(path)s.") % {"version": fitted.version, "path": path})
        if not quiet:
            self.stdout.write(_("Skill without each term, on people not seen:"))
            for name, told in validation.ablations(cases, fitted):
                skills = "  ".join(f"{protocol} {row['skill']:+.1%}" for protocol, row in told.items())
                self.stdout.write(f"  {name:20} {skills}")
            self.stdout.write("")
        return fitted


def _cases(directory):
    """Return the Cases of a folder, or of the site without one."""
    if directory is None:
        return cases_of_the_site()
    missing = next((name for name in FILES if not (directory / name).is_file()), None)
    if missing:
        raise CommandError(_("There is no %(file)s in %(folder)s.") % {"file": missing, "folder": directory})
    try:
        return cases_in(directory)
    except (ValueError, KeyError) as error:
        raise CommandError(
            _("The files of %(folder)s cannot be read: %(error)s") % {"folder": directory, "error": error}
        ) from error


def _origin_of(directory):
    """Name what constants were fitted to, by content: a path would mean nothing elsewhere."""
    if directory is None:
        return settings.SITE_NAME
    digest = hashlib.sha256(b"".join((directory / name).read_bytes() for name in FILES)).hexdigest()
    return f"{directory.name} sha256 {digest[:12]}"


def _as_json(found):
    kept = {name: found[name] for name in ("protocols", "labels", "parameters")}
    return json.dumps(kept, indent=2, default=str)
