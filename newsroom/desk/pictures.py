"""Pictures: uploaded from their own form or from a story's, cropped around a focal point, with rights that end."""

import logging

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminFileWidget
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q
from django.http import JsonResponse
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from football.forms import Careful
from newsroom.desk.giving_back import CAUSES
from newsroom.faults import fault_of
from newsroom.models import Article, Image
from newsroom.models.picture_use import validate_focal_point
from newsroom.models.renditions import SIZES
from newsroom.models.uploads import KEPT_AS

logger = logging.getLogger(__name__)
#: Pictures to choose from at a time, and stories named under “where it is used”.
PAGE, MOST_PAGES, STORIES = 20, 10_000, 50
#: The crops that are shown while the focal point moves, as they are called and as they are cut.
CROPS = [(crop, "{} / {}".format(*size)) for crop, size in SIZES.items()]


class FocalPoint(forms.TextInput):
    """The focal point set on the picture itself, beside its crops; without script, two numbers."""

    #: The picture, once there is one.
    image = None

    def render(self, name, value, attrs=None, renderer=None):
        field = super().render(name, value, attrs, renderer)
        context = {"field": field, "id": attrs.get("id", ""), "image": self.image, "crops": CROPS}
        return render_to_string("admin/newsroom/image/_focal_point.html", context)


class ImageForm(forms.ModelForm):
    focal_point = forms.CharField(
        label=gettext_lazy("Focal point"),
        initial="0.5x0.5",
        max_length=20,
        validators=[validate_focal_point],
        widget=FocalPoint,
        help_text=gettext_lazy("What stays in view in every crop: click on it, or move the mark with the arrow keys."),
    )
    #: Browsers forget a chosen file when a form comes back; the script of a story's form keeps it.
    forgets_file = True

    class Meta:
        model = Image
        fields = ["file", "focal_point", "title", "alt", "decorative", "caption", "credit", "rights_until"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "file" in self.fields:
            accepted = ",".join(f"image/{kind.lower()}" for kind in KEPT_AS)
            self.fields["file"].widget = AdminFileWidget(attrs={"accept": accepted})
            self.fields["file"].widget.is_required = self.fields["file"].required
            # Its widget is made anew for each form, so that no picture is shown in another's.
            self.fields["focal_point"].widget.image = self.instance if self.instance.pk else None

    def full_clean(self):
        super().full_clean()
        if self.forgets_file and self.is_bound and self.errors and "file" in self.files and "file" not in self.errors:
            self.add_error("file", _("Choose the file again: the browser does not keep it when a form comes back."))

    def clean(self):
        cleaned = super().clean()
        typed = Image(**{name: cleaned.get(name) or "" for name in ("alt", "credit")})
        typed.decorative = bool(cleaned.get("decorative"))
        before = self.instance.problems() if self.instance.pk else typed.problems()
        lost = [problem for problem in typed.problems() if problem not in before]
        # What is out was complete when it went out, and its words stay so.
        if lost and Image.objects.filter(pk=self.instance.pk).shown_by(Article.objects.published()).exists():
            raise ValidationError([_("The picture is on a published story:"), *lost])
        return cleaned


class RightsFilter(admin.SimpleListFilter):
    title = gettext_lazy("rights")
    parameter_name = "rights"

    def lookups(self, request, model_admin):
        return [
            ("queue", gettext_lazy("on published stories, ended or about to end")),
            ("expired", gettext_lazy("ended")),
            ("expiring", gettext_lazy("about to end")),
        ]

    def queryset(self, request, queryset):
        return {
            "queue": lambda: queryset.rights_queue(Article.objects.published()),
            "expired": queryset.expired,
            "expiring": queryset.expiring,
        }.get(self.value(), lambda: queryset)()


@admin.register(Image)
class ImageAdmin(Careful, admin.ModelAdmin):
    form = ImageForm
    list_display = ["title", "preview", "credit", "rights_until", "created_at"]
    list_filter = [RightsFilter]
    search_fields = ["title", "alt", "caption", "credit"]
    date_hierarchy = "created_at"
    readonly_fields = ["used_in"]
    show_full_result_count = False
    fieldsets = [
        (None, {"fields": ["file", "focal_point", "title"]}),
        (gettext_lazy("What readers are told"), {"fields": ["alt", "decorative", "caption", "credit"]}),
        (gettext_lazy("Rights and use"), {"fields": ["rights_until", "used_in"]}),
    ]

    class Media:
        css = {"all": ["desk/pictures.css"]}
        js = ["desk/focal.js"]

    @admin.display(description=gettext_lazy("picture"))
    def preview(self, image):
        return format_html('<img src="{}" alt="" width="80" height="80" loading="lazy">', image.file.small)

    @admin.display(description=gettext_lazy("where it is used"))
    def used_in(self, image):
        context = {"stories": [], "number": 0, "lacking": []}
        if image.pk:
            stories = Article.objects.filter(Q(lead_image=image) | Q(pk__in=image.body_articles.values("pk"))).by_news()
            gone = [_("Its file is no longer where pictures are kept: choose it again.")] if image.is_missing else []
            lacking = [*gone, *image.problems()]
            context = {"stories": stories[:STORIES], "number": stories.count(), "lacking": lacking}
        return render_to_string("admin/newsroom/image/_used_in.html", context)

    def get_search_results(self, request, queryset, search_term):
        found, may_repeat = super().get_search_results(request, queryset, search_term)
        # A field that completes itself offers what may still be published; the list shows everything.
        return (found.usable() if request.path == reverse("admin:autocomplete") else found), may_repeat

    def get_urls(self):
        return [
            path("upload/", self.admin_site.admin_view(self.upload), name="newsroom_image_upload"),
            path("<int:pk>/told/", self.admin_site.admin_view(self.told), name="newsroom_image_told"),
            path("choose/", self.admin_site.admin_view(self.choose), name="newsroom_image_choose"),
            *super().get_urls(),
        ]

    def upload(self, request):
        """Store a picture sent by a script, by the rules of the form: 201 and what it is, or 400 (507 when the disk is
        full) and why not."""
        if request.method != "POST" or not self.has_add_permission(request):
            raise PermissionDenied
        form = self.get_form(request)(request.POST, request.FILES)
        form.forgets_file = False
        if not form.is_valid():
            return JsonResponse({"errors": form.errors}, status=400)
        try:
            image = form.save()
        except OSError as error:
            if fault_of(error) != "full":
                raise
            logger.exception("A picture could not be stored")
            return JsonResponse({"errors": {"file": [CAUSES["full"]]}}, status=507)
        self.log_addition(request, image, [{"added": {}}])
        return JsonResponse(told(image), status=201)

    def told(self, request, pk):
        """What a picture is, for a script that shows the one that was chosen."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        return JsonResponse(told(get_object_or_404(Image, pk=pk)))

    def choose(self, request):
        """A page of the pictures that may be published, found by words: for a script that lets one be chosen."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        found, _may_repeat = self.get_search_results(request, Image.objects.usable(), request.GET.get("q", ""))
        page = _page(request)
        # One more than is told says whether there are more, and nothing is counted.
        images = [*found[PAGE * (page - 1) : PAGE * page + 1]]
        more = page + 1 if len(images) > PAGE else None
        return JsonResponse({"results": [told(image) for image in images[:PAGE]], "next": more})


def _page(request):
    """The page that is asked for, and the first for what is none."""
    try:
        return forms.IntegerField(min_value=1, max_value=MOST_PAGES).clean(request.GET.get("page", 1))
    except ValidationError:
        return 1


def told(image):
    """What scripts are told of a picture. No query."""
    return {
        "id": image.pk,
        "title": image.title,
        "alt": image.alt_text,
        "caption": image.caption,
        "credit": image.credit,
        "focal_point": image.focal_point,
        "thumbnail": image.file.small,
        "fitted": image.file.fitted,
        "width": image.width,
        "height": image.height,
        "problems": image.problems(),
    }
