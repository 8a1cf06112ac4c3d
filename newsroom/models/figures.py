"""The pictures in a body: kept as references, `<figure data-image="12">`, and printed with today's file and words."""

import re
from html import escape, unescape

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from newsroom.models.media import Image
from newsroom.models.picture_use import PictureUse

#: What stands in a stored body: the key of the picture, and the words of this use of it, if it has some of its own.
FIGURE = re.compile(
    r'<figure data-image="(?P<image>[1-9][0-9]{0,17})"(?: data-alt="(?P<alt>[^"]*)")?>'
    r"(?P<inside>(?:(?!</?figure\b).)*)</figure>",
    re.DOTALL,
)
CAPTION = re.compile(r"<figcaption>(.*?)</figcaption>", re.DOTALL)


def figure(image, caption="", alt=""):
    """Return the reference to a picture as a body keeps it."""
    told = f"<figcaption>{caption}</figcaption>" if caption else ""
    words = f' data-alt="{escape(alt)}"' if alt else ""
    return f'<figure data-image="{image}"{words}>{told}</figure>'


def images_in(html):
    """Return the keys of the pictures that a body refers to, in their order and once each."""
    return list(dict.fromkeys(int(match["image"]) for match in FIGURE.finditer(html)))


def pictures_in(html, images):
    """Return the pictures of a body, each as its figure shows it; `images` holds them by key. No query."""
    return [_as_shown(images[key], match) for match in FIGURE.finditer(html) if (key := int(match["image"])) in images]


def _as_shown(image, match):
    return image.as_used(PictureUse(image=image.pk, alt=unescape(match["alt"] or "")))


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
        context = {"image": image and _as_shown(image, match), "caption": told}
        return render_to_string(template, context).strip() if image else ""

    return SafeString(FIGURE.sub(printed, html))
