import sys
from pathlib import Path

import click
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from newsroom.importing.run import Run
from newsroom.importing.wxr import NotAnExport

#: What the command answers when some of the file could not be read or stored.
INCOMPLETE = 2


class Command(BaseCommand):
    help = "Imports a WordPress export (WXR 1.0-1.2). May be run again: what an editor changed since stays."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="the export, as WordPress wrote it")
        parser.add_argument("--uploads", type=Path, help="a copy of wp-content/uploads, for the pictures")
        parser.add_argument("--dry-run", action="store_true", help="say what would be done, and do none of it")

    def handle(self, *args, file, uploads, dry_run, verbosity=1, **options):
        try:
            report = self._run(file, uploads, dry_run)
        except NotAnExport as error:
            raise CommandError(_refusal(error.why)) from error
        except OSError as error:
            raise CommandError(_("%(path)s cannot be read: %(why)s") % {"path": file, "why": error.strerror}) from error
        for line in report.lines(every=verbosity > 1):
            self.stdout.write(line)
        if dry_run:
            self.stdout.write(_("A trial: nothing was stored."))
        if not report.is_complete:
            raise CommandError(_("Some of the file was not imported: see above."), returncode=INCOMPLETE)

    def _run(self, file, uploads, dry_run):
        if uploads and not uploads.is_dir():
            raise CommandError(_("%(path)s is not a folder.") % {"path": uploads})
        # It is read twice.
        with click.progressbar(length=2 * file.stat().st_size, label=_("Reading"), file=sys.stderr) as bar:
            run = Run(file, uploads=uploads, dry_run=dry_run, moved=bar.update)
            run.read()
            run.store()
        return run.report


def _refusal(why):
    if why == "dtd":
        return _(
            "The file declares a document type, which no export does and which may hide an attack: it was not read."
        )
    return _("This is not a WordPress export (WXR): in WordPress, Tools, Export, All content.")
