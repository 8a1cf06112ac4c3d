"""The pictures in the form of a story: dropped or pasted into it, and complete before they go out."""

from django.contrib import admin, messages
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy

from newsroom.desk.headline_form import HeadlineForm
from newsroom.desk.lead_use import USE, LeadUseForm
from newsroom.models import Article, Image
from newsroom.models.figures import images_in, pictures_in
from newsroom.models.picture_use import PictureUse
from newsroom.models.prose import clean_body

LEAD = "lead_image"


class PicturesForm(LeadUseForm, HeadlineForm):
    def clean(self):
        cleaned = super().clean()
        if self._goes_out(cleaned):
            self._ask_for_what_is_missing(cleaned)
        return cleaned

    def _ask_for_what_is_missing(self, cleaned):
        """What is out with its story stays, whatever has become of its rights: only a new choice is asked about."""
        out = self._out_already()
        use = PictureUse.of(cleaned.get(USE, {}))
        lead = [image.as_used(use) for image in [cleaned.get(LEAD)] if image and image.pk not in out]
        body = clean_body(cleaned.get("body", ""))
        inside = pictures_in(body, Image.objects.in_bulk({*images_in(body)} - out))
        for name, pictures in ((LEAD, lead), ("body", inside)):
            problems = Article().picture_problems(pictures)
            if problems:
                # An error takes its field away, and the preview prints it all the same.
                kept = cleaned.get(name)
                self.add_error(name, problems)
                self.cleaned_data[name] = kept

    def _out_already(self):
        if not self.instance.was_live():
            return set()
        return {self.instance.lead_image_id, *images_in(self.instance.body)}


class StoryPictures:
    """For the admin of stories, whose form is a PicturesForm."""

    @admin.display(description=gettext_lazy("Add or change"))
    def picture(self, article):
        problems = article.picture_problems() if article.pk else []
        context = {"problems": problems, "live": article.is_published}
        return render_to_string("admin/newsroom/article/_picture.html", context)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        for problem in form.instance.picture_problems():
            messages.warning(request, problem)

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        images = self.admin_site.get_model_admin(Image)
        writes = self.has_change_permission(request, obj) if obj else self.has_add_permission(request)
        if writes and images.has_add_permission(request):
            context["picture_form"] = images.get_form(request)(auto_id="picture_%s")
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)
