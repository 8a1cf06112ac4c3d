"""What every form of the admin minds."""

from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.core.validators import URLValidator
from django.db import models

from football.acts import TellsValues
from football.autocomplete import TolerantSelect, TolerantSelectMultiple
from football.characters import validate_line
from football.hours import InstantField, InstantWidget

#: What an address that readers can open begins with.
validate_web_address = URLValidator(schemes=["http", "https"])
#: How every form of the admin asks for an instant.
INSTANTS = {models.DateTimeField: {"form_class": InstantField, "widget": InstantWidget}}


class Careful(TellsValues):
    """Refuses what no feed can carry, and offers no way to delete a thing from the form of another."""

    formfield_overrides = {
        models.CharField: {"validators": [validate_line]},
        models.TextField: {"validators": [validate_line]},
        models.URLField: {"validators": [validate_line, validate_web_address], "assume_scheme": "https"},
        **INSTANTS,
    }

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        return self._completed(TolerantSelect, super().formfield_for_foreignkey, db_field, request, kwargs)

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        return self._completed(TolerantSelectMultiple, super().formfield_for_manytomany, db_field, request, kwargs)

    def _completed(self, widget, formfield, db_field, request, kwargs):
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", widget(db_field, self.admin_site, using=kwargs.get("using")))
        return formfield(db_field, request, **kwargs)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and isinstance(field.widget, RelatedFieldWidgetWrapper):
            # Its cross reads like "take it off this story", and deletes the picture itself.
            field.widget.can_delete_related = False
        return field
