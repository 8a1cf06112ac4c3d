"""HTML as a small tree, for the changes that a pattern cannot make. Pure."""

from dataclasses import dataclass, field
from html import escape
from html.parser import HTMLParser

VOID = frozenset({"br", "hr", "img", "col"})
INLINE = frozenset({"a", "b", "br", "code", "em", "font", "i", "s", "span", "strong", "sub", "sup", "u"})
#: Deeper than any story; what lies below is kept, without its own tags.
DEEPEST = 40


@dataclass
class Element:
    tag: str
    attrs: dict[str, str] = field(default_factory=dict)
    children: list["Element | str"] = field(default_factory=list)

    @property
    def text(self):
        return "".join(child if isinstance(child, str) else child.text for child in self.children)

    @property
    def is_inline(self):
        return self.tag in INLINE

    def html(self):
        attrs = "".join(f' {name}="{escape(value)}"' for name, value in self.attrs.items())
        return f"<{self.tag}{attrs}>" if self.tag in VOID else f"<{self.tag}{attrs}>{self.inner_html()}</{self.tag}>"

    def inner_html(self):
        return "".join(escape(c, quote=False) if isinstance(c, str) else c.html() for c in self.children)

    def walk(self):
        """Yield every element below this one, in the order of the text."""
        for child in self.children:
            if isinstance(child, Element):
                yield child
                yield from child.walk()


class _Builder(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.root = Element("")
        self.open, self.skipped = [self.root], 0

    def handle_starttag(self, tag, attrs):
        element = Element(tag, {name: value or "" for name, value in attrs})
        if tag in VOID:
            self.open[-1].children.append(element)
        elif len(self.open) > DEEPEST:
            self.skipped += 1
        else:
            self.open[-1].children.append(element)
            self.open.append(element)

    def handle_endtag(self, tag):
        if tag in VOID:
            return
        if self.skipped:
            self.skipped -= 1
        elif len(self.open) > 1:
            self.open.pop()

    def handle_data(self, data):
        self.open[-1].children.append(data)


def parse(html):
    """Return the root Element of HTML in which every tag is closed in its turn, as a sanitiser leaves it."""
    builder = _Builder()
    builder.feed(html)
    builder.close()
    return builder.root
