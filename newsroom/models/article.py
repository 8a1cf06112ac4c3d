import uuid

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Case, F, OuterRef, Q, Subquery, When
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_prose_editor.fields import ProseEditorField

from football.fulltext.indexed import Indexed
from football.models import Addressed, Club, Person
from newsroom import reading_time
from newsroom.models.ai_use import AiDisclosed
from newsroom.models.author import Author, Section
from newsroom.models.checklist import Checked
from newsroom.models.headline import Headlined
from newsroom.models.illustrated import Illustrated
from newsroom.models.linked import Linked
from newsroom.models.linking import text_of
from newsroom.models.picture_use import validate_use
from newsroom.models.previewed import Previewed
from newsroom.models.printed import Printed
from newsroom.models.prose import EXTENSIONS, clean_body, shows_something, validate_line
from newsroom.models.queries import ArticleQuerySet, State
from newsroom.models.sponsored import Sponsored
from newsroom.models.versions import Versioned
from newsroom.models.workflow import CONSTRAINTS, INDEXES, Workflow
from rumours.models import Assessment, Rumour


class Article(
    *(Headlined, Illustrated, Linked, Previewed, Checked, AiDisclosed, Sponsored, Workflow, Versioned),
    *(Printed, Indexed, Addressed),
):
    """A story. Its state is read off its instants: no `published_at`, a draft; in the future, scheduled, and nothing
    has to run when the time comes; in the past, live; `withdrawn_at`, gone, and its address says why."""

    slug_source = "headline"
    #: What a story says, which restoring an earlier version brings back: dates, address and record stay.
    CONTENT = (
        "kicker",
        "headline",
        "standfirst",
        "body",
        "lead_image",
        "lead_use",
        "section",
        "sponsor",
        "authors",
        "clubs",
        "people",
        "rumours",
    )
    FOUND_BY = ("kicker", "headline", "standfirst", "body")

    kicker = models.CharField(_("kicker"), max_length=60, blank=True, validators=[validate_line])
    headline = models.CharField(_("headline"), max_length=160, validators=[validate_line])
    standfirst = models.TextField(_("standfirst"), max_length=400, blank=True, validators=[validate_line])
    body = ProseEditorField(_("body"), blank=True, extensions=EXTENSIONS, sanitize=clean_body)
    #: The proposals of tags that were refused for this story, by field and key: "clubs:12".
    refused = models.JSONField(default=list, blank=True, editable=False)
    authors = models.ManyToManyField(Author, verbose_name=_("authors"), related_name="articles", blank=True)
    section = models.ForeignKey(
        Section,
        verbose_name=_("section"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="articles",
        help_text=_("A draft may wait for it; nothing goes out without one."),
    )
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
    #: The identity that its item had in the feeds of the former site, so that subscribers are not told of it anew.
    former_guid = models.CharField(max_length=500, blank=True, editable=False)

    objects = ArticleQuerySet.as_manager()

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")
        ordering = ["-published_at", "-pk"]
        permissions = [
            ("publish_article", _("Can publish, schedule and correct any article")),
            ("withdraw_article", _("Can withdraw an article")),
        ]
        indexes = INDEXES
        constraints = [
            *CONSTRAINTS,
            models.CheckConstraint(
                condition=Q(published_at__isnull=True, first_published_at__isnull=True)
                | Q(published_at__isnull=False, first_published_at__isnull=False),
                name="article_first_publication_is_kept",
            ),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True) | Q(section__isnull=False),
                name="article_out_in_a_section",
                violation_error_message=_("Nothing goes out without a section."),
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
            models.UniqueConstraint(
                fields=["former_guid"], condition=~Q(former_guid=""), name="article_former_guid_is_its_own"
            ),
        ]

    def __str__(self):
        return self.headline

    @classmethod
    def from_db(cls, db, field_names, values):
        article = super().from_db(db, field_names, values)
        article._stored_publication = article.__dict__.get("published_at")
        article._stored_body = article.__dict__.get("body")
        article._note_card()
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

    @transaction.atomic
    def save(self, *args, **kwargs):
        self.prepare()
        # Nothing is noted yet of what is new; of a body that was not loaded it is not known.
        before = "" if self._state.adding else getattr(self, "_stored_body", None)
        body_changed = self._state.adding or self.body != before
        if body_changed:
            # Whoever saves a body links its mentions once its tags are there: until then it is as it was written.
            self.body_linked = ""
        super().save(*args, **kwargs)
        if body_changed:
            self.keep_what_the_body_shows(before=before)
        self.keep_lead_crops()
        self.stamp_printed()
        self._stored_publication, self._stored_body = self.published_at, self.body
        self._note_card()

    def prepare(self):
        """What is put right in a story before it is stored, whichever way."""
        self.body = clean_body(self.body)
        validate_use(self.lead_use)
        self._keep_first_publication()
        self.drop_void_confirmation()

    def keep_what_the_body_shows(self, *, before):
        """Note the pictures and the things that the stored body shows, unless it shows none and showed none `before`,
        as most do."""
        if before is None or shows_something(before) or shows_something(self.body):
            self.keep_body_images()
            self.keep_references()

    def _keep_first_publication(self):
        """The first publication follows the schedule until it has come, and never moves again."""
        if not self.first_published_at or self.first_published_at > timezone.now():
            self.first_published_at = self.published_at

    def found_by_lines(self):
        return "\n".join([self.kicker, self.headline, self.standfirst])

    def found_by_body(self):
        return text_of(self.body)

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
            return State(self.progress)
        return State.LIVE if self.published_at <= timezone.now() else State.SCHEDULED

    @property
    def is_published(self):
        return self.state == State.LIVE

    def is_of(self, user):
        return user.pk in (self.created_by_id, self.assigned_to_id) or any(
            author.user_id == user.pk for author in self.authors.all()
        )

    @property
    def published_on(self):
        """The day of publication, in Rome."""
        return self.published_at and timezone.localdate(self.published_at)

    @property
    def guid(self):
        return self.former_guid or self.uid.urn

    @property
    def changed_at(self):
        """When its substance last changed for a reader."""
        return self.updated_at or self.first_published_at

    def rumours_for_cards(self):
        """Its rumours as cards and headlines need them. One query, none when they are loaded `for_form`."""
        loaded = "rumours" in getattr(self, "_prefetched_objects_cache", {})
        return self.rumours.all() if loaded else self.rumours.for_cards()

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
    def word_count(self):
        return reading_time.words_in(self.body)

    @property
    def reading_minutes(self):
        return reading_time.minutes_for(self.word_count)

    def mark_updated(self, *, at=None):
        """Move the date of update, which feed readers announce: for a change of substance, never for a typo."""
        if self.has_been_public():
            self.updated_at = at or timezone.now()

    def withdraw(self, *, why, at=None, by=None):
        """Take it off every page and feed; its address answers with the reason. Raises ValidationError without one,
        or when it was never published."""
        if not why.strip():
            raise ValidationError(_("Write the reason: readers will find it at the article's address."))
        if not self.has_been_public():
            raise ValidationError(_("Only a published article can be withdrawn: delete or unschedule this one."))
        with self.step("withdraw", by, why=why.strip()):
            self.withdrawn_at, self.withdrawal_reason = at or timezone.now(), why.strip()

    def correct(self, text, *, at=None, by=None):
        """Add a public, dated correction, and move the date of update. Returns the Correction."""
        with self.step("correct", by, why=text):
            self.mark_updated(at=at)
            return self.corrections.create(text=text, published_at=at or timezone.now())
