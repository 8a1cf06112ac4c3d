"""What an import read, made and could not do, in words."""

from collections import Counter

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

STATUSES = {
    "publish": gettext_lazy("already published"),
    "future": gettext_lazy("to come out"),
    "draft": gettext_lazy("drafts"),
    "pending": gettext_lazy("in review"),
    "private": gettext_lazy("private"),
    "password": gettext_lazy("with a password"),
    "trash": gettext_lazy("in the bin"),
    "auto-draft": gettext_lazy("never saved"),
}
OUTCOMES = {
    "created": gettext_lazy("made here"),
    "updated": gettext_lazy("brought up to date"),
    "unchanged": gettext_lazy("unchanged since the last import"),
    "kept": gettext_lazy("left as the newsroom has changed them"),
    "deleted": gettext_lazy("deleted by the newsroom, and not made again"),
    "passed": gettext_lazy("not imported: in the bin or never saved"),
    "refused": gettext_lazy("with errors, not imported"),
}
#: What is taken in; anything else is counted and named.
IMPORTED = ("post", "page", "attachment")
#: Of each list, so many lines are printed unless all are asked for.
SHOWN = 20


class Report:
    def __init__(self):
        self.read, self.types, self.outcomes, self.made = Counter(), Counter(), Counter(), Counter()
        self.terms, self.marks, self.missing = Counter(), Counter(), Counter()
        self.unread, self.problems, self.pictures = [], [], []
        self.head, self.comments, self.broken_at, self.version = Counter(), 0, None, ""

    @property
    def is_complete(self):
        """Whether everything in the file was read and stored."""
        return not self.unread and self.broken_at is None and not self.outcomes["refused"]

    def item(self, item):
        """Count an item as the file has it."""
        self.types[item.type] += 1
        self.comments += item.comments
        self.read[item.type, "password" if item.password else item.status] += 1

    def count(self, name):
        self.made[name] += 1

    def not_understood(self, term):
        self.terms[term] += 1

    def unknown_mark(self, name):
        self.marks[name] += 1

    def missing_picture(self, path):
        self.missing[path] += 1

    def bad_picture(self, path, error):
        self.pictures.append(f"{path}: {' '.join(getattr(error, 'messages', [str(error)]))}")

    def problem(self, item, why):
        self.problems.append(f"{item.title[:60] or item.key[:60]}: {why}")

    def kept(self, article):
        self.problems.append(_("%(story)s: changed by the newsroom, left as it is") % {"story": article})

    def no_longer_public(self, article):
        said = _("%(story)s: no longer public on the former site, and public here: withdraw it if it has to go")
        self.problems.append(said % {"story": article})

    def lines(self, *, every=False):
        """The report, line by line; `every` prints the lists whole."""
        yield _("In the file (WXR %(version)s)") % {"version": self.version or "?"}
        yield from self._read()
        yield _("Stories and pages")
        yield from (f"  {words}: {self.outcomes[name]}" for name, words in OUTCOMES.items())
        yield from (f"  {words}: {self.made[name]}" for name, words in self._made())
        for title, entries in self._lists():
            yield from _shown(title, entries, every)
        if self.broken_at is not None:
            yield _("The file breaks off at line %(line)d: what stands before was read.") % {"line": self.broken_at}

    def _read(self):
        for kind, words in (("post", _("posts")), ("page", _("pages"))):
            statuses = {status: number for (type_, status), number in self.read.items() if type_ == kind}
            told = ", ".join(f"{STATUSES.get(status, status)} {number}" for status, number in statuses.items())
            yield f"  {words}: {self.types[kind]}" + (f" ({told})" if told else "")
        others = {name: number for name, number in self.types.items() if name not in IMPORTED}
        counted = [
            (_("attachments"), self.types["attachment"]),
            (_("authors of the export"), self.head["authors"]),
            (_("categories"), self.head["category"]),
            (_("tags of the export"), self.head["post_tag"]),
            (_("comments (not imported)"), self.comments),
            *((_("other type, not imported (%(name)s)") % {"name": name}, number) for name, number in others.items()),
            (_("items that cannot be read"), len(self.unread)),
        ]
        yield from (f"  {words}: {number}" for words, number in counted)

    def _made(self):
        return (("authors", _("bylines made")), ("pictures", _("pictures taken in")))

    def _lists(self):
        yield _("Lines at which an item cannot be read"), self.unread
        yield _("To be looked at"), self.problems
        yield _("Categories and tags that mean no section, club or person, with their stories"), _counted(self.terms)
        yield _("Marks in square brackets left as they are"), _counted(self.marks)
        yield _("Pictures that are not in the folder"), _counted(self.missing)
        yield _("Files that are no pictures"), self.pictures


def _counted(counter):
    return [f"{name} ({number})" for name, number in counter.most_common()]


def _shown(title, entries, every):
    if entries:
        yield f"{title}: {len(entries)}"
        shown = entries if every else entries[:SHOWN]
        yield from (f"  {entry}" for entry in shown)
        if len(shown) < len(entries):
            yield "  " + _("… and %(number)d more (-v 2 prints all)") % {"number": len(entries) - len(shown)}
