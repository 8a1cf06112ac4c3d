"""XML as the feeds write it: elements with the prefixes that programs know, no text that XML cannot carry."""

from xml.etree import ElementTree

ATOM, MEDIA, HISTORY = (
    "http://www.w3.org/2005/Atom",
    "http://search.yahoo.com/mrss/",
    "http://purl.org/syndication/history/1.0",
)


def add(parent, tag, content=None, **attributes):
    """Append an element to `parent` and return it; an attribute without a value is left out."""
    given = {name: str(value) for name, value in attributes.items() if value not in (None, "")}
    child = ElementTree.SubElement(parent, tag, given)
    child.text = content
    return child


def add_media(parent, picture):
    """The picture as Media RSS has it, in RSS and in Atom."""
    media = add(
        parent,
        "media:content",
        url=picture.url,
        fileSize=picture.length,
        type=picture.media_type,
        medium="image",
        width=picture.width,
        height=picture.height,
    )
    if told := picture.caption or picture.alt:
        add(media, "media:description", told, type="plain")
    if picture.credit:
        add(media, "media:credit", picture.credit)


def written(element):
    return ElementTree.tostring(element, encoding="utf-8", xml_declaration=False)


def document(root, end, entries):
    """The document of `root`, with entries that are written already before `end`, the tags that close it."""
    head = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return b"".join([head.removesuffix(end), *entries, end])
