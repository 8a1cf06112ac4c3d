"""What a search prints of a story or a rumour whatever was looked for: kept, as cards are, while it does not change."""

from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from football.fulltext.asked import Legible
from football.topics import topic
from newsroom import for_cards
from newsroom.kept.pieces import pieces
from newsroom.models.linking import text_of

OF_A_STORY, OF_A_RUMOUR = "newsroom/_hit.html", "newsroom/_rumour_hit.html"
#: Where the marked line and the stretch of the text go. No text has them: no field takes a control character.
LINE, STRETCH = SafeString("\x01"), SafeString("\x02")
NOTHING = Legible("")


@dataclass(frozen=True, slots=True)
class Summary:
    line: Legible
    #: HTML, with LINE and STRETCH in it.
    html: str
    standfirst: Legible = NOTHING
    text: Legible = NOTHING

    def printed(self, line, stretch):
        """The HTML with both of these in it, which are safe."""
        return SafeString(self.html.replace(LINE, line).replace(STRETCH, stretch))


def stories(keys):
    """Return the Summaries of the published stories with these keys, in this order, without those that are none. No
    query while all are kept, three when some are not."""
    return _kept("story", keys, for_cards.stories, _story)


def rumours(keys):
    """The same of rumours. One query when some are not kept."""
    return _kept("rumour", keys, for_cards.rumours, _rumour)


def _kept(kind, keys, loaded, summary_of):
    def make(names):
        there = loaded({key for *_kind, key in names})
        return {name: summary_of(there[name[-1]]) if name[-1] in there else "" for name in names}

    made = pieces({("found", kind, key): {topic(kind, key)} for key in keys}, make, size=_size)
    return [summary for key in keys if (summary := made["found", kind, key])]


def _size(summary):
    return sum(map(len, (summary.line, summary.html, summary.standfirst, summary.text))) if summary else 0


def _story(article):
    context = {"article": article, "line": LINE, "stretch": STRETCH}
    return Summary(
        line=Legible(article.headline),
        html=render_to_string(OF_A_STORY, context),
        standfirst=Legible(article.standfirst),
        text=Legible(" ".join(text_of(article.body).split())),
    )


def _rumour(rumour):
    context = {"rumour": rumour, "line": LINE}
    return Summary(line=Legible(rumour.title), html=render_to_string(OF_A_RUMOUR, context))
