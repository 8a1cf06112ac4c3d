"""Inlines of the admin whose relations complete themselves without a query for every row."""

from django import forms

from football.autocomplete import TolerantSelect


class LoadedAutocompleteSelect(TolerantSelect):
    """Shows the related object that its row was loaded with; Django's own asks the database for each again."""

    loaded = None

    def optgroups(self, name, value, attr=None):
        chosen = [str(v) for v in value if str(v) not in self.choices.field.empty_values]
        if self.loaded is None or chosen != [str(self.loaded.pk)]:
            return super().optgroups(name, value, attr)
        label = self.choices.field.label_from_instance(self.loaded)
        options = [] if self.is_required else [self.create_option(name, "", "", False, 0)]
        options.append(self.create_option(name, self.loaded.pk, label, True, len(options)))
        return [(None, options, 0)]


class LoadedForm(forms.ModelForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            inner = getattr(field.widget, "widget", None)
            if isinstance(inner, LoadedAutocompleteSelect):
                inner.loaded = self.instance._state.fields_cache.get(name)


class LoadedInline:
    """For an inline whose `get_queryset` selects the relations of `autocomplete_fields`."""

    form = LoadedForm

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name in self.autocomplete_fields:
            # A row has room for one link: to add what is missing from the choices.
            field.widget.can_change_related = field.widget.can_view_related = False
        return field

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name in self.autocomplete_fields:
            kwargs["widget"] = LoadedAutocompleteSelect(db_field, self.admin_site, using=kwargs.get("using"))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)
