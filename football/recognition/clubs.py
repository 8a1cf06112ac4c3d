"""How much a name in a text means a club: from well below 0 (a city) to 3 (nothing else). Pure."""

from football.recognition import words
from football.recognition.register import BYNAMES
from football.recognition.topic import NEAR_FOOTBALL, ON_FOOTBALL, UNSAID

#: The weight of a name that is something else's.
ANOTHER = -9.0
#: Where a city may be its club and one of the club's coaches stands in the same sentence.
WITH_ITS_COACH = 1.5


def is_something_else(around):
    """Whether what stands right beside makes it part of a person's name, or a team of women, juniors or reserves."""
    surname = around.before in words.FIRST_NAMES and around.is_after_another_name
    return surname or _is_a_first_name(around) or (around.next is not None and around.next.word in words.OTHER_TEAMS)


def may_be_a_club(name, around, register):
    """Whether nothing right beside a club's name makes it a place."""
    if around.before in words.OF_A_THING:
        return False
    if not name.ambiguous or name.kind in BYNAMES:
        return True
    if name.owner in register.countries:
        return around.before not in words.INTO_A_COUNTRY
    return not (_is_a_place(name, around) or around.before in words.TO_A_PLACE or around.is_a_dateline)


def is_surely_a_club(name, around, register):
    """Whether a name speaks for football by itself: one of a single club, or a city's with an article."""
    if name.kind in BYNAMES or name.owner in register.countries or not may_be_a_club(name, around, register):
        return False
    if not name.ambiguous and not register.is_a_town(name):
        return around.before not in words.FROM_A_PLACE and not around.has_a_name_after
    return bool(around.article) and not around.has_a_name_after and _last_word(name) not in words.PARTS


def weigh_club(reading, name, place, around):
    """Return (weight, reason) of a club's name where it stands."""
    if reading.topic.is_on_another_sport:
        return 0.0, "another_sport"
    if name.key in reading.couples.joined[place]:
        return 3.0, "of_its_coach"
    if name.kind in BYNAMES and name.ambiguous:
        return _byname(reading, name, place)
    if not name.ambiguous:
        return _plain(reading, name, place, around)
    if name.owner in reading.clubs_named and may_be_a_club_again(reading, name, around):
        return 2.0, "named_elsewhere"
    if name.owner in reading.register.countries:
        return _country(reading, name, place, around)
    if _last_word(name) in words.PARTS:
        return _part(reading, name, place, around)
    return _city(reading, name, place, around)


def may_be_a_club_again(reading, name, around):
    """Whether a name can mean the club that the text has named before."""
    if name.owner in reading.register.countries:
        return around.before not in words.INTO_A_COUNTRY and around.before not in words.OF_A_THING
    return not _is_a_place(name, around)


def _is_a_first_name(around):
    return around.is_a_first_name({"milan"}) and around.next.word.endswith(words.SLAVIC_ENDINGS) and not around.article


def _last_word(name):
    return name.text.lower().split()[-1]


def _plain(reading, name, place, around):
    """A name of nothing else; colours and supporters of one club alone still need football around."""
    level = reading.football
    town = reading.register.is_a_town(name)
    if around.before in (words.TO_A_PLACE if level < NEAR_FOOTBALL else words.AT if town else ()):
        return 0.5, "place"
    if level < ON_FOOTBALL and (around.has_a_name_after or around.is_after_another_name):
        return 1.2, "part_of_a_name"
    if name.kind in BYNAMES:
        sure = level == ON_FOOTBALL or name.owner in reading.couples.clubs[place]
        return (2.0 if sure else 1.0), "name"
    among_others = not town and (len(reading.topic.known) > 1 or around.is_in_a_fixture)
    needed = NEAR_FOOTBALL if town else UNSAID
    return (2.0 if level >= needed or around.article or among_others else 1.2), "name"


def _byname(reading, name, place):
    if name.owner in reading.clubs_named:
        return 2.0, "byname"
    if name.owner in reading.couples.clubs[place] and reading.football >= NEAR_FOOTBALL:
        return 1.6, "byname_and_coach"
    here = reading.day and reading.football == ON_FOOTBALL and reading.coached_by_the_named(name.owner)
    return (1.6, "byname_and_coach") if here else (0.0, "byname_alone")


def _country(reading, name, place, around):
    if around.before in words.OF_A_THING:
        return ANOTHER, "place"
    if name.text == "Nazionale":
        sure = around.article and not around.has_a_name_after
        return (2.0 if sure else 0.5) + min(reading.football, 0.0), "national_team"
    return _team_of_a_country(reading, name, place, around) + 0.5 * reading.football, "national_team"


def _team_of_a_country(reading, name, place, around):
    weight = 1.0 * reading.is_on_national_teams + 1.0 * reading.names_another_country(name.owner)
    if around.has_near(words.NATIONAL, 5):
        weight += 1.2
    if around.is_in_a_fixture or around.before in words.TEAM_AHEAD or around.beyond in words.TEAM_AHEAD:
        weight += 1.2
    if around.before in words.INTO_A_COUNTRY:
        weight -= 2.0
    elif name.owner in reading.couples.clubs[place]:
        weight += 2.0
    return weight


def _part(reading, name, place, around):
    """Real, City, Torres: names of many clubs, or of other things."""
    if around.has_a_name_after:
        return -1.0, "part_of_a_name"
    coach = reading.coached_by_the_named(name.owner)
    together = name.owner in reading.couples.clubs[place]
    called = len(reading.called[name.key]) > 1
    weight = 0.5 * bool(around.article) + 1.0 * (coach or together) + 0.5 * together + 1.0 * called
    weight += 1.5 * reading.is_listed_with_a_club(place)
    return weight + 0.5 * reading.football - 0.5, "part_of_its_name"


def _is_a_place(name, around):
    """Whether what stands right before leaves a city's name a city."""
    if around.before in words.OF_A_THING or around.before in words.AT or around.opening_of_its_list in words.AT:
        return True
    feminine = _last_word(name) in words.SHE_CLUBS
    return around.before in (words.HE if feminine else words.SHE)


def _city(reading, name, place, around):
    if _is_a_place(name, around) or around.is_a_dateline:
        return -2.0, "place"
    weight, reason = _city_by_its_place(reading, place, around)
    if name.owner in reading.couples.clubs[place]:
        weight, reason = weight + WITH_ITS_COACH, "with_its_coach"
    elif reason in ("kicker", "name") and _is_rather_a_place(reading):
        weight -= 0.7
    level = reading.football
    if level == UNSAID and around.has_near(words.STRONG, 8):
        level = NEAR_FOOTBALL
    return weight + level, reason


def _is_rather_a_place(reading):
    """Whether a bare city is where something happens: in a text on other things, or on a national team that plays."""
    playing = reading.is_on_national_teams and not reading.register.countries.isdisjoint(reading.clubs_named)
    return playing or reading.topic.is_mostly_elsewhere


def _city_by_its_place(reading, place, around):
    """What stands right beside the name of a city, and makes it its club."""
    if around.article:
        named = around.has_a_name_after and reading.football < NEAR_FOOTBALL
        return 1.0 if named else 2.5 if around.before in words.HE else 2.0, "article"
    if around.is_before_a_formation or around.before in words.CLUB_MARKS or around.before in words.TEAM_AHEAD:
        return 2.5, "club_mark"
    if around.is_in_a_fixture:
        if reading.is_listed_with_a_club(place):
            return 3.5, "fixture"
        return (2.5 if reading.football >= NEAR_FOOTBALL else 1.5), "fixture"
    return _bare_city(reading, place, around)


def _bare_city(reading, place, around):
    """A city without an article: more often itself than its club."""
    if around.before in words.TO_A_PLACE:
        if any(reading.mentions[other][0].clubs for other in reading.lists[place]):
            return 1.0, "beside_a_club"
        return (0.3, "beside_another") if around.opens_a_pair else (-1.5, "place")
    if around.is_after_another_name:
        return -1.0, "part_of_a_name"
    if len(reading.lists[place]) > 1 and reading.is_listed_with_a_club(place):
        return 1.5, "beside_a_club"
    return (1.5, "kicker") if around.is_a_kicker else (0.5, "name")
