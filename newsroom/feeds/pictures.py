"""The lead picture of a story as feeds offer it: one JPEG of known size, with what readers are told of it."""

from dataclasses import dataclass

from django.core.cache import cache

from football.characters import CONTROL_CHARACTERS
from newsroom.models.renditions import SIZES

#: A file never changes under its name; the size is asked again after a week.
SIZE_KEPT_FOR = 7 * 24 * 3600


@dataclass(frozen=True)
class Picture:
    url: str
    length: int
    alt: str
    caption: str
    credit: str
    media_type: str = "image/jpeg"
    width: int = SIZES["social"][0]
    height: int = SIZES["social"][1]


def lead_picture(image):
    """Return the Picture of an Image, or None without one, or when its file is not there. No query."""
    length = image and _length(image.file)
    if not length:
        return None
    alt, caption, credit = (CONTROL_CHARACTERS.sub(" ", text) for text in (image.alt_text, image.caption, image.credit))
    return Picture(url=image.social_address, length=length, alt=alt, caption=caption, credit=credit)


def _length(file):
    """The bytes of the rendition: asked of the store once, which may be far away."""
    return cache.get_or_set(f"bytes:{file.social}"[-200:].replace(" ", ""), lambda: _measured(file), SIZE_KEPT_FOR)


def _measured(file):
    try:
        return file.storage.size(file.process("social"))
    except (OSError, ValueError):
        return 0
