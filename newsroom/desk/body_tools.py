"""What the body's editor asks the server: which rumours and stories can be put into a text, and what those are called
that stand in it already."""

from django.core.exceptions import PermissionDenied
from django.http import JsonResponse
from django.urls import path
from django.utils.translation import gettext as _

from newsroom.desk.headers import allowed
from newsroom.models import Article, Image
from newsroom.models.figures import images_in
from newsroom.models.prose import KEY, REFERENCE
from rumours.models import Rumour

#: Choices in one answer.
PAGE = 12


class BodyTools:
    """For the admin of stories: the lists from which the editor's cards are chosen."""

    def get_urls(self):
        lists = {"rumour-choices": self.rumour_choices, "article-choices": self.article_choices}
        named = [
            path(f"{address}/", self.admin_site.admin_view(view), name=f"newsroom_{address.replace('-', '_')}")
            for address, view in lists.items()
        ]
        return [*named, *super().get_urls()]

    def rumour_choices(self, request):
        """Open rumours that readers can see, those with the latest news first. One query."""
        found = Rumour.objects.published().open().mentioning(_asked(request)).by_news().for_cards()
        return self._choices(request, found, lambda rumour: (rumour.title, rumour.label_in_words))

    def article_choices(self, request):
        """Published stories, the newest first. One query."""
        found = Article.objects.published().mentioning(_asked(request)).by_news().select_related("section")
        return self._choices(request, found, lambda article: (article.headline, article.section.name))

    def _choices(self, request, found, told):
        if not self.has_view_permission(request):
            raise PermissionDenied
        start = (_page(request) - 1) * PAGE
        rows = list(found[start : start + PAGE + 1])
        results = [dict(zip(("title", "detail"), told(row), strict=True)) | {"id": row.pk} for row in rows[:PAGE]]
        return JsonResponse({"results": results, "more": len(rows) > PAGE})

    def render_change_form(self, request, context, *args, **kwargs):
        form = context["adminform"].form
        context["media"] = allowed(context["media"], request)
        context["body_known"] = known_in(form["body"].value() or "") if "body" in form.fields else {}
        return super().render_change_form(request, context, *args, **kwargs)


def _asked(request):
    return request.GET.get("q", "").replace("\0", "")[:100]


def _page(request):
    """Which page was asked for: the first for what is no page."""
    typed = request.GET.get("page", "")
    return int(typed) if KEY.fullmatch(typed) and 1 <= int(typed) <= 1000 else 1


def known_in(body):
    """Return {"rumour:7": {"title", "detail"}, …}: what the things in a body are called, public or not. Three queries,
    none for a body without them."""
    keys = {"rumour": [], "article": []}
    for kind, key in REFERENCE.findall(body):
        keys[kind].append(int(key))
    images = Image.objects.in_bulk(images_in(body))
    rumours = Rumour.objects.in_bulk(keys["rumour"])
    articles = Article.objects.in_bulk(keys["article"])
    return (
        {f"image:{key}": _told(image.title, image.alt, image.file.small) for key, image in images.items()}
        | {f"rumour:{key}": _told(rumour.title, _today(rumour)) for key, rumour in rumours.items()}
        | {f"article:{key}": _told(one.headline, _state(one)) for key, one in articles.items()}
    )


def _told(title, detail, thumbnail=""):
    return {"title": title, "detail": detail, "thumbnail": thumbnail}


def _today(rumour):
    return rumour.get_outcome_display() or rumour.label_in_words


def _state(article):
    return "" if article.is_published else _("not public: readers do not see it")
