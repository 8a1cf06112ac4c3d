"""What is looked at before a story goes out: one table, for the form as one types and for every door that publishes."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from football import known_names
from football.recognise import recognise
from newsroom import betting
from newsroom.models.dead_links import dead_links, links_of, malformed_links
from newsroom.models.figures import images_in, pictures_in
from newsroom.models.headline_words import in_words
from newsroom.models.media import Image

#: Search engines and telephones cut a longer one.
HEADLINE_LENGTH = 80
#: Two stories on the same person and the same club within this time are probably one.
SAME_STORY, SAME_STORIES = timedelta(hours=72), 5


@dataclass(frozen=True)
class Copy:
    """A story as the checks read it: stored, or as it is being typed."""

    #: All stories: those on the same subject are looked for among them.
    stories: Any
    kicker: str = ""
    headline: str = ""
    standfirst: str = ""
    body: str = ""
    section: Any = None
    image: Any = None
    clubs: tuple = ()
    people: tuple = ()
    rumours: tuple = ()
    pk: int | None = None
    confirmed: str = ""

    @classmethod
    def of(cls, article):
        """Three queries, none for what is loaded, and one each for section and image that are not."""
        return cls(
            stories=type(article).objects,
            section=article.section_id and article.section,
            image=article.lead_picture,
            clubs=tuple(article.clubs.all()) if article.pk else (),
            people=tuple(article.people.all()) if article.pk else (),
            rumours=tuple(article.rumours_for_cards()) if article.pk else (),
            pk=article.pk,
            confirmed=article.headline_confirmed,
            **{name: getattr(article, name) for name in ("kicker", "headline", "standfirst", "body")},
        )

    @property
    def words(self):
        """All that is read, a line for each block."""
        return "\n".join([self.kicker, self.headline, self.standfirst, strip_tags(self.body.replace("<", "\n<"))])


@dataclass(frozen=True)
class Finding:
    """What a check found, in words; `story` is another one that it is about."""

    words: str
    story: Any = None


@dataclass(frozen=True)
class Check:
    """One line of the table; `field` is where an editor puts it right."""

    key: str
    blocking: bool
    title: str
    field: str
    finds: Callable[[Copy], list] = field(repr=False)


@dataclass(frozen=True)
class Result:
    check: Check
    findings: list


def results_for(copy, *, blocking_only=False, besides=frozenset()):
    """Return the Results of the checks that found something, the blocking ones first, without those whose keys are in
    `besides`. About fifteen queries."""
    asked = [check for check in CHECKS if (check.blocking or not blocking_only) and check.key not in besides]
    return [Result(check, found) for check in asked if (found := check.finds(copy))]


# The checks


def _image(copy):
    """The one that leads it, and those of its body."""
    inside = pictures_in(copy.body, Image.objects.in_bulk(images_in(copy.body)))
    pictures = [*([copy.image] if copy.image else []), *inside]
    told = [f"{one.title}: {problem}" for one in pictures for problem in one.problems()]
    return [Finding(words) for words in dict.fromkeys(told)]


def _section(copy):
    return [] if copy.section else [Finding(_("Choose where it goes."))]


def _headline(copy):
    if not copy.headline:
        return []
    typed = copy.stories.model(kicker=copy.kicker, headline=copy.headline, headline_confirmed=copy.confirmed)
    claims = typed.headline_problems(rumours=copy.rumours, tags=[*copy.clubs, *copy.people])
    return [Finding(in_words(claim)) for claim in claims]


def _dead_links(copy):
    found = dead_links(links_of(copy.body), articles=copy.stories.published())
    return [Finding(_("“%(words)s” leads to nothing: %(href)s") % _link(link)) for link in found]


def _betting(copy):
    operators = [(link, betting.operator_of(link[1])) for link in links_of(copy.body)]
    links = [
        _("“%(words)s” leads to %(operator)s.") % (_link(link) | {"operator": name}) for link, name in operators if name
    ]
    calls = [_("“%(words)s” invites to bet.") % {"words": words} for words in betting.calls_in(copy.words)]
    return [Finding(words) for words in links + calls]


def _betting_words(copy):
    words = [_("“%(words)s”: is it news?") % {"words": words} for words in betting.words_in(copy.words)]
    links = [link for link in links_of(copy.body) if betting.is_affiliate(link[1])]
    return [Finding(one) for one in words + [_("“%(words)s” is an affiliate’s link.") % _link(link) for link in links]]


def _malformed_links(copy):
    found = malformed_links(links_of(copy.body))
    return [Finding(_("“%(words)s” cannot arrive: %(href)s") % _link(link)) for link in found]


def _tags(copy):
    if copy.clubs or copy.people or copy.rumours:
        return []
    return [Finding(_("It is on nobody’s page: tag a club, a person or a rumour."))]


def _length(copy):
    length = len(copy.headline)
    if length <= HEADLINE_LENGTH:
        return []
    told = {"length": length, "limit": HEADLINE_LENGTH}
    return [Finding(_("%(length)d characters: beyond %(limit)d it is cut in searches and on telephones.") % told)]


def _standfirst(copy):
    return [] if copy.standfirst.strip() else [Finding(_("Feeds, searches and cards have only the headline."))]


def _same_story(copy):
    people, clubs = ({thing.pk for thing in tags} for tags in (copy.people, copy.clubs))
    if copy.headline and not (people and clubs):
        # Nothing is tagged while the headline is typed: it says itself whom it is about.
        for one in recognise(known_names.of_the_site(), copy.headline):
            (clubs if one.is_club else people).update([] if one.doubtful else [one.owner])
    if not (people and clubs):
        return []
    recent = copy.stories.filter(published_at__gte=timezone.now() - SAME_STORY, withdrawn_at=None).exclude(pk=copy.pk)
    same = recent.tagged_with_any(people=people, clubs=clubs).by_news()
    return [Finding(story.headline, story=story) for story in same[:SAME_STORIES]]


def _link(link):
    return {"words": link[0], "href": link[1] or _("no address")}


CHECKS = (
    Check("image", True, gettext_lazy("Image without alternative text or credit"), "lead_image", _image),
    Check("section", True, gettext_lazy("No section"), "section", _section),
    Check("headline", True, gettext_lazy("Headline against label"), "headline", _headline),
    Check("dead-links", True, gettext_lazy("Links to nowhere"), "body", _dead_links),
    Check(
        "betting",
        True,
        gettext_lazy("Advertising of betting (art. 9 DL 87/2018)"),
        "body",
        _betting,
    ),
    Check("same-story", False, gettext_lazy("The same story?"), "headline", _same_story),
    Check("tags", False, gettext_lazy("No tag"), "people", _tags),
    Check("length", False, gettext_lazy("Long headline"), "headline", _length),
    Check("standfirst", False, gettext_lazy("No standfirst"), "standfirst", _standfirst),
    Check("links", False, gettext_lazy("Addresses to check"), "body", _malformed_links),
    Check("betting-words", False, gettext_lazy("Words of betting"), "body", _betting_words),
)


class Checked(models.Model):
    """What an Article does to be looked at before it goes out."""

    class Meta:
        abstract = True

    def refuse_unready(self):
        """Raise ValidationError when a blocking check finds something. Whoever publishes asks it, whatever the door."""
        if told := self.blocking():
            raise ValidationError([_("It cannot be published as it is."), *told])

    def blocking(self):
        """What stands in the way of its publication, in sentences."""
        found = results_for(Copy.of(self), blocking_only=True)
        return [f"{result.check.title}: {finding.words}" for result in found for finding in result.findings]
