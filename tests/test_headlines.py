"""A headline states as fact no more than the label of its rumour carries, unless a Caporedattore says why."""

import re
import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from football.gazetteer import read_rows
from football.names import fold
from newsroom import headline_rules
from newsroom.demo import load as demo
from newsroom.headlines import Standing, claims, tidied, uncarried
from rumours.labels import LADDER
from rumours.loading import dataset
from rumours.vocabulary import Kind, Label, Outcome
from tests.headlines import FREE, HEADLINES, LIKELY, NEAR_CERTAIN, OFFICIAL


def a_standing(label=Label.OPEN, **fields):
    return Standing(**{"title": "Verdi → Lecce", "label": label} | fields)


def words(found):
    return [claim.words for claim in found]


@pytest.mark.parametrize(("headline", "needs"), HEADLINES)
def test_a_headline_passes_from_the_label_that_it_takes_up(headline, needs):
    enough = LADDER if needs is FREE else LADDER[: LADDER.index(needs) + 1]
    passing = [label for label in Label if not uncarried(headline, [a_standing(label)])]
    assert passing == (list(Label) if needs is FREE else list(enough)), words(claims(headline))


def test_the_table_has_no_headline_twice():
    assert len({headline for headline, _ in HEADLINES}) == len(HEADLINES) >= 200


@pytest.mark.parametrize(
    "says", sorted({rule.says for rule in headline_rules.RULES if rule.way is not headline_rules.Way.STAYS}, key=str)
)
def test_the_table_has_two_headlines_or_more_that_say_it(says):
    assert len([headline for headline, _ in HEADLINES if says in [claim.says for claim in claims(headline)]]) > 1


class TestStaying:
    @pytest.mark.parametrize(
        "headline",
        [
            "Verdi resta al Lecce",
            "Verdi rimane giallorosso: resterà a Lecce",
            "Lecce, Verdi resta",
            "VERDI RESTA A LECCE",
            "Dimissioni respinte: Verdi resta al Lecce",
            "Relevo: Verdi resta al Lecce",
            "Verdi rinnova fino al 2030",
            "Verdi-Lecce, rinnovo con clausola fino al 2030",
            "Lecce, avanti con Verdi",
            "Il Lecce blinda Verdi",
            "Lecce, Verdi confermato",
        ],
    )
    def test_the_label_of_a_stay_carries_it_and_that_of_a_departure_the_other_way_round(self, headline):
        stay = [label for label in LADDER if not uncarried(headline, [a_standing(label, stays=True)])]
        move = [label for label in LADDER if not uncarried(headline, [a_standing(label)])]
        assert stay == [Label.OFFICIAL, Label.NEAR_CERTAIN, Label.LIKELY]
        assert move == [Label.UNLIKELY, Label.REMOTE]

    @pytest.mark.parametrize("headline", ["Verdi ha rinnovato con il Lecce", "Verdi ha prolungato: le cifre"])
    def test_a_renewal_that_is_signed_takes_the_highest_label(self, headline):
        assert [label for label in LADDER if not uncarried(headline, [a_standing(label, stays=True)])] == [OFFICIAL]

    @pytest.mark.parametrize(
        "headline",
        [
            "Verdi resta al Lecce?",
            "Verdi potrebbe restare al Lecce",
            "Verdi non resta al Lecce",
            "Forse Verdi resta al Lecce",
            "Verdi può rinnovare fino al 2030",
            "Se arriva il sì Verdi rinnova fino al 2030",
            "Il Lecce ha rinnovato la fiducia a Verdi",
            "Nel 2016 Verdi ha rinnovato con il Lecce",
            "Verdi resta ai box",
            "VERDI RESTA A DISPOSIZIONE",
        ],
    )
    def test_what_is_not_told_as_a_stay(self, headline):
        assert claims(headline) == []

    def test_who_leaves_does_not_stay(self):
        assert uncarried("Verdi lascia il Lecce", [a_standing(Label.NEAR_CERTAIN, stays=True)])
        assert not uncarried("Verdi lascia il Lecce", [a_standing(Label.REMOTE, stays=True)])

    def test_a_label_that_says_nothing_carries_nothing_either_way(self):
        assert uncarried("Verdi resta al Lecce", [a_standing(Label.NOT_ASSESSABLE)])


class TestWhatHappened:
    VERDI = {"people": frozenset({"verdi", "aldo verdi"}), "clubs": frozenset({"lecce", "us lecce"})}

    def passes(self, headline, outcome, **fields):
        return not uncarried(headline, [a_standing(Label.NEAR_CERTAIN, outcome=outcome, **self.VERDI)], **fields)

    def test_what_came_true_carries_everything(self):
        assert self.passes("Ufficiale: Verdi è il nuovo allenatore del Lecce", Outcome.CONFIRMED)

    @pytest.mark.parametrize("outcome", [Outcome.EXPIRED, Outcome.CONTRADICTED, Outcome.VOID])
    def test_what_did_not_carries_nothing(self, outcome):
        assert not self.passes("Verdi va al Lecce", outcome)
        assert not self.passes("È fatta per Verdi", outcome)
        assert self.passes("Verdi, la voce che non c'è più", outcome)

    @pytest.mark.parametrize(
        "headline",
        [
            "Ufficiale: Verdi resta al Como",
            "Ufficiale, salta Verdi-Lecce",
            "Ufficiale | Verdi non va al Lecce",
            "Verdi ha firmato altrove: niente Lecce",
            "Lecce, accordo fatto e poi saltato: Verdi dice no",
        ],
    )
    def test_it_carries_the_news_of_its_end(self, headline):
        assert self.passes(headline, Outcome.EXPIRED)
        assert not self.passes(headline, Outcome.VOID)

    def test_and_the_news_that_the_person_went_elsewhere(self):
        headline = "Ufficiale | Verdi al Como: la strada per Lecce è finita"
        assert self.passes(headline, Outcome.CONTRADICTED, others=frozenset({"como", "verdi", "lecce"}))
        assert not self.passes(headline, Outcome.CONTRADICTED, others=frozenset({"verdi", "lecce"}))
        assert not self.passes("Verdi va al Lecce, Como battuto", Outcome.EXPIRED, others=frozenset({"como"}))

    @pytest.mark.parametrize(
        "headline",
        [
            "Niente Como: Verdi ha firmato con il Lecce",
            "Bianchi resta al Como, Verdi va al Lecce",
            "Verdi va al Lecce, salta Bianchi",
        ],
    )
    def test_what_is_said_of_both_person_and_club_is_not_undone_by_the_rest(self, headline):
        assert not self.passes(headline, Outcome.EXPIRED)


class TestSeveralRumours:
    verdi = a_standing(Label.OFFICIAL, people=frozenset({"verdi"}), clubs=frozenset({"lecce"}))
    bianchi = a_standing(Label.OPEN, title="Bianchi → Lecce", people=frozenset({"bianchi"}), clubs=frozenset({"lecce"}))
    neri = a_standing(Label.REMOTE, title="Neri → Como", people=frozenset({"neri"}), clubs=frozenset({"como"}))

    @pytest.mark.parametrize(
        ("headline", "passes"),
        [
            ("Verdi ha firmato con il Lecce", True),
            ("Bianchi ha firmato con il Lecce", False),
            ("Lecce, è ufficiale", True),
            ("Como, è ufficiale", False),
            ("È ufficiale", True),
            ("Ufficiale: Verdi al Lecce, niente da fare per Bianchi", True),
            ("Verdi è ufficiale: è fatta anche per Bianchi", False),
            ("Ufficiale: Verdi firma, Neri aspetta al Como", True),
            ("VERDI HA FIRMATO", True),
            ("BIANCHI HA FIRMATO", False),
            ("Verdi ha firmato, Bianchi può aspettare", True),
            ("Verdi ha firmato, Bianchi è a un passo", True),
            ("Verdi ha firmato e Bianchi lascia il Lecce", False),
            ("Bianchi verso il Lecce, Verdi ha firmato", True),
            ("Bianchi ha firmato, Verdi potrebbe lasciare", False),
            ("Neri resta al Lecce, Verdi ha firmato", True),
            ("Ufficiale: Bianchi out tre settimane", True),
            ("Ufficiale: Bianchi al Lecce", False),
            ("Verdiani in festa: Neri ha firmato", False),
        ],
    )
    def test_who_is_named_is_judged(self, headline, passes):
        assert (not uncarried(headline, [self.verdi, self.bianchi, self.neri])) is passes

    def test_the_claim_says_by_which_rumours_it_was_judged(self):
        [claim] = uncarried("Verdi è ufficiale: è fatta anche per Bianchi", [self.verdi, self.bianchi, self.neri])
        assert (claim.words, claim.judged) == ("è fatta", (self.bianchi,))

    def test_without_a_rumour_nothing_is_refused(self):
        assert uncarried("Ufficiale: Verdi al Lecce", []) == []


class TestHostileText:
    @pytest.mark.parametrize(
        "text",
        [
            "",
            " ",
            "\x00\x1f\x7f",
            "\ud800",
            "👨‍👩‍👧 🔥🔥",
            "\u202eofficiale\u202c",
            "'" * 300,
            "e'e'e'e'",
            "?!?!",
            "—–—",
            "\u0300\u0301",
            "ᲀ İ ı ß ﬁ Ǆ",
            "تعاقد رسمي؟",
            "([{«(((" * 40 + ")]}»" * 40,
            "…?!.;:" * 50,
            "\u200f\u200e\u2067\u2069",
            "\ufdfa" * 20,
        ],
    )
    def test_nothing_is_found_and_nothing_breaks(self, text):
        assert claims(text) == []

    @pytest.mark.parametrize("mark", ["\u202e", "\u200f", "\u2067", "\u200b", "\u00ad", "\ufeff", "\x00"])
    def test_what_cannot_be_seen_hides_nothing(self, mark):
        assert words(claims(f"È uffi{mark}ciale 🔥")) == ["ufficiale"]

    @pytest.mark.parametrize(
        "unit",
        [
            "a",
            "A",
            "'",
            "e' ",
            "?",
            ", ",
            "lascia A ",
            "ha già ",
            "nuovo allenatore del a ",
            "la firma con ",
            "è ",
            "Ab ",
            "A A-A ",
            "accordo x x x x ",
            "ufficiale | ora | ",
            "([«",
            "\u202e\u200fA ",
            "\ufdfa",
        ],
    )
    def test_ten_thousand_characters_take_a_moment(self, unit):
        started = time.process_time()
        claims((unit * 10_000)[:10_000])
        assert time.process_time() - started < 10

    def test_no_pattern_repeats_without_a_limit(self):
        tables = [rule.pattern for rule in headline_rules.RULES] + [mood.pattern for mood in headline_rules.MOODS]
        others = [value for value in vars(headline_rules).values() if isinstance(value, re.Pattern)]
        assert others
        for pattern in tables + others:
            assert not re.search(r"[*+]|\{\d*,\}", pattern.pattern)

    @pytest.mark.parametrize(
        "text", ["([È fatta] (per) Verdi)", "«“È fatta”»: Verdi al Lecce", "…È fatta…!!", "((È fatta", "È fatta)]»|"]
    )
    def test_what_stands_around_the_words_is_no_matter(self, text):
        assert words(claims(text)) == ["È fatta"]

    def test_a_claim_is_found_at_the_end_of_a_long_text(self):
        assert words(claims("Parole, " * 1_200 + "è fatta per Verdi")) == ["è fatta"]


#: Texts that look like headlines, so that rules and moods meet, and any others.
PARTS = [headline for headline, _ in HEADLINES] + [
    "Verdi",
    "?",
    ":",
    ",",
    "non",
    "forse",
    "E'",
    "l'",
    "«",
    "sarà",
    " | ",
]
HEADLINE_LIKE = st.lists(st.sampled_from(PARTS), max_size=4).map(" ".join)


class TestProperties:
    @given(st.text() | HEADLINE_LIKE)
    @example("E' fatta, SARA' il nuovo tecnico : l' ufficialità")
    @example("\u202eUffi\u00adciale\u202c ﬁrmato il contratto")
    def test_it_never_raises_and_points_at_words_of_the_headline(self, text):
        for claim in claims(text):
            assert claim.words.strip()
            assert claim.words in tidied(text)
            assert claim.needs in (OFFICIAL, NEAR_CERTAIN, LIKELY)

    @given(st.text() | HEADLINE_LIKE)
    def test_a_tidied_headline_claims_the_same(self, text):
        assert claims(tidied(text)) == claims(text)

    @given(st.text() | HEADLINE_LIKE)
    @example("È fatta")
    def test_a_question_mark_never_makes_a_claim(self, text):
        assert set(words(claims(f"{text}?"))) <= set(words(claims(text)))

    @given(st.sampled_from([headline for headline, _ in HEADLINES if not set(headline) & set(":?!|–")]))
    def test_a_question_of_one_clause_claims_nothing(self, headline):
        assert claims(f"{headline}?") == claims(f"Forse {headline}") == []

    @given(HEADLINE_LIKE)
    def test_a_likelier_label_never_refuses_more(self, text):
        refused = [len(uncarried(text, [a_standing(label)])) for label in LADDER[: LADDER.index(Label.OPEN) + 1]]
        stays = any(claim.way and claim.way.name == "STAYS" for claim in claims(text))
        assert stays or refused == sorted(refused)

    @given(HEADLINE_LIKE)
    def test_the_apostrophe_makes_no_difference(self, text):
        assert words(claims(text.replace("'", "’"))) == words(claims(text))


def what_happened(keys):
    """The rumours with these keys as they ended, under the names that the files give them."""
    rows = [*read_rows(dataset.DATA / "rumours.csv"), *read_rows(dataset.WORKED_STORY / "rumours.csv")]
    return [
        Standing(
            title=row["rumour_id"],
            label=Label.OPEN,
            outcome=Outcome.CONFIRMED if row["outcome"] == "happened" else Outcome.EXPIRED,
            people=frozenset({fold(row["person"]), fold(row["person"]).split()[-1]}),
            clubs=frozenset({fold(row["from_club"]), fold(row["to_club"])}),
            stays=row["kind"] in (Kind.COACH_STAY, Kind.CONTRACT_RENEWAL),
        )
        for row in rows
        if row["rumour_id"] in keys
    ]


class TestTheDemonstration:
    """Its stories tell what was known on their day; by now all their rumours but one are settled."""

    #: What was true on the day and came to nothing afterwards.
    UNDONE = {"2025-08-11-milan-hojlund-accordo-ma-con-chi": ["ha l'intesa"]}

    @pytest.mark.parametrize("path", sorted(demo.STORIES.glob("*.html")), ids=lambda path: path.stem)
    def test_a_story_claims_what_came_true_or_nothing(self, path):
        story, _ = demo.read_story(path)
        others = frozenset(fold(key) for key in [*story["clubs"], *story["people"]])
        text = f"{story['kicker']} | {story['headline']}"
        found = uncarried(text, what_happened(story["rumours"]), others=others)
        assert words(found) == self.UNDONE.get(path.stem, [])

    def test_official_news_claims_and_a_story_on_method_does_not(self):
        kickers = {}
        for path in demo.STORIES.glob("*.html"):
            story, _ = demo.read_story(path)
            kickers.setdefault(story["kicker"], []).append(len(claims(f"{story['kicker']} | {story['headline']}")))
        assert min(kickers["Ufficiale"]) >= 1
        assert max(kickers["Metodo"] + kickers["Formule"] + kickers["Gennaio"]) == 0
