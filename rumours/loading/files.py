"""CSV files as rows that know where they stand. Whatever is wrong is a BadFile, in words for whoever passes them."""

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from django.utils.translation import gettext as _

#: How long the keys may be by which applied rows are remembered.
LONGEST_KEY = 200


class BadFile(ValueError):
    """What is wrong with a file: its message names the file, the line and the column as far as there are any."""


class Row(dict):
    """The cells of a line by column, stripped; `line` is the first of those it stands on."""

    def __init__(self, cells, path, line):
        super().__init__(cells)
        self.path, self.line = path, line

    def refused(self, column, why):
        """Return the BadFile that says what is wrong with a cell."""
        place = {"file": self.path, "line": self.line, "column": column, "why": why}
        return BadFile(_("%(file)s, line %(line)d, column %(column)s: %(why)s") % place)


@dataclass(frozen=True)
class Table:
    """What a file must hold: columns that cannot be missing, the one that names the row, those that are never empty,
    and for the others what their cells may say. A rule raises ValueError, in words; columns without any are ignored."""

    name: str
    key: str
    columns: tuple[str, ...]
    filled: tuple[str, ...] = ()
    rules: dict[str, Callable[[str], None]] = field(default_factory=dict)

    def rows(self, folder):
        """Return the Rows of the file in a folder. Raises BadFile."""
        if not folder.is_dir():
            raise BadFile(_("%(file)s: %(why)s") % {"file": folder, "why": _("there is no such folder.")})
        rows = read_rows(folder / self.name, self.columns)
        seen = {}
        for row in rows:
            self._check(row)
            first = seen.setdefault(row[self.key], row.line)
            if first != row.line:
                why = _("“%(value)s” stands already in line %(line)d.")
                raise row.refused(self.key, why % {"value": row[self.key], "line": first})
        return rows

    def rows_if_there(self, folder):
        return self.rows(folder) if (folder / self.name).exists() else []

    def _check(self, row):
        for column in (self.key, *self.filled):
            if not row[column]:
                raise row.refused(column, _("it cannot be empty."))
        if len(row[self.key]) > LONGEST_KEY:
            raise row.refused(self.key, _("longer than %(length)d characters.") % {"length": LONGEST_KEY})
        for column, rule in self.rules.items():
            try:
                if row.get(column):
                    rule(row[column])
            except ValueError as error:
                raise row.refused(column, error) from error


def read_rows(path, columns):
    """Return the Rows of a CSV file, UTF-8 with or without a byte order mark, that has these columns at least."""
    lines = _lines_of(path)
    header = [name.strip() for name in next(lines, (0, []))[1]]
    if not header:
        raise _bad(path, _("it is empty."))
    _check_header(path, header, columns)
    rows = []
    for line, cells in lines:
        if len(cells) != len(header):
            why = _("%(found)d cells instead of %(expected)d.") % {"found": len(cells), "expected": len(header)}
            raise _bad(path, why, line)
        rows.append(Row(zip(header, (cell.strip() for cell in cells), strict=True), path, line))
    return rows


def _check_header(path, header, columns):
    if missing := [name for name in columns if name not in header]:
        raise _bad(path, _("missing columns: %(columns)s.") % {"columns": ", ".join(missing)}, 1)
    if twice := sorted({name for name in header if name and header.count(name) > 1}):
        raise _bad(path, _("columns named twice: %(columns)s.") % {"columns": ", ".join(twice)}, 1)


def _lines_of(path):
    """Yield (number of the line, cells) of what is not blank."""
    reader = csv.reader(io.StringIO(_text_of(path), newline=""), strict=True)
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader, None)
        except csv.Error as error:
            why = _("a quotation mark that is never closed or out of place, or a cell that is too long.")
            raise _bad(path, why, line) from error
        if cells is None:
            return
        if cells:
            yield line, cells


def _text_of(path):
    try:
        content = Path(path).read_bytes()
    except FileNotFoundError as error:
        raise _bad(path, _("there is no such file.")) from error
    except (OSError, ValueError) as error:
        raise _bad(path, _("it cannot be read.")) from error
    # PostgreSQL stores none, and no spreadsheet writes any.
    if b"\0" in content:
        raise _bad(path, _("it holds a NUL byte: it is no text."), _line_at(content, content.index(b"\0")))
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _bad(path, _("it is not UTF-8: save it as “CSV UTF-8”."), _line_at(content, error.start)) from error


def _line_at(content, place):
    return content.count(b"\n", 0, place) + 1


def _bad(path, why, line=None):
    if line is None:
        return BadFile(_("%(file)s: %(why)s") % {"file": path, "why": why})
    return BadFile(_("%(file)s, line %(line)d: %(why)s") % {"file": path, "line": line, "why": why})
