"""The pictures in a body: kept as references, `<figure data-image="12">`, and printed with today's file and words."""

import re

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from newsroom.models.media import Image

#: What stands in a stored body: the key of the picture, and the caption of this use of it, if it has one of its own.
FIGURE = re.compile(
    r'<figure data-image="(?P<image>[1-9][0-9]{0,17})">(?P<inside>(?:(?!</?figure\b).)*)</figure>', re.DOTALL
)
CAPTION = re.compile(r"<figcaption>(.*?)</figcaption>", re.DOTALL)


def figure(image, caption=""):
    """Return the reference to a picture as a body keeps it."""
    told = f"<figcaption>{caption}</figcaption>" if caption else ""
    return f'<figure data-image="{image}">{told}</figure>'


def images_in(html):
    """Return the keys of the pictures that a body refers to, in their order and once each."""
    return list(dict.fromkeys(int(match["image"]) for match in FIGURE.finditer(html)))


def render_figures(html, images=None, *, template="newsroom/_figure.html"):
    """Return a cleaned body with its figures printed; a picture that is no more prints nothing.

    `images` holds the pictures by key; without them, one query for any number of figures.
    """
    if images is None:
        images = Image.objects.in_bulk(images_in(html))

    def printed(match):
        image = images.get(int(match["image"]))
        caption = CAPTION.search(match["inside"])
        # Cleaned when the body was saved, like the rest of it.
        told = SafeString(caption[1]) if caption else ""
        return render_to_string(template, {"image": image, "caption": told}).strip() if image else ""

    return SafeString(FIGURE.sub(printed, html))
