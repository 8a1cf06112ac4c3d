import hashlib
import json
import tempfile
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from rumours import parameters, reliability
from rumours.backtest import validation
from rumours.backtest.cases import cases_in, cases_of_the_site
from rumours.backtest.forecasts import together
from rumours.backtest.scorecard import as_table, figures
from rumours.loading.files import BadFile

#: What a digest is made of, in this order: another would name the same data otherwise.
FILES = ("sources.csv", "rumours.csv", "reports.csv")


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
        if fit:
            _refuse_unwritable(fit)
        cases, past = _cases(csv), _cases(history) if history else []
        if not cases:
            raise CommandError(_("No rumour is settled yet: there is nothing to score."))
        constants = reliability.PARAMETERS
        if fit:
            constants = self._refit(together(cases, past), origin_of(csv, history), fit, quiet=json)
        found = figures(cases, history=past, constants=constants)
        self.stdout.write(_as_json(found) if json else as_table(found))

    def _refit(self, cases, origin, path, *, quiet):
        """Write the refitted constants; without --json say what they and each term of the model are worth."""
        try:
            fitted = validation.refit(cases, day=timezone.localdate(), of=origin)
        except validation.NothingToFit as error:
            raise CommandError(_("There are no reports to fit the constants to.")) from error
        path = settings.VAR_DIR / f"reliability-{fitted.version}.json" if path is True else path
        try:
            parameters.write(fitted, path)
        except OSError as error:
            raise _unwritable(path) from error
        self.stderr.write(_("Constants %(version)s written to %(path)s.") % {"version": fitted.version, "path": path})
        if not quiet:
            self._tell_what_it_is_worth(cases, fitted)
        self._say_that_it_is_in_sample(quiet=quiet)
        return fitted

    def _tell_what_it_is_worth(self, cases, fitted):
        self.stdout.write(_("Cross-validated, on people whom the constants have not seen: skill and its interval"))
        for name, row in fitted.provenance["cross_validated"].items():
            low, high = row["skill_interval"]
            self.stdout.write(f"  {name:6} n {row['n']:5}  skill {row['skill']:+.1%} [{low:+.1%}, {high:+.1%}]")
        self.stdout.write(_("Cross-validated too: the skill without each term, the rest fitted again"))
        for name, told in validation.ablations(cases, fitted):
            skills = "  ".join(f"{protocol} {row['skill']:+.1%}" for protocol, row in told.items())
            self.stdout.write(f"  {name:20} {skills}")

    def _say_that_it_is_in_sample(self, *, quiet):
        if quiet:
            self.stderr.write(_("The figures below are in-sample; the file holds the cross-validated ones."))
        else:
            self.stdout.write("")
            self.stdout.write(_("In-sample, on the very rumours that the constants were fitted to: it flatters"))


def _cases(directory):
    """Return the Cases of a folder, or of the site without one."""
    try:
        return cases_of_the_site() if directory is None else cases_in(directory)
    except BadFile as error:
        raise CommandError(error) from error


def _refuse_unwritable(path):
    """Find out before the minutes that a fit takes. Raises CommandError."""
    folder = settings.VAR_DIR if path is True else path.parent
    try:
        if path is not True and path.is_dir():
            raise _unwritable(path)
        tempfile.TemporaryFile(dir=folder).close()
    except (OSError, ValueError) as error:
        raise _unwritable(path if path is not True else folder) from error


def _unwritable(path):
    return CommandError(_("%(path)s cannot be written.") % {"path": path})


def origin_of(csv, history):
    """Name what constants were fitted to, by content: a path would mean nothing elsewhere."""
    folders = [csv, history] if history and history != csv else [csv]
    return " + ".join(_name_of(folder) if folder else settings.SITE_NAME for folder in folders)


def _name_of(directory):
    digest = hashlib.sha256(b"".join((directory / name).read_bytes() for name in FILES)).hexdigest()
    return f"{directory.resolve().name} sha256 {digest[:12]}"


def _as_json(found):
    kept = {name: found[name] for name in ("protocols", "labels", "parameters")}
    return json.dumps(kept, indent=2, default=str)
