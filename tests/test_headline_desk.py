"""The headline check at the desk: what a label does not carry goes out only when a Caporedattore says why."""

from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from newsroom.models import Article, State
from rumours.models import Rumour
from rumours.vocabulary import Kind, Label, Outcome
from tests.builders import a_club, a_coach, a_rumour, an_article, an_editor
from tests.headlines import LIKELY, NEAR_CERTAIN, OFFICIAL
from tests.test_admin import article_form, instant

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
        with pytest.raises(ValidationError, match="ha firmato"):
            article.publish()
        assert not Article.objects.get().published_at
        article.confirm_headline(by=an_editor("Caporedattore"), why=REASON)
        article.publish()
        assert article.is_published

    def test_the_kicker_is_read_with_the_headline(self):
        article = an_article("Verdi al Lecce", kicker="Ufficiale", rumours=[a_rumour_of_verdi()])
        assert [claim.words for claim in article.headline_problems()] == ["Ufficiale"]
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
        # What was approved is no longer the editor's to change.
        assert (page.status_code, "Caporedattore" in page.content.decode()) == (403, True)
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
