"""What a feed carries, whatever its format: a channel and its entries, as plain values."""

import re
from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from newsroom.models.embeds import LINES
from newsroom.models.prose import CONTROL_CHARACTERS

#: Entries in a feed: what readers' programs expect, and far below what aggregators refuse.
LENGTH = 50
ROOTED = re.compile(r'(href|src)="/(?!/)')


@dataclass(frozen=True)
class Entry:
    guid: str
    title: str
    link: str
    summary: str
    content: str
    published: datetime
    updated: datetime
    authors: tuple[str, ...] = ()
    #: (domain, term) pairs: a club, a coach, a section, a reliability label.
    categories: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Channel:
    title: str
    description: str
    link: str
    feed_link: str
    entries: list[Entry] = field(default_factory=list)


def absolute(path):
    """Return the public address of a path of the site; the host that was asked for plays no part."""
    return settings.SITE_URL + path


def article_entry(article, embedded):
    """Return the Entry of an article loaded by `for_feed`; `embedded` holds what its body refers to. No query."""
    # Plain pictures: feed readers know neither `<picture>` nor addresses without a host.
    body = article.with_figures(embedded.printed(article.finished_body, templates=LINES), "newsroom/feeds/_figure.html")
    return Entry(
        guid=article.guid,
        title=_plain(article.headline),
        link=absolute(article.get_absolute_url()),
        summary=_plain(article.standfirst) or _plain(article.headline),
        content=_rendered("newsroom/feeds/_article.html", {"article": article, "body": body}),
        published=article.first_published_at,
        updated=article.changed_at,
        authors=tuple(_plain(author.name) for author in article.authors.all()),
        categories=(
            (absolute(article.section.get_absolute_url()), _plain(article.section.name)),
            *(
                (absolute(thing.get_absolute_url()), _plain(thing.name))
                for thing in (*article.clubs.all(), *article.people.all())
            ),
            *_label_categories(article.rumours.all()),
        ),
    )


def rumour_entry(rumour):
    """Return the Entry of a rumour loaded by `for_feed`. No query."""
    state = rumour.get_outcome_display() or rumour.label_in_words
    return Entry(
        guid=rumour.guid,
        title=_plain(f"{rumour.title}: {state}"),
        link=absolute(rumour.get_absolute_url()),
        summary=_plain(rumour.rule),
        content=_rendered("newsroom/feeds/_rumour.html", {"rumour": rumour}),
        published=rumour.published_at,
        updated=max(rumour.news_at, rumour.published_at),
        authors=(settings.SITE_NAME,),
        categories=_label_categories([rumour]),
    )


def change_entry(change):
    """Return the Entry of a change of label loaded by `for_log`. No query."""
    rumour = change.rumour
    words = {"rumour": rumour, "before": change.get_label_before_display(), "now": change.get_label_display()}
    title = _plain(_("%(rumour)s: from %(before)s to %(now)s") % words)
    return Entry(
        guid=f"{rumour.guid}#{change.pk}",
        title=title,
        link=absolute(rumour.get_absolute_url()),
        summary=title,
        content=_rendered("newsroom/feeds/_change.html", {"change": change}),
        published=change.at,
        updated=change.at,
        authors=(settings.SITE_NAME,),
        categories=((absolute(reverse("rumours")), change.get_label_display()),),
    )


def _label_categories(rumours):
    scheme = absolute(reverse("rumours"))
    return tuple(dict.fromkeys((scheme, rumour.get_label_display()) for rumour in rumours if rumour.is_open))


def _plain(text):
    return CONTROL_CHARACTERS.sub(" ", text)


def _rendered(template, context):
    html = render_to_string(template, context | {"site_url": settings.SITE_URL})
    # A relative address means nothing in a reader's program.
    return _plain(ROOTED.sub(rf'\1="{settings.SITE_URL}/', html)).strip()


def title_of(subject=None):
    return _plain(f"{settings.SITE_NAME} · {subject}") if subject else settings.SITE_NAME


def about(subject):
    return _("The news of %(site)s on %(subject)s.") % {"site": settings.SITE_NAME, "subject": _plain(str(subject))}
