"""The versions of a story: who made each, what it changed; any two compared; any restored, as a new one."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils.translation import gettext as _

from newsroom.desk.told import changed_fields, compare, fields_in_words
from newsroom.models import Article

ON_A_PAGE = 50


class History:
    """For the admin of stories."""

    def get_urls(self):
        wrap = self.admin_site.admin_view
        return [
            path("<int:object_id>/versions/", wrap(self.versions), name="newsroom_article_versions"),
            path("<int:object_id>/versions/compare/", wrap(self.compared), name="newsroom_article_compare"),
            path("<int:object_id>/versions/<int:number>/restore/", wrap(self.restore), name="newsroom_article_restore"),
            *super().get_urls(),
        ]

    def versions(self, request, object_id):
        """The list of versions, latest first. Two queries for any number of them, besides the story."""
        article = self._readable(request, object_id)
        page = Paginator(article.versions.select_related("by"), ON_A_PAGE).get_page(request.GET.get("p"))
        rows = [*page.object_list]
        # The last of a page differs from the first of the next. A story that was loaded, and saved by nobody, has none.
        older_ones = [*rows[1:], *(article.versions.filter(number=row.number - 1).first() for row in rows[-1:])]
        told = [
            (version, fields_in_words(changed_fields(older.state, version.state)) if older else "")
            for version, older in zip(rows, older_ones, strict=True)
        ]
        may = self.has_change_permission(request, article)
        context = {"rows": told, "page": page, "may_restore": may, "title": _("Versions")}
        return self._render(request, "versions", article, context)

    def compared(self, request, object_id):
        """Two versions side by side: by default the last two."""
        article = self._readable(request, object_id)
        after = self._asked(article, request.GET.get("after"), article.version)
        before = self._asked(article, request.GET.get("before"), max(after.number - 1, 1))
        older, newer = sorted((before, after), key=lambda version: version.number)
        differences = compare(older.state, newer.state)
        context = {"older": older, "newer": newer, "differences": differences, "title": _("Two versions compared")}
        context["may_restore"] = self.has_change_permission(request, article) and older.number < article.version
        return self._render(request, "compare", article, context)

    @transaction.atomic
    def restore(self, request, object_id, number):
        """Bring back what a version said, on a POST."""
        article = self._readable(request, object_id)
        if request.method != "POST" or not self.has_change_permission(request, article):
            raise PermissionDenied
        version = get_object_or_404(article.versions, number=number)
        try:
            self._restore(request, article, version)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        return HttpResponseRedirect(reverse("admin:newsroom_article_change", args=[article.pk]))

    @transaction.atomic
    def _restore(self, request, article, version):
        goes_out = article.published_at and not article.withdrawn_at
        there = article.blocking() if goes_out else []
        article.restore(version, by=request.user)
        # What readers see anyway holds nothing up; what would come back with the version does.
        back = [told for told in article.blocking() if told not in there] if goes_out else []
        if back:
            raise ValidationError([_("Not restored: this would come back with it."), *back])
        told = {"number": version.number, "new": article.version}
        self.log_change(request, article, _("Version %(number)s restored.") % told)
        messages.success(request, _("Version %(number)s is back, as version %(new)s: nothing was overwritten.") % told)

    def _readable(self, request, object_id):
        article = self.get_object(request, str(object_id))
        if not article:
            raise Http404
        if not self.has_view_permission(request, article):
            raise PermissionDenied
        return article

    def _asked(self, article, number, otherwise):
        asked = (
            int(number) if (number or "").isascii() and (number or "").isdecimal() and len(number) < 10 else otherwise
        )
        return get_object_or_404(article.versions.select_related("by"), number=asked)

    def _render(self, request, template, article, context):
        context = self.admin_site.each_context(request) | {"article": article, "opts": Article._meta} | context
        return render(request, f"admin/newsroom/article/{template}.html", context)
