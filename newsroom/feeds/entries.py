"""What a feed carries, whatever its format: entries, as plain values made of what `for_feed` loads."""

import html
import re
import uuid
import zlib
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.html import strip_tags
from django.utils.translation import gettext as _

from football.characters import CONTROL_CHARACTERS
from newsroom.feeds.pictures import Picture, lead_picture
from newsroom.models.embeds import LINES
from rumours import labels
from rumours.filters import LABELS

ROOTED = re.compile(r'(href|src|cite|poster)="/(?!/)')
#: Controls that XML admits and readers' programs show as boxes, and the mark of what could not be decoded.
BOXES = re.compile("[\x80-\x9f\ufffd]")
#: How labels are called in addresses.
WORDS = {label: word for word, label in LABELS.items()}


@dataclass(frozen=True)
class Author:
    name: str
    url: str


@dataclass(frozen=True)
class Category:
    """What an entry is about: `scheme` says of which kind it is, `term` is how the site calls it in addresses."""

    kind: str
    term: str
    label: str

    @property
    def scheme(self):
        return absolute(SCHEMES[self.kind])


#: Where things of a kind are listed, or stand when nothing lists them; of labels, where they are explained.
SCHEMES = {
    "section": "/sezioni/",
    "club": "/club/",
    "coach": "/allenatori/",
    "player": "/giocatori/",
    "label": "/attendibilita/",
    "range": "/attendibilita/#intervallo",
    "outcome": "/attendibilita/#esito",
}


@dataclass(frozen=True)
class Entry:
    guid: str
    title: str
    link: str
    summary: str
    content: str
    published: datetime
    updated: datetime
    authors: tuple[Author, ...] = ()
    categories: tuple[Category, ...] = ()
    picture: Picture | None = None
    #: What only programs read: `_calcio` in JSON.
    facts: dict = field(default_factory=dict)
    #: What was written of it, by format and `updated`: an entry is kept, and is in many documents.
    written: dict = field(default_factory=dict, compare=False, repr=False)

    def written_as(self, format, write):
        """What `write(entry)` returns, which is called once for each format."""
        key = format, self.updated
        if key not in self.written:
            self.written[key] = write(self)
        return self.written[key]


def absolute(path):
    """Return the public address of a path of the site; the host that was asked for plays no part."""
    return settings.SITE_URL + path


def story_entry(article, embedded):
    """Return the Entry of an article loaded by `for_feed`; `embedded` holds what its body refers to. No query."""
    if article.withdrawn_at:
        return _withdrawn(article)
    # Plain pictures: feed readers know neither `<picture>` nor addresses without a host.
    body = article.with_figures(embedded.printed(article.finished_body, templates=LINES), "newsroom/feeds/_figure.html")
    rumours = list(article.rumours.all())
    return Entry(
        guid=article.guid,
        title=line(article.headline),
        link=absolute(article.get_absolute_url()),
        summary=line(article.standfirst) or line(article.headline),
        content=_rendered("newsroom/feeds/_article.html", {"article": article, "body": body}),
        published=article.first_published_at,
        updated=max([article.changed_at, *_news_of(rumours, since=article.first_published_at)]),
        authors=_authors(article),
        categories=_categories(article, rumours),
        picture=lead_picture(article.lead_picture),
        facts=_facts([*article.clubs.all()], [*article.people.all()], rumours),
    )


def _withdrawn(article):
    """The same item, by which whoever has kept the text learns that it does not stand."""
    return Entry(
        guid=article.guid,
        title=_("WITHDRAWN: %(headline)s") % {"headline": line(article.headline)},
        link=absolute(article.get_absolute_url()),
        summary=line(article.withdrawal_reason) or _("This article has been withdrawn"),
        content=_rendered("newsroom/feeds/_withdrawn.html", {"article": article}),
        published=article.first_published_at,
        updated=article.withdrawn_at,
        authors=_authors(article),
        facts={"withdrawn": article.withdrawn_at.isoformat()},
    )


def rumour_entry(rumour):
    """Return the Entry of a rumour loaded by `for_feed`. No query."""
    state = rumour.get_outcome_display() or rumour.label_in_words
    clubs = _clubs_of(rumour)
    return Entry(
        guid=rumour.guid,
        title=line(f"{rumour.title}: {state}"),
        link=absolute(rumour.get_absolute_url()),
        summary=line(rumour.rule) or line(rumour.title),
        content=_rendered("newsroom/feeds/_rumour.html", {"rumour": rumour}),
        published=rumour.published_at,
        updated=max(rumour.news_at, rumour.published_at),
        authors=the_site(),
        categories=(*_tags(clubs, [rumour.person]), *_labels([rumour])),
        facts=_facts(clubs, [rumour.person], [rumour]),
    )


def change_entry(change):
    """Return the Entry of a change of label loaded by `for_log`. No query."""
    rumour = change.rumour
    clubs = _clubs_of(rumour)
    words = {"rumour": rumour, "before": change.get_label_before_display(), "now": change.get_label_display()}
    title = line(_("%(rumour)s: from %(before)s to %(now)s") % words)
    return Entry(
        # Of its rumour and its instant: an import that is repeated numbers the rows anew.
        guid=uuid.uuid5(rumour.uid, change.at.isoformat()).urn,
        title=title,
        link=absolute(rumour.get_absolute_url()),
        summary=title,
        content=_rendered("newsroom/feeds/_change.html", {"change": change}),
        published=change.at,
        updated=change.at,
        authors=the_site(),
        categories=(*_tags(clubs, [rumour.person]), Category("label", _word(change.label), change.get_label_display())),
        facts=_facts(clubs, [rumour.person], [])
        | {"rumour": rumour.guid, "label_before": _word(change.label_before), "label": _word(change.label)},
    )


def correction_entry(correction):
    """Return the Entry of a correction loaded by `for_list`. No query."""
    article = correction.article
    title = _("Correction: %(headline)s") % {"headline": line(article.headline)}
    return Entry(
        guid=uuid.uuid5(article.uid, f"correction {correction.pk}").urn,
        title=title,
        link=absolute(article.get_absolute_url()),
        summary=line(correction.text) or title,
        content=_rendered("newsroom/feeds/_correction.html", {"correction": correction}),
        published=correction.published_at,
        updated=correction.published_at,
        authors=the_site(),
        facts={"corrects": article.guid},
    )


def _clubs_of(rumour):
    """Each once: who stays at a club goes from it to it."""
    return [*dict.fromkeys(club for club in (rumour.from_club, rumour.to_club) if club)]


def the_site():
    return (Author(settings.SITE_NAME, absolute("/")),)


def _authors(article):
    signed = [Author(line(one.name), absolute(one.get_absolute_url())) for one in article.authors.all()]
    return tuple(signed) or the_site()


def _news_of(rumours, *, since):
    """When the labels of a story's rumours changed after it came out, and when they ended."""
    instants = [at for rumour in rumours for at in (rumour.label_since, rumour.outcome_known_at)]
    return [at for at in instants if at and at > since]


def _categories(article, rumours):
    section = Category("section", article.section.slug, line(article.section.name))
    return (section, *_tags(article.clubs.all(), article.people.all()), *_labels(rumours))


def _tags(clubs, people):
    yield from (Category("club", club.slug, line(club.name)) for club in clubs)
    yield from (Category(person.role, person.slug, line(person.name)) for person in people)


def _labels(rumours):
    """Each label with its range, or the outcome, of the rumours: once each."""
    found = {}
    for rumour in rumours:
        if rumour.outcome:
            found[Category("outcome", rumour.outcome, rumour.get_outcome_display())] = None
        else:
            found[Category("label", _word(rumour.label), rumour.get_label_display())] = None
            if rumour.label_range:
                found[Category("range", rumour.label_range, rumour.label_range)] = None
    return tuple(found)


def _word(label):
    return WORDS.get(label, "non-valutabile")


def _facts(clubs, people, rumours):
    """What a program may want to know: docs/feeds.md says what each means."""
    return {
        "clubs": [{"id": club.slug, "name": line(club.name)} for club in clubs],
        "people": [{"id": person.slug, "name": line(person.name), "role": person.role} for person in people],
        "rumours": [_standing(rumour) for rumour in rumours],
    }


def _standing(rumour):
    told = {
        "id": rumour.guid,
        "url": absolute(rumour.get_absolute_url()),
        "title": line(rumour.title),
        "label": _word(rumour.label),
        "label_name": str(rumour.get_label_display()),
        "since": rumour.label_since and rumour.label_since.isoformat(),
    }
    if rumour.label_range:
        told["percent"] = list(labels.label_range(rumour.label))
    return told | ({"outcome": rumour.outcome, "outcome_on": str(rumour.outcome_on)} if rumour.outcome else {})


def told_apart(entries):
    """Return `entries` with no two of one `updated`, which programs take for one event: what is dated to the minute or
    the day gets microseconds of its own, always the same ones."""
    seen, told = set(), []
    for entry in entries:
        at = entry.updated
        if not at.microsecond:
            at += timedelta(microseconds=zlib.crc32(entry.guid.encode()) % 999_000)
        while at in seen:
            at += timedelta(microseconds=1)
        seen.add(at)
        told.append(replace(entry, updated=at))
    return told


def plain(text):
    return BOXES.sub(" ", CONTROL_CHARACTERS.sub(" ", text))


def line(text):
    """A line of text as every format can carry it: programs take a tag or an entity in a title for HTML."""
    unescaped = html.unescape(html.unescape(plain(str(text))))
    return " ".join(strip_tags(plain(unescaped)).split())


def _rendered(template, context):
    rendered = render_to_string(template, context | {"site_url": settings.SITE_URL})
    # A relative address means nothing in a reader's program.
    return plain(ROOTED.sub(rf'\1="{settings.SITE_URL}/', rendered)).strip()


def title_of(subject=None):
    return f"{settings.SITE_NAME} · {line(subject)}" if subject else settings.SITE_NAME


def about(subject):
    return _("The news of %(site)s on %(subject)s.") % {"site": settings.SITE_NAME, "subject": line(subject)}
