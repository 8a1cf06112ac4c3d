"""Where readers see a story: the topics that its verbs stamp."""

from django.db import models
from django.utils import timezone

from football.models import stamp
from football.topics import COMING, CORRECTIONS, STORIES, topic, topics
from newsroom.models.prose import REFERENCE
from newsroom.models.tagged import tags_of
from rumours.models import Rumour

#: The fields that put a story on a list or a page, and the kind of its topic.
LISTED = {"authors": "author", "clubs": "club", "people": "person", "rumours": "rumour"}


class Printed(models.Model):
    """What an Article does to say where it is printed, so that whoever keeps copies knows that they are old.

    A save says so with the tags that are stored, which are those of before; `record`, which ends every verb, with those
    of the new version."""

    #: What a card of it prints in the text of another story: “leggi anche”.
    CARD = ("headline", "slug", "published_at", "withdrawn_at")
    #: What the body shows of others, kept from it whenever it changes.
    body_rumours = models.ManyToManyField(Rumour, related_name="shown_in", editable=False)
    body_stories = models.ManyToManyField("self", symmetrical=False, related_name="shown_in", editable=False)

    class Meta:
        abstract = True

    @classmethod
    def printed_on(cls, stories):
        """The topics that print these stories (a queryset), as far as they have been public. Three queries for any
        number, one when none has."""
        public = cls._base_manager.filter(pk__in=stories.values("pk"), first_published_at__lte=timezone.now())
        rows = list(public.order_by().values_list("pk", "section"))
        if not rows:
            return set()
        keys, sections = zip(*rows, strict=True)
        found = {STORIES} | topics("story", keys) | topics("section", sections)
        found |= {topic(LISTED[field], key) for field, key in tags_of(cls, public.values("pk"), [*LISTED])}
        corrected = cls.corrections.rel.related_model.objects.filter(article__in=public.values("pk"))
        return found | ({CORRECTIONS} if corrected.exists() else set())

    def keep_references(self):
        """Note which rumours and stories the stored body shows. Four queries, and two more for each that changed."""
        shown = {"rumour": set(), "article": set()}
        for kind, key in REFERENCE.findall(self.body):
            shown[kind].add(int(key))
        self.body_rumours.set(Rumour.objects.filter(pk__in=shown["rumour"]))
        self.body_stories.set(type(self)._base_manager.filter(pk__in=shown["article"]))

    def stamp_printed(self):
        """Stamp what prints it, as it is stored, and the stories whose text shows its card when that has changed."""
        if self.has_been_public():
            everyone = type(self)._base_manager
            showing = everyone.filter(body_stories=self.pk).order_by() if self._card_changed() else everyone.none()
            keys = {self.pk, *showing.values_list("pk", flat=True)}
            stamp(self.printed_on(everyone.filter(pk__in=keys)) | self._stored_section())
        else:
            stamp(self.is_to_come())

    def is_to_come(self):
        """The topic of what comes by itself, when it will."""
        return {COMING} if self.published_at and not self.has_been_public() else set()

    def _note_card(self):
        self._stored_card = {name: self.__dict__.get(name) for name in (*self.CARD, "section_id")}

    def _card_changed(self):
        stored = getattr(self, "_stored_card", {})
        return any(stored.get(name) != self.__dict__.get(name) for name in self.CARD)

    def _stored_section(self):
        return topics("section", {getattr(self, "_stored_card", {}).get("section_id")})

    def stamp_version(self, state):
        """Stamp what prints a version, given its state: no query but the statement itself."""
        stamp(self.is_to_come())
        if self.has_been_public():
            tagged = [topics(kind, state[field]) for field, kind in LISTED.items()]
            corrected = {CORRECTIONS} if state["corrections"] else set()
            own = topics("story", {self.pk}) | topics("section", {state["section"]})
            stamp({STORIES}.union(own, corrected, *tagged))
