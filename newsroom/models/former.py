"""The site that ours was before: what stood at its addresses, and which of its stories became which of ours."""

import re
from urllib.parse import parse_qs, unquote, urlsplit

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from football.characters import CONTROL_CHARACTERS
from football.models import Club, Person
from newsroom.models.article import Article
from newsroom.models.author import Author, Section
from newsroom.models.follow import exactly_one

KINDS = ("article", "section", "author", "club", "person")
#: The address of a story by its number, as the former site had it besides the one with words.
BY_NUMBER = ("p", "page_id", "attachment_id")
LONGEST = 500
#: What the former site put behind an address: pages of a list, of comments and of a long story, machines' versions.
TAIL = re.compile(r"/(?:page/[0-9]+|comment-page-[0-9]+|feed(?:/[a-z0-9]+)?|amp|embed|trackback|[0-9]{1,3})$")
FEED = re.compile(r"feed(?:/(?:rss2?|atom|rdf))?|rss2?")


def former_path(address):
    """An address of the former site as it is kept: without host, slashes at either end and capitals; one by number as
    "?p=12". Empty for the front page and for what no site can have answered."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    path = unquote(parts.path).strip("/").lower()
    if not path:
        numbers = (parse_qs(parts.query).get(name, [""])[0] for name in BY_NUMBER)
        number = next((number for number in numbers if re.fullmatch(r"[1-9][0-9]{0,17}", number)), "")
        path = f"?p={number}" if number else ""
    return "" if len(path) > LONGEST or CONTROL_CHARACTERS.search(path) else path


class FormerAddress(models.Model):
    """What stood at an address of the former site. It points at the thing: a redirect is one hop, whatever the thing is
    called since."""

    path = models.CharField(max_length=LONGEST, unique=True)
    article = models.ForeignKey(Article, null=True, on_delete=models.CASCADE, related_name="former_addresses")
    section = models.ForeignKey(Section, null=True, on_delete=models.CASCADE, related_name="+")
    author = models.ForeignKey(Author, null=True, on_delete=models.CASCADE, related_name="+")
    club = models.ForeignKey(Club, null=True, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, null=True, on_delete=models.CASCADE, related_name="+")

    class Meta:
        verbose_name = _("address of the former site")
        verbose_name_plural = _("addresses of the former site")
        constraints = [models.CheckConstraint(condition=exactly_one(KINDS), name="former_address_of_one_thing")]

    def __str__(self):
        return self.path

    @property
    def thing(self):
        return self.article or self.section or self.author or self.club or self.person

    @classmethod
    def keep(cls, address, thing):
        """Let an address lead to `thing`, unless another has it. Returns whether it does."""
        path = former_path(address)
        if not path:
            return True
        kind = next(kind for kind in KINDS if isinstance(thing, cls._meta.get_field(kind).related_model))
        kept, _is_new = cls.objects.get_or_create(path=path, defaults={kind: thing})
        return kept.thing == thing

    @classmethod
    def answer(cls, address):
        """Return where an address of the former site leads today, or None: what readers were never shown leads nowhere.
        One query, none for the front page."""
        path = former_path(address)
        if not path:
            return None
        if FEED.fullmatch(path):
            return reverse("feed")
        paths = [path, TAIL.sub("", path)]
        found = {kept.path: kept.thing for kept in cls.objects.filter(path__in=paths).select_related(*KINDS)}
        thing = next((found[path] for path in paths if path in found), None)
        return thing.get_absolute_url() if thing and thing.has_been_public() else None


class ImportedStory(models.Model):
    """A story of the former site and the one that it became: none when an editor has deleted it since."""

    site = models.CharField(max_length=200)
    key = models.CharField(max_length=LONGEST)
    article = models.OneToOneField(Article, null=True, on_delete=models.SET_NULL, related_name="imported")
    #: What was read of it, and the version that the import left: another one is an editor's, and stays.
    digest = models.CharField(max_length=64)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("imported story")
        verbose_name_plural = _("imported stories")
        constraints = [models.UniqueConstraint(fields=["site", "key"], name="a_story_is_imported_once")]

    def __str__(self):
        return f"{self.site}: {self.key}"
