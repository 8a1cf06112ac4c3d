"""What a template prints of pieces that are kept: a card by the key of its story, a part of the page by its name."""

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from football.topics import MENU, topics
from newsroom import cards as kept_cards
from newsroom.kept.pieces import piece

register = template.Library()


@register.simple_tag
def cards(keys, size, heading="h3", whole=False):
    """The cards of the stories with these keys, in this order."""
    return kept_cards.stories(keys, kept_cards.Look(size, heading), whole=whole)


@register.simple_tag
def stories(page, heading, empty):
    """A page of a list of stories, and the way to the next, as one piece beside the cards; `empty` says that there is
    none."""
    if not page.items:
        return _list(page, heading, empty)
    name = ("stories", heading, page.next_query, *_typed(page), *page.items)

    def printed(made):
        return {MENU} | topics("story", page.items)

    return SafeString(piece(name, printed, lambda: _list(page, heading, empty)))


def _typed(page):
    """What somebody typed to ask for this page (newsroom/kept/memory.py), as a part of a name."""
    return () if page.is_first and not page.first_query else ("?", page.is_first, page.first_query)


def _list(page, heading, empty):
    return render_to_string("newsroom/_stories.html", {"page": page, "heading": heading, "empty": empty})


@register.simple_tag
def rumour_cards(keys):
    return kept_cards.rumours(keys)


@register.simple_tag
def older(page):
    """The way to the next page of a list, and back to its beginning."""
    name = ("older", page.next_query, *_typed(page))
    return SafeString(piece(name, {MENU}, lambda: render_to_string("newsroom/_next.html", {"page": page})))


class PieceNode(template.Node):
    def __init__(self, nodelist, name, topics, apart):
        self.nodelist, self.name, self.topics, self.apart = nodelist, name, topics, apart

    def render(self, context):
        topics = self.topics.resolve(context)
        if not topics:
            return self.nodelist.render(context)
        return piece((self.name, *self._apart(context)), topics, lambda: self.nodelist.render(context))

    def _apart(self, context):
        for value in self.apart:
            told = value.resolve(context)
            yield from told if isinstance(told, tuple) else (told,)
            if isinstance(told, str) and "?" in told:
                # An address with a query, which anybody may invent (newsroom/kept/memory.py).
                yield "?"


@register.tag("piece")
def do_piece(parser, token):
    """`{% piece "name" topics apart… %}…{% endpiece %}`: kept while the topics stand (newsroom/kept/pieces.py), one for
    each value of what tells them apart. Without topics it is not kept."""
    try:
        _tag, name, topics, *apart = token.split_contents()
    except ValueError as error:
        raise template.TemplateSyntaxError('{% piece "name" topics apart… %}') from error
    nodes = parser.parse(("endpiece",))
    parser.delete_first_token()
    return PieceNode(
        nodes, name.strip('"'), parser.compile_filter(topics), [parser.compile_filter(value) for value in apart]
    )
