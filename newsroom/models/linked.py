"""A story that links the first mention of each of its clubs and people."""

from django.db import models
from django.utils import timezone

from football import known_names
from football.recognise import places_of_names
from newsroom.models.embeds import Embedded
from newsroom.models.linking import Body


def linked_body(article, register, clubs, people):
    """Return the body of an article with the first mention of each of these clubs and people as a link."""
    pages = pages_of([(True, club) for club in clubs] + [(False, person) for person in people])
    return with_pages(Body(article.body), article, register, pages)


def pages_of(tags):
    """Return {(whether it is a club, key): address of its page} of some (whether it is a club, thing) pairs."""
    return {(is_club, thing.pk): thing.get_absolute_url() for is_club, thing in tags}


def with_pages(body, article, register, pages):
    """The same of a Body that was read already, and of `pages_of` its tags."""
    day = timezone.localdate(article.first_published_at or article.created_at)
    places = places_of_names(register, body.text, title=article.headline, day=day)
    targets = [(places.get(tag, ()), page) for tag, page in pages.items()]
    return body.linked(sorted(targets, key=lambda target: target[0][:1]))


class Linked(models.Model):
    """What an Article does to link its first mentions, once its tags are stored."""

    #: The body with the first mention of each tag linked, made when the story is saved. Empty: as it was written.
    body_linked = models.TextField(blank=True, editable=False)

    class Meta:
        abstract = True

    @property
    def finished_body(self):
        """With its links, and references in the place of cards."""
        return self.body_linked or self.body

    @property
    def printed_body(self):
        """As a page prints it. Two queries at the most, none for a body without references."""
        return Embedded([self.finished_body], articles=type(self).objects.published()).printed(self.finished_body)

    def link_mentions(self, *, clubs=None, people=None):
        """Link the first mention of each tagged club and person to its page, once its tags are stored: whoever has
        them at hand passes them. Seven queries, and one for the update when something changed. The version that ends
        every verb stamps what prints it."""
        clubs = self.clubs.all() if clubs is None else clubs
        people = self.people.all() if people is None else people
        linked = linked_body(self, known_names.of_the_site(), clubs, people)
        if linked != self.body_linked:
            self.body_linked = linked
            self.saved_at = timezone.now()
            type(self)._base_manager.filter(pk=self.pk).update(body_linked=linked, saved_at=self.saved_at)
