"""A story that links the first mention of each of its clubs and people."""

from django.db import models
from django.utils import timezone

from football import known_names
from football.recognise import recognise
from newsroom.models.embeds import Embedded
from newsroom.models.linking import Body, with_links


def linked_body(article):
    """Return the body of a stored article with the first mention of each of its clubs and people as a link."""
    text, day = Body(article.body).text, timezone.localdate(article.first_published_at or article.created_at)
    found = recognise(known_names.of_the_site(), text, title=article.headline, day=day)
    spans = {(one.is_club, one.owner): one.spans for one in found}
    tags = [(True, club) for club in article.clubs.all()] + [(False, person) for person in article.people.all()]
    targets = [(spans.get((is_club, tag.pk), ()), tag.get_absolute_url()) for is_club, tag in tags]
    return with_links(article.body, sorted(targets, key=lambda target: target[0][:1]))


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

    def link_mentions(self):
        """Link the first mention of each tagged club and person to its page, once its tags are stored. Seven queries,
        and one for the update when something changed."""
        linked = linked_body(self)
        if linked != self.body_linked:
            self.body_linked = linked
            self.save(update_fields=["body_linked", "saved_at"])
