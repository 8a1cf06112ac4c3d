"""The sizes and formats of every picture: made once, when it is uploaded or its focal point moves."""

from imagefield.processing_pillow import register_pillow

#: Widths of the pictures on the pages, in pixels, for `srcset`; and of those in bodies, which are not cropped.
WIDTHS = (480, 960, 1600)
FITTED = (960, 1600)
#: For social cards and feeds: JPEG, which every reader shows.
SOCIAL_SIZE = (1200, 630)


@register_pillow
def as_avif(get_image):
    def processor(image, context):
        image = get_image(image, context)
        # The slower settings save a tenth of the bytes and take five times as long, while the editor waits.
        context.save_kwargs.update(format="AVIF", quality=60, speed=10)
        return image

    return processor


@register_pillow
def as_webp(get_image):
    def processor(image, context):
        image = get_image(image, context)
        context.save_kwargs.update(format="WEBP", quality=80)
        return image

    return processor


@register_pillow
def as_jpeg(get_image):
    def processor(image, context):
        image = get_image(on_white(image), context)
        context.save_kwargs.update(format="JPEG", quality=84, progressive=True)
        return image

    return processor


def on_white(image):
    """What shows through in PNG and WebP is white on paper, and would be black in a JPEG."""
    if "A" not in image.getbands():
        return image.convert("RGB")
    paper = image.convert("RGBA")
    paper.paste((255, 255, 255, 255), (0, 0), paper.getchannel("A").point(lambda alpha: 255 - alpha))
    return paper.convert("RGB")


def rendition(encode, ending, process):
    """Return the imagefield format that processes and encodes a picture: ("crop", size) keeps the focal point in view,
    ("thumbnail", size) the whole."""

    def spec(fieldfile, context):
        context.extension = ending
        context.processors = [encode, "autorotate", process]

    return spec


def _in_both(name, width, process):
    return {f"{name}_{width}_{kind}": rendition(f"as_{kind}", f".{kind}", process(width)) for kind in ("avif", "webp")}


def _wide(width):
    return ("crop", (width, width * 9 // 16))


def _fitted(width):
    # A tower is let be tall; no wider than the column is enough.
    return ("thumbnail", (width, 4 * width))


FORMATS = {
    **{key: spec for width in WIDTHS for key, spec in _in_both("wide", width, _wide).items()},
    **{key: spec for width in FITTED for key, spec in _in_both("fitted", width, _fitted).items()},
    "wide": rendition("as_jpeg", ".jpg", _wide(960)),
    "fitted": rendition("as_jpeg", ".jpg", _fitted(960)),
    "standard": rendition("as_jpeg", ".jpg", ("crop", (400, 300))),
    "square": rendition("as_webp", ".webp", ("crop", (240, 240))),
    "social": rendition("as_jpeg", ".jpg", ("crop", SOCIAL_SIZE)),
}
