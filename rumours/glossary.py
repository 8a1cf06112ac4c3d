"""What the words of the market mean here, as readers and editors are told."""

from django.utils.translation import gettext_lazy as _

from rumours.vocabulary import Confidence, Flag, Stage

STAGES = {
    Stage.LINKED: _("a name beside a club, and nothing that anybody has done"),
    Stage.ENQUIRY: _("the club has asked for information"),
    Stage.INTEREST: _("the club would like him, and nobody has been called yet"),
    Stage.CONTACTS: _("the club has spoken with the player, his agent or the other club"),
    Stage.TALKS: _("figures and conditions are being discussed"),
    Stage.PERSONAL_TERMS: _("the person has agreed with the new club, the clubs not yet"),
    Stage.CLUBS_AGREED: _("the clubs have agreed with each other"),
    Stage.SIGNING: _("the medical, the journey, the signature: only the announcement is missing"),
    Stage.STALLED: _("nothing moves any more, without its being over"),
    Stage.COLLAPSED: _("it is over"),
    Stage.DISCONTENT: _("somebody in the club is not content"),
    Stage.UNDER_REVIEW: _("the club is thinking about it"),
    Stage.ULTIMATUM: _("one match, or few, decide"),
    Stage.REPLACEMENTS_SOUNDED: _("the club has asked others whether they would come"),
    Stage.REPLACEMENT_AGREED: _("whoever comes next has said yes"),
    Stage.TOLD: _("he has been told"),
    Stage.OFFICIAL: _("a club or a federation has announced that it is done"),
}
FLAGS = {
    Flag.SINGLE_ORIGIN: _("all that is said goes back to one source, however many sites repeat it"),
    Flag.REHEATED: _("somebody tells again, after a month without news, what was known already"),
    Flag.DENIED_BY_CLUB: _("the club has said that it is not so"),
    Flag.EDITORS_CALL: _("for now an editor's judgement stands in the place of the model's"),
}
CONFIDENCE = {
    Confidence.SOLID: _("two independent origins at least, one of them of the best standing"),
    Confidence.FAIR: _("two independent origins at least, one of them of fair standing"),
    Confidence.FRAGILE: _("one origin alone, or several of little standing: the next news may move the label far"),
}
