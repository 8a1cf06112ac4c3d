"""Posts and pages of the former site as stories of ours."""

import hashlib
import json
from urllib.parse import unquote, urlsplit, urlunsplit

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from football.models import PastSlug, stamp
from football.names import slug_of
from newsroom.importing.bodies import Conversion, TooLong, line_of
from newsroom.importing.pictures import host_of
from newsroom.models import Article, FormerAddress, ImportedStory, State, Verb

#: What is out, what was to come out, and what waited for review there; every other status is a draft here.
OUT, TO_COME, IN_REVIEW = "publish", "future", "pending"
#: Taxonomies that say how a post is shown, or who wrote it. Those of plugins may well be clubs and people.
NO_SUBJECT = {"author", "post_format", "nav_menu"}
#: Characters of an address before what may be put behind it.
SLUG = 90
TAGS = ("authors", "clubs", "people")


class Stories:
    """Stores the items of one run. `values` finds or makes what a story needs: bylines, its section, its pictures.
    `store` says what became of it: "created", "updated", "unchanged", "kept" (an editor changed ours since) or
    "deleted" (an editor deleted it)."""

    def __init__(self, site, *, terms, bylines, pictures, report):
        self.site, self.terms, self.bylines = site, terms, bylines
        self.pictures, self.report = pictures, report

    def store(self, item, values):
        digest = digest_of(values)
        row = ImportedStory.objects.select_related("article").filter(site=self.site, key=item.key).first()
        if row is None:
            self._create(item, values, digest)
            return "created"
        if row.article is None:
            return "deleted"
        if row.digest == digest:
            return "unchanged"
        if row.article.version != row.version:
            self.report.kept(row.article)
            return "kept"
        self._update(row, item, values, digest)
        return "updated"

    def values(self, item):
        """What the item says, in the fields of an Article."""
        conversion = Conversion(self.pictures, self.report.unknown_mark)
        headline = line_of(item.title, 160)[0]
        body = conversion.body(item.content, self.pictures.library.of_story.get(item.key, ()))
        sections, clubs, people = self.terms.things(t for t in item.terms if t.domain not in NO_SUBJECT)
        other = _("Pages") if item.type == "page" else _("From the former site")
        featured = item.meta.get("_thumbnail_id")
        return {
            "headline": headline or _("Untitled (%(number)s)") % {"number": item.key[:100]},
            "standfirst": line_of(item.excerpt, 400)[0],
            "body": body,
            "section": sections[0] if sections else self.terms.section_called(other),
            "lead_image_id": (featured and self.pictures(featured)) or None,
            "published_at": self._publication(item),
            "progress": State.REVIEW if item.status == IN_REVIEW and not item.is_secret else State.DRAFT,
            "authors": self.bylines.of(item),
            "clubs": clubs,
            "people": people,
        }

    def _publication(self, item):
        """When it is out, or is to be. Never for what was private or under a password."""
        if item.is_secret or item.status not in (OUT, TO_COME):
            return None
        if item.at is None:
            self.report.problem(item, _("published, but without a date: it is a draft here"))
            return None
        return item.at

    def _create(self, item, values, digest):
        if is_missed(item):
            values = values | {"published_at": None}
            self.report.problem(item, _("was to come out at an instant that has passed: it is a draft here"))
        article = new_article(item, values, slug=self._slug(item, values["headline"]), guid=self._guid(item))
        article.save()
        _tag(article, values)
        # It had no tags yet when it was saved.
        stamp(Article.printed_on(Article._base_manager.filter(pk=article.pk)))
        self._tell_editors(article, item)
        self._keep_addresses(article, item)
        ImportedStory.objects.create(site=self.site, key=item.key, article=article, digest=digest)

    def _update(self, row, item, values, digest):
        article = row.article
        with article.changing(Verb.SAVED, why=_("imported again")):
            for name in values.keys() - {"progress", "published_at", *TAGS}:
                setattr(article, name, values[name])
            self._redate(article, item, values["published_at"])
            article.save()
            _tag(article, values)
        row.digest, row.version = digest, article.version
        row.save()

    def _redate(self, article, item, published_at):
        """What is out stays out, and an editor is told; what is not yet follows the former site. How far a draft has
        come here is the newsroom's."""
        if article.has_been_public():
            if not published_at:
                self.report.no_longer_public(article)
            return
        article.published_at = None if is_missed(item) else published_at
        if article.published_at:
            article.progress, article.sent_back_at = State.READY, None

    def _slug(self, item, headline):
        """The address that it had, unless another story has it or had it."""
        named = (unquote(item.slug), headline, _("article %(number)s") % {"number": item.key})
        plain = next(filter(None, (slug_of(name, max_length=SLUG) for name in named)))
        article, slug = Article(), None
        while slug is None or PastSlug.of(Article).filter(slug=slug).exists():
            slug = article.free_slug(plain)
            plain = f"{plain}-{slug_of(item.key, max_length=20)}"
        return slug

    def _guid(self, item):
        taken = Article._base_manager.filter(former_guid=item.guid).exists()
        if len(item.guid) > 500 or (item.guid and taken):
            self.report.problem(item, _("its identity in feeds is another story's, or too long: it gets a new one"))
            return ""
        return item.guid

    def _tell_editors(self, article, item):
        notes = []
        if item.is_secret:
            notes.append(_("On the former site it was private or under a password: readers have never seen it."))
        if line_of(item.title, 160)[1]:
            notes.append(_("Whole title: %(text)s") % {"text": line_of(item.title, 2000)[0]})
        if line_of(item.excerpt, 400)[1]:
            notes.append(_("Whole summary: %(text)s") % {"text": line_of(item.excerpt, 3800)[0]})
        for note in notes:
            article.notes.create(text=note)

    def _keep_addresses(self, article, item):
        kept = [FormerAddress.keep(address, article) for address in addresses_of(item, self.site)]
        if not all(kept):
            self.report.problem(item, _("an address that it had leads to another story already"))


def new_article(item, values, *, slug, guid):
    """The Article that an item becomes, not stored and without tags."""
    article = Article(
        slug=slug,
        former_guid=guid,
        created_at=item.at or timezone.now(),
        **{name: value for name, value in values.items() if name not in TAGS},
    )
    if article.published_at:
        article.progress = State.READY
    return article


def addresses_of(item, site):
    """Where it stood on its site: its address, its number, its earlier names, and its identity if that is one."""
    own = [item.guid] if host_of(item.guid) == site else []
    return [item.link, f"?p={item.key}", *_renamed(item), *own]


def is_missed(item):
    """Whether its time has come without anybody here having seen whether it came out there."""
    return item.status == TO_COME and item.at is not None and item.at <= timezone.now()


def _tag(article, values):
    for name in TAGS:
        getattr(article, name).set(values[name])
    # Reading a text for mentions takes longer than all the rest.
    if values["clubs"] or values["people"] or article.body_linked:
        article.link_mentions()


def _renamed(item):
    """The addresses that it had under earlier names, as WordPress remembers them."""
    old = item.meta.get("_wp_old_slug")
    try:
        parts = urlsplit(item.link)
    except ValueError:
        return []
    if not old or "/" not in parts.path.strip("/"):
        return [f"/{old}/"] if old else []
    return [urlunsplit(parts._replace(path=f"{parts.path.rstrip('/').rpartition('/')[0]}/{old}/"))]


def digest_of(values):
    """What was read of an item, in short: things by their key."""

    def plain(value):
        return getattr(value, "pk", None) or str(value)

    return hashlib.sha256(json.dumps(values, default=plain, sort_keys=True).encode()).hexdigest()


def told_of(error):
    """What is said of a story that cannot be stored."""
    if isinstance(error, TooLong):
        return _("the text is too long or too tangled for the desk to save")
    return " ".join(error.messages) if isinstance(error, ValidationError) else str(error) or type(error).__name__
