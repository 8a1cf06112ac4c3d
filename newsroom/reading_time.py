"""How long a text is, and how long it takes to read. Pure. The desk counts in the same way as one types
(static/desk/review.js)."""

from math import ceil

from django.utils.html import strip_tags

#: An adult reads Italian on a screen at about this speed.
WORDS_PER_MINUTE = 200


def words_in(html):
    return len(strip_tags(html.replace("<", " <")).split())


def minutes_for(words):
    """Whole minutes, one at the least for any text."""
    return ceil(words / WORDS_PER_MINUTE)
