"""The stretch of a text in which the words of a question stand, in pieces: what is marked and what is not. Pure; the
pieces are plain text, which `as_html` escapes."""

from django.utils.html import escape
from django.utils.safestring import SafeString

#: Characters of a snippet, and how far its beginning may be moved to start with a word.
LENGTH, STEP = 220, 40


def as_html(pieces):
    return SafeString(
        "".join(f"<mark>{escape(text)}</mark>" if is_marked else escape(text) for text, is_marked in pieces)
    )


def marked(legible, marks):
    """Return the (text, whether it is marked) pieces of a whole line, a Legible."""
    return _pieces(legible.text, 0, len(legible.text), marks.spans(legible))


def snippet(legible, marks):
    """Return the pieces of the stretch of a Legible in which most is marked, the first of those; none when nothing
    is."""
    text, spans = legible.text, marks.spans(legible)
    if not spans:
        return []
    start = _start_of_the_word(text, max(_densest(spans) - STEP, 0))
    end = min(start + LENGTH, len(text))
    if end < len(text):
        end = text.rfind(" ", start, end) if " " in text[start:end] else end
    pieces = _pieces(text, start, end, spans)
    return [*([("… ", False)] if start else []), *pieces, *([(" …", False)] if end < len(text) else [])]


def _densest(spans):
    """Where the stretch begins that holds most of the spans."""
    return max(spans, key=lambda span: (sum(span[0] <= s < span[0] + LENGTH - STEP for s, _e in spans), -span[0]))[0]


def _start_of_the_word(text, start):
    return text.rfind(" ", 0, start) + 1 if start else 0


def _pieces(text, start, end, spans):
    pieces, done = [], start
    for first, last in spans:
        if start <= first and last <= end:
            pieces += [(text[done:first], False), (text[first:last], True)]
            done = last
    return [piece for piece in [*pieces, (text[done:end], False)] if piece[0]]
