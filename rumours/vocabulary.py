"""The words of the market, each with one meaning. What is claimed (stage), how likely it is (label) and what happened
(outcome) are three different things and stay three different fields."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    TRANSFER = "transfer", _("transfer")
    LOAN = "loan", _("loan")
    FREE_TRANSFER = "free_transfer", _("free transfer")
    CONTRACT_RENEWAL = "contract_renewal", _("contract renewal")
    COACH_APPOINTMENT = "coach_appointment", _("coach appointed")
    COACH_DEPARTURE = "coach_departure", _("coach leaves")
    COACH_STAY = "coach_stay", _("coach stays or renews")


class Family(models.TextChoices):
    """Kinds that are judged together. Whether a move is a transfer, a loan or a free transfer is known only at the end:
    a base rate for each would borrow from hindsight."""

    MOVE = "move", _("transfers and loans")
    RENEWAL = "renewal", _("contract renewals")
    APPOINTMENT = "appointment", _("coaches who arrive")
    DEPARTURE = "departure", _("coaches who leave")
    STAY = "stay", _("coaches who stay")


FAMILY_OF = {
    Kind.TRANSFER: Family.MOVE,
    Kind.LOAN: Family.MOVE,
    Kind.FREE_TRANSFER: Family.MOVE,
    Kind.CONTRACT_RENEWAL: Family.RENEWAL,
    Kind.COACH_APPOINTMENT: Family.APPOINTMENT,
    Kind.COACH_DEPARTURE: Family.DEPARTURE,
    Kind.COACH_STAY: Family.STAY,
}


class Stance(models.TextChoices):
    SUPPORTS = "supports", _("supports")
    DENIES = "denies", _("denies")
    QUERIES = "queries", _("queries")
    COMMENTS = "comments", _("comments")


class Stage(models.TextChoices):
    """What a report says is happening: first the way of a deal, then the way of a bench."""

    LINKED = "linked", _("linked")
    ENQUIRY = "enquiry", _("enquiry")
    INTEREST = "interest", _("interest")
    CONTACTS = "contacts", _("contacts")
    TALKS = "talks", _("talks")
    PERSONAL_TERMS = "personal_terms", _("personal terms agreed")
    CLUBS_AGREED = "clubs_agreed", _("clubs agreed")
    SIGNING = "signing", _("medical or signing")
    STALLED = "stalled", _("stalled")
    COLLAPSED = "collapsed", _("collapsed")
    DISCONTENT = "discontent", _("discontent")
    UNDER_REVIEW = "under_review", _("under review")
    ULTIMATUM = "ultimatum", _("ultimatum")
    REPLACEMENTS_SOUNDED = "replacements_sounded", _("replacements sounded out")
    REPLACEMENT_AGREED = "replacement_agreed", _("replacement agreed")
    TOLD = "told", _("told to the person")
    OFFICIAL = "official", _("official")


#: The way of a deal, from the first name to the signature; and that of a bench on which someone sits.
DEAL_STAGES = (
    Stage.LINKED,
    Stage.ENQUIRY,
    Stage.INTEREST,
    Stage.CONTACTS,
    Stage.TALKS,
    Stage.PERSONAL_TERMS,
    Stage.CLUBS_AGREED,
    Stage.SIGNING,
    Stage.STALLED,
    Stage.COLLAPSED,
    Stage.OFFICIAL,
)
BENCH_STAGES = (
    Stage.DISCONTENT,
    Stage.UNDER_REVIEW,
    Stage.ULTIMATUM,
    Stage.REPLACEMENTS_SOUNDED,
    Stage.REPLACEMENT_AGREED,
    Stage.TOLD,
    Stage.OFFICIAL,
)


def stages_of(kind):
    """Return the stages through which a rumour of `kind` may go, in order."""
    return BENCH_STAGES if kind == Kind.COACH_DEPARTURE else DEAL_STAGES


class Label(models.TextChoices):
    """How likely a rumour is, as a range. The order is from the most to the least likely."""

    OFFICIAL = "official", _("Official")
    NEAR_CERTAIN = "near_certain", _("Near certain")
    LIKELY = "likely", _("Likely")
    OPEN = "open", _("Open")
    UNLIKELY = "unlikely", _("Unlikely")
    REMOTE = "remote", _("Remote")
    NOT_ASSESSABLE = "not_assessable", _("Cannot be judged")


class Confidence(models.TextChoices):
    """How much stands behind a label, whatever the label is."""

    SOLID = "solid", _("solid")
    FAIR = "fair", _("fair")
    FRAGILE = "fragile", _("fragile")


class Flag(models.TextChoices):
    """What a reader should know beside a label."""

    SINGLE_ORIGIN = "single_origin", _("single origin")
    REHEATED = "reheated", _("reheated")
    DENIED_BY_CLUB = "denied_by_club", _("denied by the club")
    EDITORS_CALL = "editors_call", _("judgement of the newsroom")


class Cause(models.TextChoices):
    """To what a change of label is put down."""

    REPORT = "report", _("a report")
    CORRECTED = "corrected", _("what we had logged was put right")
    RACE = "race", _("a rumour of the same race")
    TIME = "time", _("no news: time passes")
    NEWSROOM = "newsroom", _("a judgement of the newsroom")
    NEWSROOM_OVER = "newsroom_over", _("the end of a judgement of the newsroom")
    MODEL = "model", _("new constants of the model")


class Outcome(models.TextChoices):
    CONFIRMED = "confirmed", _("Came true")
    EXPIRED = "expired", _("Did not come about")
    CONTRADICTED = "contradicted", _("Contradicted by the facts")
    VOID = "void", _("Void")


class SourceKind(models.TextChoices):
    JOURNALIST = "journalist", _("journalist")
    NEWSPAPER = "newspaper", _("newspaper")
    TV = "tv", _("television or radio")
    AGENCY = "agency", _("news agency")
    WEBSITE = "website", _("website")
    AGGREGATOR = "aggregator", _("aggregator")
    CLUB = "official_club", _("club or federation")
    AGENT = "agent", _("agent")
    PERSON = "person", _("the person concerned")
