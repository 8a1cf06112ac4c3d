import uuid

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Case, F, OuterRef, Q, Subquery, When
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags
from django.utils.translation import gettext_lazy as _
from django_prose_editor.fields import ProseEditorField

from football import known_names
from football.models import Addressed, Club, Person
from football.names import fold
from football.recognise import recognise
from newsroom import headlines
from newsroom.models.author import Author, Section
from newsroom.models.linking import Body, with_links
from newsroom.models.media import Image
from newsroom.models.prose import EXTENSIONS, clean_body, validate_line
from rumours.models import Assessment, Rumour
from rumours.vocabulary import Kind, Label

#: A reason of fewer characters, spaces aside, says nothing.
REASON_LENGTH = 20
SHORT_REASON = _("Write the reason in at least %(length)d characters.")
STAYING = (Kind.COACH_STAY, Kind.CONTRACT_RENEWAL)


def linked_body(article):
    """Return the body of a stored article with the first mention of each of its clubs and people as a link."""
    text, day = Body(article.body).text, timezone.localdate(article.first_published_at or article.created_at)
    found = recognise(known_names.of_the_site(), text, title=article.headline, day=day)
    spans = {(one.is_club, one.owner): one.spans for one in found}
    tags = [(True, club) for club in article.clubs.all()] + [(False, person) for person in article.people.all()]
    targets = [(spans.get((is_club, tag.pk), ()), tag.get_absolute_url()) for is_club, tag in tags]
    return with_links(article.body, sorted(targets, key=lambda target: target[0][:1]))


class State(models.TextChoices):
    """Read off the instants, never stored."""

    DRAFT = "draft", _("draft")
    SCHEDULED = "scheduled", _("scheduled")
    LIVE = "live", _("live")
    WITHDRAWN = "withdrawn", _("withdrawn")


class ArticleQuerySet(models.QuerySet):
    def published(self, *, at=None):
        """Articles that readers may open at `at` (now by default). The same rule as `Article.is_published`."""
        return self.filter(published_at__lte=at or timezone.now(), withdrawn_at__isnull=True)

    def visible_to(self, user, *, at=None):
        """What `user` may open: everything for the newsroom, what is published for everyone else."""
        return self if user.is_staff else self.published(at=at)

    def withdrawn(self):
        """What readers could open once and now cannot: answered with the reason."""
        return self.filter(withdrawn_at__isnull=False)

    def in_state(self, state, *, at=None):
        at = at or timezone.now()
        return {
            State.DRAFT: self.filter(published_at__isnull=True),
            State.SCHEDULED: self.filter(published_at__gt=at, withdrawn_at__isnull=True),
            State.LIVE: self.published(at=at),
            State.WITHDRAWN: self.withdrawn(),
        }[state]

    def of_editor(self, user):
        """Stories that are `user`'s to write: begun by them or under their byline. The same rule as `Article.is_of`."""
        return self.filter(Q(created_by=user) | Q(authors__user=user)).distinct()

    def mentioning(self, text):
        """Those in whose headline or kicker, or among the names of whose tags, every word of `text` is found."""
        found = self
        for word in fold(text).split():
            clubs = Club.objects.filter(search_names__contains=word)
            people = Person.objects.filter(search_names__contains=word)
            words = Q(headline__icontains=word) | Q(kicker__icontains=word)
            tags = Q(pk__in=self.model.clubs.through.objects.filter(club__in=clubs).values("article"))
            tags |= Q(pk__in=self.model.people.through.objects.filter(person__in=people).values("article"))
            found = found.filter(words | tags)
        return found

    def by_news(self):
        """Newest first; ties fall by id, so that pages never skip or repeat one."""
        return self.order_by("-published_at", "-pk")

    def related_to(self, article):
        """Others about the same people or clubs, newest first."""
        same = Q(people__in=article.people.all()) | Q(clubs__in=article.clubs.all())
        return self.filter(same).exclude(pk=article.pk).distinct().by_news()

    def for_cards(self):
        """What a card prints: section, image, authors, rumours with their labels. Three queries for any number."""
        rumours = models.Prefetch("rumours", Rumour.objects.published().by_news().for_cards())
        return self.select_related("section", "lead_image").prefetch_related("authors", rumours)

    def for_page(self):
        """All that an article's page prints, but for its rumours (`rumours_then_and_now`). Five queries for any number
        of tags."""
        told = self.select_related("section", "lead_image")
        return told.prefetch_related("authors", "clubs", "people", "corrections")

    def for_feed(self):
        """All that a feed item prints. Five queries for any number of items."""
        return self.for_cards().prefetch_related("clubs", "people")


class Article(Addressed):
    """A story. Its state is read off its instants: no `published_at`, a draft; in the future, scheduled, and nothing
    has to run when the time comes; in the past, live; `withdrawn_at`, gone, and its address says why."""

    slug_source = "headline"

    kicker = models.CharField(_("kicker"), max_length=60, blank=True, validators=[validate_line])
    headline = models.CharField(_("headline"), max_length=160, validators=[validate_line])
    standfirst = models.TextField(_("standfirst"), max_length=400, blank=True, validators=[validate_line])
    body = ProseEditorField(_("body"), blank=True, extensions=EXTENSIONS, sanitize=clean_body)
    #: The body with the first mention of each tag linked, made when the story is saved. Empty: as it was written.
    body_linked = models.TextField(blank=True, editable=False)
    #: The proposals of tags that were refused for this story, by field and key: "clubs:12".
    refused = models.JSONField(default=list, blank=True, editable=False)
    lead_image = models.ForeignKey(
        Image, verbose_name=_("image"), null=True, blank=True, on_delete=models.PROTECT, related_name="articles"
    )
    authors = models.ManyToManyField(Author, verbose_name=_("authors"), related_name="articles", blank=True)
    section = models.ForeignKey(Section, verbose_name=_("section"), on_delete=models.PROTECT, related_name="articles")
    clubs = models.ManyToManyField(Club, verbose_name=_("clubs"), related_name="articles", blank=True)
    people = models.ManyToManyField(Person, verbose_name=_("people"), related_name="articles", blank=True)
    rumours = models.ManyToManyField(Rumour, verbose_name=_("rumours"), related_name="articles", blank=True)

    published_at = models.DateTimeField(
        _("published from"),
        null=True,
        blank=True,
        db_index=True,
        help_text=_("Empty: a draft. In the future: scheduled, and it appears by itself at that minute."),
    )
    first_published_at = models.DateTimeField(_("first published"), null=True, editable=False)
    updated_at = models.DateTimeField(_("updated"), null=True, editable=False)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, editable=False)
    withdrawal_reason = models.TextField(_("reason of the withdrawal"), blank=True, editable=False)
    saved_at = models.DateTimeField(_("last saved"), auto_now=True, db_index=True)
    headline_reason = models.TextField(
        _("why the headline says more"),
        blank=True,
        validators=[validate_line],
        help_text=_("What the newsroom knows beyond the label. It stays in the history with your name."),
    )
    headline_confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("headline confirmed by"),
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    #: The kicker and headline that were confirmed: for any others the confirmation is void.
    headline_confirmed = models.TextField(_("headline that was confirmed"), blank=True, editable=False)
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("created by"),
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="articles",
    )
    #: The item's identity in feeds: it outlives every change of address, title, section and domain.
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    objects = ArticleQuerySet.as_manager()

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")
        ordering = ["-published_at", "-pk"]
        permissions = [
            ("publish_article", _("Can publish, schedule and correct any article")),
            ("withdraw_article", _("Can withdraw an article")),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(published_at__isnull=True, first_published_at__isnull=True)
                | Q(published_at__isnull=False, first_published_at__isnull=False),
                name="article_first_publication_is_kept",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | (~Q(withdrawal_reason="") & Q(published_at__isnull=False)),
                name="article_withdrawn_with_a_reason",
                violation_error_message=_("A published article is withdrawn with a reason that readers can read."),
            ),
            models.CheckConstraint(
                condition=Q(updated_at__isnull=True) | Q(updated_at__gte=F("first_published_at")),
                name="article_updated_after_publication",
            ),
        ]

    def __str__(self):
        return self.headline

    @classmethod
    def from_db(cls, db, field_names, values):
        article = super().from_db(db, field_names, values)
        article._stored_publication = article.__dict__.get("published_at")
        article._stored_body = article.__dict__.get("body")
        return article

    def get_absolute_url(self):
        day = timezone.localtime(self.first_published_at or self.created_at)
        return reverse("article", args=[f"{day:%Y}", f"{day:%m}", self.slug])

    def clean(self):
        super().clean()
        if self.was_live() and (not self.published_at or self.published_at > timezone.now()):
            raise ValidationError(
                {"published_at": _("The article has been read already: it can be withdrawn, not unpublished.")}
            )

    def save(self, *args, **kwargs):
        self.body = clean_body(self.body)
        if self.body != getattr(self, "_stored_body", None):
            # Whoever saves a body links its mentions once its tags are there: until then it is as it was written.
            self.body_linked = ""
        self._keep_first_publication()
        self._drop_void_confirmation()
        super().save(*args, **kwargs)
        self._stored_publication, self._stored_body = self.published_at, self.body

    def _keep_first_publication(self):
        """The first publication follows the schedule until it has come, and never moves again."""
        if not self.first_published_at or self.first_published_at > timezone.now():
            self.first_published_at = self.published_at

    def _drop_void_confirmation(self):
        if self.headline_confirmed and not self.headline_is_confirmed:
            self.headline_reason, self.headline_confirmed_by, self.headline_confirmed = "", None, ""

    def was_live(self, *, at=None):
        """Whether the stored row, before this form's changes, was already published at `at`."""
        stored = getattr(self, "_stored_publication", None)
        return bool(stored and stored <= (at or timezone.now()))

    def has_been_public(self):
        return bool(self.first_published_at and self.first_published_at <= timezone.now())

    @property
    def state(self):
        if self.withdrawn_at:
            return State.WITHDRAWN
        if not self.published_at:
            return State.DRAFT
        return State.LIVE if self.published_at <= timezone.now() else State.SCHEDULED

    @property
    def is_published(self):
        return self.state == State.LIVE

    def is_of(self, user):
        return self.created_by_id == user.pk or self.authors.filter(user=user).exists()

    @property
    def published_on(self):
        """The day of publication, in Rome."""
        return self.published_at and timezone.localdate(self.published_at)

    @property
    def guid(self):
        return self.uid.urn

    @property
    def changed_at(self):
        """When its substance last changed for a reader."""
        return self.updated_at or self.first_published_at

    def rumours_then_and_now(self):
        """The public rumours of the story, as they stand, with the label that each had when the story came out as
        `label_then`: None for one that had none yet. One query."""
        written = self.first_published_at or timezone.now()
        # A judgement of the newsroom that had expired by then said nothing any more.
        seen = Case(When(override__until__lte=written, then="model_label"), default="label")
        said = Assessment.objects.filter(rumour=OuterRef("pk"), at__lte=written).order_by("-at")
        then = Subquery(said.annotate(seen=seen).values("seen")[:1])
        return self.rumours.published().by_news().for_cards().annotate(label_then=then)

    @property
    def printed_body(self):
        return self.body_linked or self.body

    def link_mentions(self):
        """Link the first mention of each tagged club and person to its page, once its tags are stored. Seven queries,
        and one for the update when something changed."""
        linked = linked_body(self)
        if linked != self.body_linked:
            self.body_linked = linked
            self.save(update_fields=["body_linked", "saved_at"])

    @property
    def word_count(self):
        return len(strip_tags(self.body.replace("<", " <")).split())

    @property
    def headline_text(self):
        """Kicker and headline, which are read together, as two clauses."""
        return f"{self.kicker} | {self.headline}" if self.kicker else self.headline

    @property
    def headline_is_confirmed(self):
        return bool(self.headline) and self.headline_confirmed == self.headline_text

    def headline_problems(self, *, rumours=None, tags=None):
        """What the headline states as fact and its rumours' labels do not carry (headlines.Claim), unless confirmed.

        A door that publishes asks first: `publish` itself does not refuse. A form passes its own rumours and tags
        (clubs and people), which are not stored yet. Three queries without them.
        """
        if self.headline_is_confirmed:
            return []
        rumours = self.rumours.for_cards() if rumours is None else rumours
        tags = [*self.clubs.all(), *self.people.all()] if tags is None else tags
        others = frozenset(name for tag in tags for name in names_of(tag))
        return headlines.uncarried(self.headline_text, [standing_of(rumour) for rumour in rumours], others=others)

    def confirm_headline(self, *, by, why):
        """Take responsibility for a headline that says more than its labels. The caller saves. Raises ValidationError
        for a reason that is too short."""
        if not is_reason(why):
            raise ValidationError(SHORT_REASON % {"length": REASON_LENGTH})
        self.headline_reason, self.headline_confirmed_by = why.strip(), by
        self.headline_confirmed = self.headline_text

    def publish(self, *, at=None):
        """Make it readable from `at` (now by default). A withdrawn article stays withdrawn."""
        self.published_at = at or timezone.now()
        self.save()

    def mark_updated(self, *, at=None):
        """Move the date of update, which feed readers announce: for a change of substance, never for a typo."""
        if self.has_been_public():
            self.updated_at = at or timezone.now()

    def withdraw(self, *, why, at=None):
        """Take it off every page and feed; its address answers with the reason. Raises ValidationError without one,
        or when it was never published."""
        if not why.strip():
            raise ValidationError(_("Write the reason: readers will find it at the article's address."))
        if not self.has_been_public():
            raise ValidationError(_("Only a published article can be withdrawn: delete or unschedule this one."))
        self.withdrawn_at, self.withdrawal_reason = at or timezone.now(), why.strip()
        self.save()

    def correct(self, text, *, at=None):
        """Add a public, dated correction, and move the date of update. Returns the Correction."""
        correction = self.corrections.create(text=text, published_at=at or timezone.now())
        self.mark_updated(at=at)
        self.save()
        return correction


def standing_of(rumour):
    """A rumour as headlines are measured by it. No query when it was read `for_cards`."""
    clubs = [club for club in (rumour.from_club, rumour.to_club) if club]
    return headlines.Standing(
        title=rumour.title,
        label=Label(rumour.label),
        outcome=rumour.outcome,
        people=names_of(rumour.person),
        clubs=frozenset(name for club in clubs for name in names_of(club)),
        stays=rumour.kind in STAYING,
    )


def is_reason(text):
    return sum(c.isprintable() and not c.isspace() for c in text) >= REASON_LENGTH


def names_of(tag):
    """The folded names and aliases of a club or a person, the family name alone included."""
    names = {*tag.search_names.splitlines(), fold(tag.name), fold(getattr(tag, "family_name", ""))}
    return frozenset(names - {""})
