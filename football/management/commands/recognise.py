import json
import sys
import time
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from football import known_names
from football.dates import parse_partial
from football.recognise import recognise

#: From this salience on a text is about somebody, and not merely mentions them.
MAIN = 0.5


class Command(BaseCommand):
    help = "Says which clubs and people texts name, under the ids of the reference files. Nothing of the site is read."

    def add_arguments(self, parser):
        parser.add_argument(
            "files", nargs="*", type=Path, help="texts, or files of JSON lines {id, date, text}; none: stdin"
        )
        parser.add_argument("--timing", action="store_true", help="say on stderr how long the reading took")

    def handle(self, *args, files=(), timing=False, **options):
        register, texts = known_names.from_files(), list(_texts(files))
        started = time.perf_counter()
        read = [_read(register, text) for text in texts]
        seconds = time.perf_counter() - started
        self.stdout.write(json.dumps(read, ensure_ascii=False, indent=1))
        if timing:
            number = sum(len(text["text"].split()) for text in texts)
            told = {"texts": len(texts), "words": number, "ms": f"{seconds * 1000:.1f}"}
            self.stderr.write(_("%(texts)d texts, %(words)d words: %(ms)s ms") % told)


def _texts(paths):
    """Yield {id, date, title, text} of each text."""
    if not paths:
        yield from _of_lines(sys.stdin, "stdin")
    for path in paths:
        try:
            content = path.read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(_("%(file)s cannot be read: %(error)s") % {"file": path, "error": error}) from error
        if content.lstrip().startswith("{"):
            yield from _of_lines(content.splitlines(), path)
        else:
            yield {"id": path.stem, "date": None, "title": "", "text": content}


def _of_lines(lines, name):
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                yield _of_row(json.loads(line))
            except (ValueError, KeyError, TypeError, AttributeError) as error:
                told = {"file": name, "line": number, "error": error}
                raise CommandError(_("%(file)s, line %(line)d: %(error)s") % told) from error


def _of_row(row):
    if not isinstance(row["text"], str):
        raise TypeError(f"text: {row['text']!r}")
    return {"id": row["id"], "date": _day(row.get("date")), "title": row.get("title") or "", "text": row["text"]}


def _day(text):
    """A day, or the first one of a month or a year; None for none."""
    return parse_partial(text[:10])[0] if text else None


def _read(register, text):
    found = recognise(register, text["text"], title=text["title"], day=text["date"])
    sure = [f for f in found if not f.doubtful]
    return {
        "id": text["id"],
        "clubs": [f.owner for f in sure if f.is_club],
        "people": [f.owner for f in sure if not f.is_club],
        "doubtful": [f.owner for f in found if f.doubtful],
        "main": [f.owner for f in sure if f.salience >= MAIN],
    }
