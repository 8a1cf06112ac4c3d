"""What the headline check tells an editor, at whichever door."""

from django.utils.translation import gettext as _

from rumours.labels import range_in_words
from rumours.vocabulary import Label, Outcome


def in_words(claim):
    """What a claim says, what it takes, and where its rumours stand; three of them, to be read at a glance."""
    says = _("“%(words)s” says that %(says)s, which takes at least “%(needs)s”.") % {
        "words": claim.words,
        "says": claim.says,
        "needs": label_in_words(claim.needs),
    }
    return " ".join([says, *map(standing_in_words, claim.judged[:3])])


def standing_in_words(standing):
    if standing.outcome:
        told = {"rumour": standing.title, "outcome": Outcome(standing.outcome).label}
        return _("“%(rumour)s” is settled: %(outcome)s.") % told
    told = {"rumour": standing.title, "label": label_in_words(standing.label)}
    return _("“%(rumour)s” is at “%(label)s” today.") % told


def label_in_words(label):
    return f"{Label(label).label} {range_in_words(label)}".strip()
