"""How one story shows a picture: where each format of it is cropped, and its words there."""

from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from football.characters import validate_line
from newsroom.models.renditions import CROPS

validate_focal_point = RegexValidator(
    r"\A(0(\.\d{1,6})?|1(\.0{1,6})?)x(0(\.\d{1,6})?|1(\.0{1,6})?)\Z",
    gettext_lazy("The focal point is two numbers between 0 and 1, such as 0.5x0.25."),
)
LONGEST = 250
WORDS = ("alt", "caption")


@dataclass(frozen=True)
class PictureUse:
    """What a story says of its lead picture; what it does not say is as the picture has it.

    `image` is the picture that is meant: of another one that has taken its place, by whatever door, this says nothing.
    `points` are focal points by format, such as {"16:9": "0.5x0.25"}.
    """

    image: int | None = None
    alt: str = ""
    caption: str = ""
    points: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, stored):
        """Return the use that a column or a version holds. Raises ValidationError for anything else."""
        if not isinstance(stored, dict) or stored.keys() - {"image", *WORDS, *CROPS}:
            raise ValidationError(_("This is not how a picture is used in a story."))
        use = cls(
            image=stored.get("image"),
            points={crop: stored[crop] for crop in CROPS if crop in stored},
            **{name: stored[name] for name in WORDS if name in stored},
        )
        use._validate()
        return use

    def _validate(self):
        if self.image is not None and (type(self.image) is not int or self.image < 1):
            raise ValidationError(_("This is not how a picture is used in a story."))
        for words in (self.alt, self.caption):
            if not isinstance(words, str) or len(words) > LONGEST:
                raise ValidationError(_("Words of a picture: at most %(limit)d characters.") % {"limit": LONGEST})
            validate_line(words)
        for point in self.points.values():
            validate_focal_point(point)

    def stored(self):
        """What a column holds of it: nothing, where everything is as the picture has it."""
        said = {name: getattr(self, name) for name in WORDS if getattr(self, name)} | self.points
        return {"image": self.image} | said if said and self.image else {}


def validate_use(stored):
    PictureUse.of(stored)
