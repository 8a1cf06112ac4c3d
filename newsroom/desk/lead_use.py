"""How a story shows its lead picture, in its form: the picture with its four formats, each cropped by hand if need be,
and the words that it has in this story."""

from django import forms
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from newsroom.models import Image
from newsroom.models.picture_use import LONGEST, WORDS, PictureUse, validate_focal_point
from newsroom.models.prose import KEY
from newsroom.models.renditions import SIZES

USE = "lead_use"
#: What each part of the field is called in the form: a colon is awkward in a name.
PARTS = {"image": "image", **{name: name for name in WORDS}, **{crop: crop.replace(":", "_") for crop in SIZES}}
LABELS = {
    "alt": gettext_lazy("Alternative text in this story"),
    "caption": gettext_lazy("Caption in this story"),
    "social": gettext_lazy("social"),
}


class PictureUseWidget(forms.MultiWidget):
    #: The lead picture of the story, once there is one.
    image = None

    def __init__(self):
        words = {name: forms.TextInput({"class": "vTextField", "maxlength": LONGEST}) for name in WORDS}
        points = {crop: forms.TextInput({"size": 20}) for crop in SIZES}
        widgets = {"image": forms.HiddenInput()} | words | points
        super().__init__({PARTS[name]: widget for name, widget in widgets.items()})

    def decompress(self, stored):
        return [(stored or {}).get(name, "") for name in PARTS]

    def _image_of(self, key):
        """The picture that the form was posted with, which may be another than the stored story's."""
        if self.image and key == str(self.image.pk):
            return self.image
        return picture_of(key)

    def render(self, name, value, attrs=None, renderer=None):
        parts = dict(zip(PARTS, self.get_context(name, value, attrs)["widget"]["subwidgets"], strict=True))
        image = self._image_of(parts["image"]["value"])
        crops = [(crop, LABELS.get(crop, crop), "{} / {}".format(*SIZES[crop]), parts[crop]) for crop in SIZES]
        words = [(name, LABELS[name], parts[name], getattr(image, name, "")) for name in WORDS]
        context = {"image": image, "key": parts["image"], "crops": crops, "words": words, "id": attrs.get("id", name)}
        return render_to_string("admin/newsroom/article/_lead_use.html", context)


class PictureUseField(forms.MultiValueField):
    widget = PictureUseWidget

    def __init__(self, **kwargs):
        words = [forms.CharField(required=False, max_length=LONGEST) for _name in WORDS]
        points = [forms.CharField(required=False, max_length=20, validators=[validate_focal_point]) for _crop in SIZES]
        fields = [forms.IntegerField(required=False, min_value=1), *words, *points]
        super().__init__(fields=fields, required=False, require_all_fields=False, **kwargs)

    def compress(self, values):
        """The column of the PictureUse. Raises ValidationError."""
        return PictureUse.of({name: value for name, value in zip(PARTS, values, strict=False) if value}).stored()


class LeadUseForm(forms.ModelForm):
    lead_use = PictureUseField(label=gettext_lazy("In this story"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if USE in self.fields:
            # Of the story, or the one that a pending change or an unsaved text puts in its place.
            image = self.fields[USE].widget.image = self._image_of(self.initial.get("lead_image"))
            self._begin_with(image and image.pk)

    def _begin_with(self, image):
        """What another picture was given is not shown of this one."""
        stored = self.initial.get(USE)
        if not isinstance(stored, list) and (stored or {}).get("image") != image:
            self.initial[USE] = {"image": image}

    def _image_of(self, key):
        return self.instance.lead_image if key == self.instance.lead_image_id else picture_of(key)

    def clean_lead_use(self):
        """What was written for a picture goes with it."""
        use, image = self.cleaned_data[USE], self.cleaned_data.get("lead_image")
        return use if image and use.get("image") == image.pk else {}


def picture_of(key):
    return Image.objects.filter(pk=key).first() if KEY.fullmatch(str(key)) else None


def typed_use(data):
    """The column of the use in a form as it stands, half written as it may be: nothing, where it would be refused."""
    field = PictureUseField()
    try:
        return field.clean(field.widget.value_from_datadict(data, {}, USE))
    except ValidationError:
        return {}


def in_words(stored):
    """A use as colleagues read it in the history, a line for each thing it says."""
    use = PictureUse.of(stored)
    words = [f"{LABELS[name]}: {getattr(use, name)}" for name in WORDS if getattr(use, name)]
    return "\n".join([*words, *(f"{LABELS.get(crop, crop)}: {_place(point)}" for crop, point in use.points.items())])


def _place(point):
    left, top = (round(float(number) * 100) for number in point.split("x"))
    return _("%(left)d per cent from the left, %(top)d per cent from the top") % {"left": left, "top": top}
