"""The rule by which a rumour is settled, and its title, as they are written when an editor leaves them empty. Content,
in the language of the site, not interface."""

from football.italian import the_day
from rumours.vocabulary import Kind

TITLES = {
    Kind.COACH_DEPARTURE: "{from_club}: {who} lascia",
    Kind.COACH_STAY: "{from_club}: {who} resta",
    Kind.CONTRACT_RENEWAL: "{from_club}: {who} rinnova",
}
ARRIVAL = "{who} → {to_club}"
RULES = {
    Kind.COACH_APPOINTMENT: (
        "Vale se entro {day} il club ({to_club}) annuncia {person} come allenatore, non ad interim, o se {person} "
        "guida la squadra per dieci partite di fila."
    ),
    Kind.COACH_DEPARTURE: (
        "Vale se entro {day} {person} non è più l'allenatore ({from_club}), comunque finisca: esonero, risoluzione, "
        "dimissioni o fine del contratto."
    ),
    Kind.COACH_STAY: "Vale se {day} {person} è ancora l'allenatore ({from_club}), o se prima ha rinnovato.",
    Kind.CONTRACT_RENEWAL: "Vale se entro {day} il club ({from_club}) annuncia il rinnovo di {person}.",
    Kind.LOAN: (
        "Vale se entro {day} il club ({to_club}) annuncia l'arrivo in prestito di {person}, con o senza riscatto, o ne "
        "deposita il contratto. Una cessione a titolo definitivo non conta."
    ),
    Kind.TRANSFER: (
        "Vale se entro {day} il club ({to_club}) annuncia l'arrivo di {person} o ne deposita il contratto."
    ),
}
DISMISSAL_RULE = (
    "Vale se entro {day} {person} non è più l'allenatore ({from_club}) per esonero o per accordo tra le parti: "
    "dimissioni e fine del contratto non contano."
)


def rule_for(rumour):
    """Return the rule of a rumour whose person, clubs, kind and deadline are set."""
    return write_rule(
        rumour.kind,
        dismissal_only=rumour.dismissal_only,
        person=rumour.person.name,
        from_club=rumour.from_club or "",
        to_club=rumour.to_club or "",
        deadline=rumour.deadline,
    )


def write_rule(kind, *, dismissal_only, person, from_club, to_club, deadline):
    rule = DISMISSAL_RULE if dismissal_only else RULES.get(kind, RULES[Kind.TRANSFER])
    return rule.format(person=person, from_club=from_club, to_club=to_club, day=the_day(deadline))


def write_title(kind, *, who, from_club, to_club):
    return TITLES.get(kind, ARRIVAL).format(who=who, from_club=from_club, to_club=to_club)
