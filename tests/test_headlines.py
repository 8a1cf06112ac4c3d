"""A headline states as fact no more than the label of its rumour carries, unless a Caporedattore says why."""

import time
from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from hypothesis import example, given
from hypothesis import strategies as st

from football.gazetteer import read_rows
from football.names import fold
from newsroom.demo import load as demo
from newsroom.headlines import Standing, claims, uncarried
from newsroom.models import Article, State
from rumours.labels import LADDER
from rumours.loading import dataset
from rumours.models import Rumour
from rumours.vocabulary import Kind, Label, Outcome
from tests.builders import a_club, a_coach, a_rumour, an_article, an_editor
from tests.test_admin import article_form, instant

OFFICIAL, NEAR_CERTAIN, LIKELY = Label.OFFICIAL, Label.NEAR_CERTAIN, Label.LIKELY
FREE = None

#: Headlines written for this test about people who do not exist, and the label that each takes at least.
HEADLINES = [
    # It is official
    ("Ufficiale: Verdi al Lecce", OFFICIAL),
    ("Ufficialmente giallorosso: Verdi al Lecce", OFFICIAL),
    ("Lecce, arriva l'ufficialità per Verdi", OFFICIAL),
    ("Il Lecce ufficializza Verdi", OFFICIAL),
    ("Verdi ha firmato con il Lecce", OFFICIAL),
    ("Verdi firma fino al 2029", OFFICIAL),
    ("Lecce, c'è la firma di Verdi", OFFICIAL),
    ("Contratto firmato, Verdi è atteso in campo", OFFICIAL),
    ("Il Lecce annuncia Verdi", OFFICIAL),
    ("Il Lecce ha annunciato il suo nuovo tecnico", OFFICIAL),
    ("Lecce, ecco il comunicato su Verdi", OFFICIAL),
    ("Il Lecce presenta Verdi: prima volta in Puglia", OFFICIAL),
    ("Il Lecce affida la panchina a Verdi", OFFICIAL),
    ("Verdi è il nuovo allenatore del Lecce", OFFICIAL),
    ("Lecce, il nuovo tecnico è Verdi", OFFICIAL),
    ("È Verdi il nuovo mister del Lecce", OFFICIAL),
    ("Verdi è un nuovo giocatore del Lecce", OFFICIAL),
    ("Lecce, esonerato Verdi dopo cinque sconfitte", OFFICIAL),
    ("Verdi si è dimesso, il Lecce cerca un erede", OFFICIAL),
    ("Verdi rescinde: è libero da subito", OFFICIAL),
    # It is done
    ("È fatta: Verdi al Lecce", NEAR_CERTAIN),
    ("Fatta per Verdi, domani il viaggio", NEAR_CERTAIN),
    ("Verdi-Lecce, quasi fatta", NEAR_CERTAIN),
    ("Verdi-Lecce, affare fatto", NEAR_CERTAIN),
    ("Operazione chiusa: Verdi saluta i compagni", NEAR_CERTAIN),
    ("Il Lecce ha chiuso per Verdi", NEAR_CERTAIN),
    ("Verdi-Lecce, accordo totale", NEAR_CERTAIN),
    ("Raggiunto l'accordo tra Verdi e il Lecce", NEAR_CERTAIN),
    ("Lecce e Verdi, trovata l'intesa", NEAR_CERTAIN),
    ("Fumata bianca per Verdi", NEAR_CERTAIN),
    ("Il Lecce ha preso Verdi", NEAR_CERTAIN),
    ("Lecce, preso il centravanti", NEAR_CERTAIN),
    ("Colpo Lecce: dal Como c'è Verdi", NEAR_CERTAIN),
    ("Verdi è del Lecce", NEAR_CERTAIN),
    ("Ceduto Verdi, il Lecce incassa otto milioni", NEAR_CERTAIN),
    ("Lecce, visite mediche per Verdi", NEAR_CERTAIN),
    ("Verdi al Lecce, annuncio a ore", NEAR_CERTAIN),
    ("Verdi ha lasciato il Como", NEAR_CERTAIN),
    ("Relevo: è fatta per Verdi", NEAR_CERTAIN),
    ("Secondo la stampa spagnola Verdi è già del Lecce", NEAR_CERTAIN),
    ("Lecce, accordo con Verdi fino al 2029", NEAR_CERTAIN),
    ("Verdi-Lecce, ci siamo", NEAR_CERTAIN),
    ("Verdi-Lecce, domani la firma", NEAR_CERTAIN),
    # It is decided
    ("Verdi va al Lecce", LIKELY),
    ("Lecce, arriva Verdi", LIKELY),
    ("Verdi torna al Lecce dopo sei anni", LIKELY),
    ("Lecce, sarà Verdi a guidare: allenerà la squadra da giugno", LIKELY),
    ("Verdi sarà il nuovo allenatore del Lecce", LIKELY),
    ("Lecce, il nuovo allenatore sarà Verdi", LIKELY),
    ("Verdi lascia il Como", LIKELY),
    ("Como, Verdi se ne va", LIKELY),
    ("Verdi dice sì al Lecce", LIKELY),
    ("Verdi ha scelto il Lecce", LIKELY),
    ("Verdi-Lecce, c'è l'accordo", LIKELY),
    # Hypothetical
    ("Verdi potrebbe firmare con il Lecce", FREE),
    ("Sarebbe fatta per Verdi al Lecce", FREE),
    ("Lecce, Verdi avrebbe firmato", FREE),
    ("È fatta per Verdi?", FREE),
    ("Ufficiale?! Il caso Verdi", FREE),
    ("Verdi può lasciare il Como", FREE),
    ("Forse è fatta per Verdi", FREE),
    ("Verdi verso il Lecce: le cifre", FREE),
    ("Verdi a un passo dal Lecce", FREE),
    ("Lecce, Verdi è vicino", FREE),
    ("Ipotesi Lecce: Verdi ci pensa", FREE),
    ("L'idea Verdi torna al Lecce", FREE),
    ("Lecce, il sogno è Verdi", FREE),
    ("Il Lecce tratta Verdi", FREE),
    ("Lecce, un sondaggio per Verdi", FREE),
    ("Verdi piace al Lecce", FREE),
    ("Verdi in corsa per il Lecce", FREE),
    ("Se Bianchi parte, Verdi va al Lecce", FREE),
    ("Verdi rischia: il Lecce valuta l'esonero", FREE),
    ("Probabile arrivo: Verdi al Lecce", FREE),
    # Denied, or short of it
    ("Verdi non ha firmato", FREE),
    ("Niente è fatto per Verdi", FREE),
    ("Nulla di fatto tra Verdi e il Lecce", FREE),
    ("Verdi, no al Lecce", FREE),
    ("Verdi-Lecce, manca la firma", FREE),
    ("Verdi al Lecce, in attesa dell'ufficialità", FREE),
    ("Verdi al Lecce, ma non è ufficiale", FREE),
    ("Verdi non lascia il Como", FREE),
    ("Nessun accordo raggiunto per Verdi", FREE),
    ("Smentito l'accordo raggiunto con Verdi", FREE),
    ("Accordo totale con Verdi: manca la firma", NEAR_CERTAIN),
    ("Verdi quasi ufficiale", NEAR_CERTAIN),
    # Each clause for itself
    ("Bianchi può lasciare: è fatta per Verdi", NEAR_CERTAIN),
    ("Bianchi può lasciare, è fatta per Verdi", NEAR_CERTAIN),
    ("È fatta per Verdi: e Bianchi?", NEAR_CERTAIN),
    ("Verdi verso il Lecce? Sì, ha firmato", OFFICIAL),
    ("Il Como non si oppone e Verdi va al Lecce", LIKELY),
    ("Il sogno è ufficiale: Verdi al Lecce", OFFICIAL),
    ("Anche se ha firmato, Verdi aspetta", OFFICIAL),
    ("Non solo Verdi: il Lecce ha preso Bianchi", NEAR_CERTAIN),
    # Traps
    ("Ufficialmente non c'è ancora nulla su Verdi", FREE),
    ("Verdi, la visita dell'ufficiale giudiziario", FREE),
    ("Offerta ufficiale del Lecce per Verdi", FREE),
    ("Lecce, la maglia ufficiale di Verdi è già esaurita", FREE),
    ("Porte chiuse a Lecce, Verdi si allena", FREE),
    ("Stadio chiuso per un turno, mercato chiuso da ieri", FREE),
    ("Lecce, una squadra fatta in casa", FREE),
    ("Com'è fatta la rosa del Lecce di Verdi", FREE),
    ("La rosa è fatta di giovani: ci pensa Verdi", FREE),
    ("Colpo di testa di Verdi, il Lecce vince", FREE),
    ("Colpo di scena a Lecce", FREE),
    ("Colpo di mercato del Lecce: c'è Verdi", NEAR_CERTAIN),
    ("Lecce preso a schiaffi dal Como", FREE),
    ("Verdi ha preso tempo", FREE),
    ("Verdi firma la doppietta", FREE),
    ("Verdi presenta Lecce-Como", FREE),
    ("Verdi torna a vincere", FREE),
    ("Verdi torna al lavoro", FREE),
    ("Verdi lascia il campo in barella", FREE),
    ("Il Lecce resta in bilico", FREE),
    ("Verdi, trattativa chiusa", NEAR_CERTAIN),
    # However it is typed
    ("E' fatta: Verdi al Lecce", NEAR_CERTAIN),
    ("E’ fatta: Verdi al Lecce", NEAR_CERTAIN),
    ("E\u0300 fatta: Verdi al Lecce", NEAR_CERTAIN),
    ("È\u00a0fatta: Verdi al Lecce", NEAR_CERTAIN),
    ("«È fatta»: Verdi al Lecce", NEAR_CERTAIN),
    ("UFFICIALE: VERDI AL LECCE", OFFICIAL),
    ("VERDI VA ALL'INTER", LIKELY),
    ("VERDI TORNA A VINCERE", FREE),
    ("Verdi sara' il nuovo tecnico", LIKELY),
    ("Verdi puo' lasciare il Como", FREE),
    ("uffi\u00adciale: Verdi al Lecce", OFFICIAL),
]


def a_standing(label=Label.OPEN, **fields):
    return Standing(**{"title": "Verdi → Lecce", "label": label} | fields)


def words(found):
    return [claim.words for claim in found]


@pytest.mark.parametrize(("headline", "needs"), HEADLINES)
def test_a_headline_passes_from_the_label_that_it_takes_up(headline, needs):
    enough = LADDER if needs is FREE else LADDER[: LADDER.index(needs) + 1]
    passing = [label for label in Label if not uncarried(headline, [a_standing(label)])]
    assert passing == (list(Label) if needs is FREE else list(enough)), words(claims(headline))


def test_the_table_is_long_and_has_no_headline_twice():
    assert len({headline for headline, _ in HEADLINES}) == len(HEADLINES) >= 60


class TestStaying:
    @pytest.mark.parametrize(
        "headline", ["Verdi resta al Lecce", "Verdi rinnova fino al 2030", "Lecce, avanti con Verdi"]
    )
    def test_the_label_of_a_stay_carries_it_and_that_of_a_departure_the_other_way_round(self, headline):
        stay = [label for label in LADDER if not uncarried(headline, [a_standing(label, stays=True)])]
        move = [label for label in LADDER if not uncarried(headline, [a_standing(label)])]
        assert stay == [Label.OFFICIAL, Label.NEAR_CERTAIN, Label.LIKELY]
        assert move == [Label.UNLIKELY, Label.REMOTE]

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
        ["Ufficiale: Verdi resta al Como", "Ufficiale, salta Verdi-Lecce", "Ufficiale | Verdi non va al Lecce"],
    )
    def test_it_carries_the_news_of_its_end(self, headline):
        assert self.passes(headline, Outcome.EXPIRED)
        assert not self.passes(headline, Outcome.VOID)

    def test_and_the_news_that_the_person_went_elsewhere(self):
        headline = "Ufficiale | Verdi al Como: la strada per Lecce è finita"
        assert self.passes(headline, Outcome.CONTRADICTED, others=frozenset({"como", "verdi", "lecce"}))
        assert not self.passes(headline, Outcome.CONTRADICTED, others=frozenset({"verdi", "lecce"}))
        assert not self.passes("Verdi va al Lecce, Como battuto", Outcome.EXPIRED, others=frozenset({"como"}))


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
        ],
    )
    def test_nothing_is_found_and_nothing_breaks(self, text):
        assert claims(text) == []

    @pytest.mark.parametrize("mark", ["\u202e", "\u200b", "\u00ad", "\ufeff", "\x00"])
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
        ],
    )
    def test_ten_thousand_characters_take_a_moment(self, unit):
        started = time.perf_counter()
        claims((unit * 10_000)[:10_000])
        assert time.perf_counter() - started < 2

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
    def test_it_never_raises_and_points_at_words(self, text):
        for claim in claims(text):
            assert claim.words.strip()
            assert claim.needs in (OFFICIAL, NEAR_CERTAIN, LIKELY)

    @given(st.text() | HEADLINE_LIKE)
    @example("È fatta")
    def test_a_question_mark_never_makes_a_claim(self, text):
        assert set(words(claims(f"{text}?"))) <= set(words(claims(text)))

    @given(st.sampled_from([headline for headline, _ in HEADLINES if not set(headline) & set(":?!|")]))
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


FIRM, CAUTIOUS = "Verdi ha firmato con il Lecce", "Verdi potrebbe firmare con il Lecce"
REASON = "Il contratto è depositato: lo abbiamo visto in Lega."


def a_rumour_of_verdi(label=Label.NEAR_CERTAIN, **fields):
    return a_rumour("Verdi → Lecce", person=a_coach("Aldo Verdi"), to_club=a_club("Lecce"), label=label, **fields)


@pytest.mark.django_db
class TestTheStory:
    def test_every_door_can_ask_for_its_problems(self):
        article = an_article(FIRM, rumours=[a_rumour_of_verdi()], published_days_ago=None)
        [claim] = article.headline_problems()
        assert (claim.words, claim.needs, claim.judged[0].title) == ("ha firmato", OFFICIAL, "Verdi → Lecce")
        article.publish()
        assert article.is_published

    def test_the_kicker_is_read_with_the_headline(self):
        article = an_article("Verdi al Lecce", kicker="Ufficiale", rumours=[a_rumour_of_verdi()])
        assert words(article.headline_problems()) == ["Ufficiale"]
        assert not an_article("Verdi al Lecce", rumours=[Rumour.objects.get()]).headline_problems()

    @pytest.mark.parametrize(("label", "carried"), [(OFFICIAL, True), (NEAR_CERTAIN, False), (LIKELY, False)])
    def test_the_label_decides(self, label, carried):
        assert (not an_article(FIRM, rumours=[a_rumour_of_verdi(label)]).headline_problems()) is carried

    def test_a_rumour_that_came_true_and_a_story_without_rumours_have_none(self):
        settled = a_rumour_of_verdi(outcome=Outcome.CONFIRMED, outcome_on=timezone.localdate())
        assert not an_article(FIRM, rumours=[settled]).headline_problems()
        assert not an_article(FIRM).headline_problems()

    def test_a_tag_tells_that_he_went_elsewhere(self):
        over = a_rumour_of_verdi(outcome=Outcome.CONTRADICTED, outcome_on=timezone.localdate())
        article = an_article("Verdi ha firmato con il Como", rumours=[over])
        assert article.headline_problems()
        article.clubs.add(a_club("Como"))
        assert not article.headline_problems()

    def test_a_stay_is_measured_the_other_way_round(self):
        leaves = a_rumour(
            kind=Kind.COACH_DEPARTURE, person=a_coach("Aldo Verdi"), from_club=a_club(), label=Label.REMOTE
        )
        assert not an_article("Verdi resta al Lecce", rumours=[leaves]).headline_problems()

    @pytest.mark.parametrize(
        "change", [{"headline": "Verdi ha firmato"}, {"kicker": "Lecce"}], ids=["headline", "kicker"]
    )
    def test_a_confirmation_is_for_one_headline_and_kicker(self, change):
        chief = an_editor()
        article = an_article(FIRM, rumours=[a_rumour_of_verdi()], published_days_ago=None)
        article.confirm_headline(by=chief, why=REASON)
        article.save()
        article = Article.objects.get()
        assert not article.headline_problems()
        for name, value in change.items():
            setattr(article, name, value)
        assert article.headline_problems()
        article.save()
        article = Article.objects.get()
        assert (article.headline_reason, article.headline_confirmed_by, article.headline_confirmed) == ("", None, "")

    def test_it_outlives_whoever_gave_it(self):
        article, chief = an_article(FIRM, rumours=[a_rumour_of_verdi()]), an_editor()
        article.confirm_headline(by=chief, why=REASON)
        article.save()
        chief.delete()
        assert not Article.objects.get().headline_problems()

    @pytest.mark.parametrize("why", ["", "Perché sì.", "a" + " " * 30, "\u200b" * 30, "1234567890123456789"])
    def test_a_confirmation_needs_a_reason(self, why):
        with pytest.raises(ValidationError):
            an_article(FIRM).confirm_headline(by=an_editor(), why=why)

    def test_asking_costs_the_same_for_one_rumour_and_for_six(self, django_assert_num_queries):
        article = an_article(FIRM, rumours=[a_rumour() for _ in range(6)], clubs=[a_club(), a_club()])
        with django_assert_num_queries(3):
            article.headline_problems()


@pytest.fixture
def as_role(client):
    def sign_in(role):
        client.user = an_editor(role)
        client.force_login(client.user)
        return client

    return sign_in


def send(client, article=None, **fields):
    url = address(article) if article else reverse("admin:newsroom_article_add")
    return client.post(url, article_form(**fields), follow=True)


def address(article):
    return reverse("admin:newsroom_article_change", args=[article.pk])


def errors(response):
    return response.context["adminform"].form.errors


def levels(response):
    return [message.level_tag for message in response.context["messages"]]


def asks(page):
    return 'name="headline_reason"' in page.content.decode()


@pytest.mark.django_db
class TestTheDesk:
    def test_a_firm_headline_is_refused_and_nothing_is_lost(self, as_role):
        rumour = a_rumour_of_verdi()
        page = send(as_role("Caporedattore"), headline=FIRM, rumours=[rumour.pk], body="<p>Un'ora</p>", _publish="1")
        assert not Article.objects.exists()
        assert set(errors(page)) == {"headline"}
        told = " ".join(errors(page)["headline"])
        for expected in ("ha firmato", "Verdi → Lecce", "80-99%", "100%", "potrebbe"):
            assert expected in told
        assert asks(page)
        form = page.context["adminform"].form
        assert (form["body"].value(), form["rumours"].value()) == ("<p>Un'ora</p>", [str(rumour.pk)])

    def test_an_empty_form_asks_for_no_reason_and_tells_of_none(self, as_role):
        page = as_role("Caporedattore").get(reverse("admin:newsroom_article_add"))
        assert not asks(page)
        assert not Article().headline_is_confirmed

    def test_scheduling_is_refused_likewise(self, as_role):
        tomorrow = instant("published_at", timezone.now() + timedelta(days=1))
        page = send(as_role("Caporedattore"), headline=FIRM, rumours=[a_rumour_of_verdi().pk], **tomorrow)
        assert "headline" in errors(page)

    @pytest.mark.parametrize(("headline", "label"), [(CAUTIOUS, NEAR_CERTAIN), (FIRM, OFFICIAL)])
    def test_what_is_cautious_or_carried_goes_out(self, as_role, headline, label):
        page = send(as_role("Caporedattore"), headline=headline, rumours=[a_rumour_of_verdi(label).pk], _publish="1")
        assert Article.objects.get().state == State.LIVE
        assert levels(page) == ["success"]

    def test_a_chief_goes_further_with_a_reason(self, as_role):
        client, rumour = as_role("Caporedattore"), a_rumour_of_verdi()
        send(client, headline=FIRM, rumours=[rumour.pk], headline_reason=f" {REASON} ", _publish="1")
        article = Article.objects.get()
        assert article.state == State.LIVE
        assert (article.headline_reason, article.headline_confirmed_by) == (REASON, client.user)
        assert any(REASON in entry.get_change_message() for entry in LogEntry.objects.all())
        page = client.get(address(article))
        assert REASON in page.content.decode().replace("&#x27;", "'")
        assert not asks(page)

    def test_a_few_letters_are_no_reason(self, as_role):
        data = {"headline": FIRM, "rumours": [a_rumour_of_verdi().pk], "_publish": "1"}
        page = send(as_role("Caporedattore"), headline_reason="Perché    sì            .", **data)
        assert set(errors(page)) == {"headline", "headline_reason"}
        assert not Article.objects.exists()

    def test_a_reason_that_is_not_needed_is_not_kept(self, as_role):
        data = {"headline": CAUTIOUS, "rumours": [a_rumour_of_verdi().pk], "_publish": "1"}
        send(as_role("Caporedattore"), headline_reason=REASON, **data)
        article = Article.objects.get()
        assert (article.headline_reason, article.headline_confirmed_by) == ("", None)

    def test_an_editors_draft_is_saved_with_a_warning(self, as_role):
        client = as_role("Redattore")
        page = send(client, headline=FIRM, rumours=[a_rumour_of_verdi().pk], headline_reason=REASON, _publish="1")
        article = Article.objects.get()
        assert (article.state, article.headline_reason, article.headline_is_confirmed) == (State.DRAFT, "", False)
        assert "warning" in levels(page)
        assert not asks(client.get(address(article)))

    def test_a_chiefs_draft_too_and_the_reason_begun_is_kept(self, as_role):
        client = as_role("Caporedattore")
        page = send(client, headline=FIRM, rumours=[a_rumour_of_verdi().pk], headline_reason="Lo sa Bianchi")
        article = Article.objects.get()
        assert "warning" in levels(page)
        assert (article.headline_reason, article.headline_is_confirmed) == ("Lo sa Bianchi", False)
        form = client.get(address(article))
        assert asks(form)
        assert "Lo sa Bianchi" in form.content.decode()

    def test_an_editors_save_leaves_the_reason_that_a_chief_began(self, as_role):
        client = as_role("Redattore")
        draft = {"published_days_ago": None, "created_by": client.user, "headline_reason": "Lo sa Bianchi"}
        article = an_article(FIRM, rumours=[a_rumour_of_verdi()], **draft)
        send(client, article, headline=FIRM, rumours=[Rumour.objects.get().pk])
        assert Article.objects.get().headline_reason == "Lo sa Bianchi"

    def test_an_editor_cannot_sharpen_what_is_scheduled(self, as_role):
        client = as_role("Redattore")
        article = an_article(CAUTIOUS, published_days_ago=-1, created_by=client.user, rumours=[a_rumour_of_verdi()])
        rumours = [Rumour.objects.get().pk]
        page = send(client, article, headline=FIRM, rumours=rumours, headline_reason=REASON)
        assert "Caporedattore" in " ".join(errors(page)["headline"])
        assert not asks(page)
        assert Article.objects.get().headline == CAUTIOUS

    def test_what_one_chief_confirmed_another_publishes(self, as_role):
        article = an_article(FIRM, published_days_ago=None, rumours=[a_rumour_of_verdi()])
        data = {"headline": FIRM, "rumours": [Rumour.objects.get().pk]}
        first = as_role("Caporedattore")
        send(first, article, headline_reason=REASON, **data)
        confirmed_by = first.user
        send(as_role("Direttore"), article, _publish="1", **data)
        article.refresh_from_db()
        assert (article.state, article.headline_confirmed_by) == (State.LIVE, confirmed_by)

    def test_an_old_headline_does_not_block_a_typo(self, as_role):
        client, article = as_role("Caporedattore"), an_article(FIRM, rumours=[a_rumour_of_verdi(LIKELY)])
        data = {"headline": FIRM, "rumours": [Rumour.objects.get().pk]} | instant("published_at", article.published_at)
        assert not asks(client.get(address(article)))
        page = send(client, article, body="<p>Il refuso corretto</p>", **data)
        assert levels(page) == ["success"]
        assert "refuso" in Article.objects.get().body

    @pytest.mark.parametrize("change", [{"headline": f"{FIRM}!"}, {"kicker": "Lecce"}, {"rumours": "another"}])
    def test_but_a_new_one_is_read_again(self, as_role, change):
        client, article = as_role("Caporedattore"), an_article(FIRM, rumours=[a_rumour_of_verdi(LIKELY)])
        if change == {"rumours": "another"}:
            change = {"rumours": [a_rumour().pk]}
        data = {"headline": FIRM, "rumours": [Rumour.objects.first().pk]}
        data |= instant("published_at", article.published_at)
        assert "headline" in errors(send(client, article, **data | change))

    def test_what_is_withdrawn_is_nobodys_headline(self, as_role):
        article = an_article(CAUTIOUS, rumours=[a_rumour_of_verdi()])
        article.withdraw(why="Era sbagliato.")
        data = {"headline": FIRM, "rumours": [Rumour.objects.get().pk]} | instant("published_at", article.published_at)
        send(as_role("Caporedattore"), article, **data)
        assert Article.objects.get().headline == FIRM

    def test_the_refusal_waits_for_the_other_errors(self, as_role):
        page = send(
            as_role("Caporedattore"), headline="", section=None, rumours=[999_999], published_at_0="x", _publish="1"
        )
        assert {"headline", "section", "rumours", "published_at"} <= set(errors(page))

    def test_it_speaks_the_language_of_the_admin(self, as_role):
        client, rumour = as_role("Caporedattore"), a_rumour_of_verdi()
        client.post(reverse("set_language"), {"language": "en", "next": "/admin/"})
        page = send(client, headline=FIRM, rumours=[rumour.pk], _publish="1").content.decode()
        for expected in ("says that the contract is signed", "Near certain 80-99%", "Put it in a hypothetical mood"):
            assert expected in page

    def test_and_that_is_italian(self, as_role):
        page = send(as_role("Caporedattore"), headline=FIRM, rumours=[a_rumour_of_verdi().pk], _publish="1")
        told = " ".join(errors(page)["headline"])
        assert "«ha firmato» dice che la firma c'è" in told
        assert "oggi è «Quasi fatta 80-99%»" in told
