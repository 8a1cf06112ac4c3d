"""Which of the rumours that arrive together exclude one another."""

from collections import defaultdict

from rumours.models import Race, Rumour
from rumours.vocabulary import Kind, Outcome


def join_races(made):
    """Put rumours that exclude one another in one race, if any of them is among `made`, {new Rumour: its row}: those of
    which the rows name the same race, or else the candidates for a bench, and a player's clubs in a window.

    Where two have come true they did not exclude one another: there is no race."""
    new = {rumour.pk: row for rumour, row in made.items()}
    groups = defaultdict(list)
    for rumour in Rumour.objects.filter(race__isnull=True, to_club__isnull=False).for_cards():
        if (race := new.get(rumour.pk, {}).get("race")) != "":
            groups[_shared_by(rumour, race)].append(rumour)
    for (field, owner, *_rest), rivals in groups.items():
        winners = sum(rumour.outcome == Outcome.CONFIRMED for rumour in rivals)
        if len(rivals) > 1 and winners < 2 and any(rumour.pk in new for rumour in rivals):
            _join(rivals, field, owner)


def _shared_by(rumour, race):
    """Return what rivals have in common: (field of the race, its owner, and the race that the rows name or else the
    season, for a bench with the deadline)."""
    if rumour.kind == Kind.COACH_APPOINTMENT:
        return "club", rumour.to_club, *((race,) if race else (rumour.season, rumour.deadline))
    return "person", rumour.person, race or rumour.season


def _join(rivals, field, owner):
    season, due = rivals[0].season, rivals[0].deadline
    title = f"{owner}, {season}"[: Race._meta.get_field("title").max_length]
    vacancy = _departure_from(owner, season, due) if field == "club" else None
    race = Race.objects.create(title=title, season=season, vacancy=vacancy, **{field: owner})
    Rumour.objects.filter(pk__in=[rumour.pk for rumour in rivals]).update(race=race)


def _departure_from(club, season, due):
    """The rumour, if there is one, that the bench of `club` becomes free within the season and by the same day."""
    leaves = Rumour.objects.filter(kind=Kind.COACH_DEPARTURE, dismissal_only=False, from_club=club)
    return leaves.filter(season=season, deadline=due).first()
