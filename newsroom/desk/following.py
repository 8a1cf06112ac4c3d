"""What an editor follows: each sees and keeps their own."""

from django import forms
from django.contrib import admin

from football.forms import Careful
from newsroom.models import Follow
from newsroom.models.follow import KINDS


class FollowForm(forms.ModelForm):
    #: Whose form it is: the admin sets it on the class that it makes for each request.
    user = None

    def _post_clean(self):
        self.instance.user = self.user
        super()._post_clean()


@admin.register(Follow)
class FollowAdmin(Careful, admin.ModelAdmin):
    form = FollowForm
    fields = [*KINDS]
    autocomplete_fields = [*KINDS]
    list_display = ["__str__", *KINDS]
    list_select_related = [*KINDS]

    def get_queryset(self, request):
        return super().get_queryset(request).filter(user=request.user)

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)
        form.user = request.user
        return form
