"""Categories, tags and bylines of the former site as what they mean here: sections, clubs, people, authors."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from football.models import Alias, Club, Person
from football.names import fold, slug_of
from newsroom.importing.bodies import line_of
from newsroom.models import Author, Section

#: Where the menu has the sections that an import makes: last.
LAST = 99


class Terms:
    """What the terms of an export mean. Each is looked up once; what means nothing, or several things, is reported."""

    def __init__(self, report):
        self.report, self.known = report, {}
        self.sections = {}
        for section in Section.objects.all():
            self.sections |= {fold(section.name): section, section.slug: section}

    def things(self, terms):
        """Return (sections, clubs, people) that some Terms mean, each once, in their order."""
        found = dict.fromkeys(thing for term in terms if (thing := self._thing(term)))
        return tuple([thing for thing in found if isinstance(thing, kind)] for kind in (Section, Club, Person))

    def _thing(self, term):
        key = (fold(term.name), term.slug)
        if key not in self.known:
            self.known[key] = self.meant(term)
        if self.known[key] is None:
            self.report.not_understood(term.name)
        return self.known[key]

    def meant(self, term):
        """The one section, club or person that goes by a name. None: nobody, several, or nobody for sure."""
        section = self.sections.get(fold(term.name)) or self.sections.get(term.slug)
        if section:
            return section
        named = [thing for model in (Club, Person) for thing in model.objects.going_by(term.name)[:2]]
        return named[0] if len(named) == 1 and not _is_doubtful(named[0], term.name) else None

    def section_called(self, name):
        """The section of this name, made when there is none."""
        if fold(name) not in self.sections:
            section = Section.objects.filter(name=name).first() or Section.objects.create(name=name, position=LAST)
            self.sections[fold(name)] = section
        return self.sections[fold(name)]


def _is_doubtful(thing, name):
    """Whether the name is no more than an alias that does not settle who is meant."""
    own = {fold(own) for own in thing.own_names() if own}
    unsure = Alias.objects.filter(**{thing._meta.model_name: thing, "ambiguous": True})
    return fold(name) not in own and fold(name) in {fold(text) for text in unsure.values_list("text", flat=True)}


class Bylines:
    """The authors of an export as ours: by name, and made when there is none. Nobody gets a login."""

    def __init__(self, people, report):
        self.people, self.report = people, report
        self.known, self.by_login = {}, {}

    def of(self, item):
        """The bylines of an Item: those that a plugin for several authors lists, else the one who wrote it."""
        several = [term.name for term in item.terms if term.domain == "author"]
        return [self._author(login) for login in dict.fromkeys(several or [item.creator]) if login]

    def _author(self, login):
        name = self.people[login].name if login in self.people else login
        name = line_of(name, 100)[0] or login[:100]
        if fold(name) not in self.known:
            self.known[fold(name)] = self._found(name, login)
        self.by_login[login] = self.known[fold(name)]
        return self.by_login[login]

    def _found(self, name, login):
        slug = slug_of(name) or slug_of(login)
        found = Author.objects.filter(name__iexact=name).first() or (slug and Author.objects.filter(slug=slug).first())
        if found:
            return found
        if not slug:
            raise ValidationError(_("No address can be made of the byline “%(name)s”.") % {"name": name})
        author = Author(name=name)
        author.slug = author.free_slug(slug)
        author.save()
        self.report.count("authors")
        return author
