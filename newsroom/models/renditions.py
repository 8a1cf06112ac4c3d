"""The sizes and formats of every picture: made once, when it is uploaded, its focal point moves or a story crops it
otherwise. An address follows from the file, the size and the focal point."""

from dataclasses import dataclass

from imagefield.processing_pillow import register_pillow

#: Widths of the pictures on the pages, in pixels, for `srcset`; and of those in bodies, which are not cropped.
WIDTHS = (480, 960, 1600)
FITTED = (960, 1600)
#: The formats, and the size of their JPEG: search engines ask for 1200 pixels, social cards for this very shape.
SIZES = {"16:9": (1200, 675), "4:3": (1200, 900), "1:1": (1200, 1200), "social": (1200, 630)}


@dataclass(frozen=True)
class Rendition:
    """A JPEG of a picture: its absolute address, and its size in pixels."""

    url: str
    width: int
    height: int


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
        # A thirtieth more bytes than the usual setting, in half the time.
        context.save_kwargs.update(format="WEBP", quality=80, method=2)
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


def rendition(encode, ending, process, crop=None):
    """Return the imagefield format that processes and encodes a picture: ("crop", size) keeps the focal point in view,
    that of the format where the picture has one for it; ("thumbnail", size) keeps the whole."""

    def spec(fieldfile, context):
        context.extension = ending
        context.processors = [encode, "autorotate", process]
        if point := fieldfile.instance.points.get(crop):
            context.ppoi = [float(number) for number in point.split("x")]

    return spec


def _in_both(name, width, process, crop=None):
    return {
        f"{name}_{width}_{kind}": rendition(f"as_{kind}", f".{kind}", process(width), crop) for kind in ("avif", "webp")
    }


def _wide(width):
    return ("crop", (width, width * 9 // 16))


def _fitted(width):
    # A tower is let be tall; no wider than the column is enough.
    return ("thumbnail", (width, 4 * width))


def _jpeg(crop):
    return rendition("as_jpeg", ".jpg", ("crop", SIZES[crop]), crop)


#: What is cut for each format. Of each there is a JPEG, which every reader of pages, feeds and cards shows.
CROPS = {
    "16:9": {"wide": _jpeg("16:9")}
    | {key: spec for width in WIDTHS for key, spec in _in_both("wide", width, _wide, "16:9").items()},
    "4:3": {"standard": _jpeg("4:3")},
    "1:1": {
        "square": _jpeg("1:1"),
        "small": rendition("as_webp", ".webp", ("crop", (240, 240)), "1:1"),
    },
    "social": {"social": _jpeg("social")},
}
#: The JPEG of each format.
PLAIN = {crop: next(iter(formats)) for crop, formats in CROPS.items()}
FORMATS = {
    **{name: spec for formats in CROPS.values() for name, spec in formats.items()},
    **{key: spec for width in FITTED for key, spec in _in_both("fitted", width, _fitted).items()},
    "fitted": rendition("as_jpeg", ".jpg", _fitted(960)),
}
