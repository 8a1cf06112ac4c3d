"""The marks in square brackets that WordPress turns into HTML: captions, galleries and what it embeds. Pure."""

import re
from html import escape

#: An opening or a closing mark. What stands in it is bounded, so that a text full of brackets is read in one go.
MARK = re.compile(
    r"\[(?P<closing>/?)(?P<name>[a-zA-Z][\w-]{0,40})(?P<attrs>\s[^\[\]<>]{0,2000}|\s(?:[^\[\]]{0,2000}))?\]"
)
ATTRIBUTE = re.compile(r"([\w-]{1,40})\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"']+))")
CAPTIONS = {"caption", "wp_caption"}
#: Those that show something that stands elsewhere, and the attributes that may hold its address.
EMBEDS = {"embed", "audio", "video", "youtube", "vimeo", "tweet", "twitter", "instagram", "facebook", "soundcloud"}
SOURCES = ("src", "url", "mp4", "m4v", "webm", "mp3", "m4a", "ogg", "wav")
ADDRESS = re.compile(r"https?://[^\s\"'<>\[\]]+")
PICTURE = re.compile(r"\s*((?:<a\b[^<>]{0,2000}>\s*)?<img\b[^<>]{0,4000}>(?:\s*</a>)?)(.*)", re.DOTALL)


def expanded(text, gallery, unknown):
    """Return `text` with its marks as HTML.

    `gallery` are the numbers of the pictures of a gallery that names none: those of the story. `unknown` is told the
    name of every mark that was left as it stands because nothing is known of it.
    """
    out, done, opened = [], 0, None
    for mark in MARK.finditer(text):
        name = mark["name"].lower()
        if opened:
            if mark["closing"] and name == opened["name"].lower():
                out.append(_paired(opened, text[opened.end() : mark.start()]))
                done, opened = mark.end(), None
            continue
        out.append(text[done : mark.start()])
        done = mark.start()
        if mark["closing"] or not (name == "gallery" or name in CAPTIONS or name in EMBEDS):
            _tell_unknown(mark, name, unknown)
        elif name in CAPTIONS or (name == "embed" and not _source(mark)):
            opened = mark
        else:
            out.append(_gallery(mark, gallery) if name == "gallery" else _link(_source(mark)) or mark[0])
            done = mark.end()
    return "".join([*out, text[done:]])


def _tell_unknown(mark, name, unknown):
    # A word in brackets is what editors write themselves, as in “[sic]”.
    if name not in EMBEDS and (mark["closing"] or "=" in (mark["attrs"] or "")):
        unknown(name)


def _attributes(mark):
    found = ATTRIBUTE.findall(mark["attrs"] or "")
    return {name.lower(): double or single or bare for name, double, single, bare in found}


def _source(mark):
    attributes = _attributes(mark)
    named = next((attributes[name] for name in SOURCES if attributes.get(name)), "")
    bare = ADDRESS.search(mark["attrs"] or "")
    return named or (bare[0] if bare else "")


def _paired(opened, inside):
    if opened["name"].lower() == "embed":
        return _link(inside.strip())
    picture = PICTURE.match(inside)
    said = _attributes(opened)
    shown, told = picture.groups() if picture else ("", inside)
    return f"\n\n<figure>{shown}<figcaption>{told.strip() or said.get('caption', '')}</figcaption></figure>\n\n"


def _gallery(mark, gallery):
    named = _attributes(mark)
    numbers = re.findall(r"[0-9]{1,18}", named.get("ids") or named.get("include") or "") or gallery
    return "\n\n" + "\n\n".join(f'<figure><img class="wp-image-{number}"></figure>' for number in numbers) + "\n\n"


def _link(address):
    return f'\n\n<p><a href="{escape(address)}">{escape(address)}</a></p>\n\n' if address.startswith("http") else ""
