"""Tags that suggest themselves, and first mentions that link themselves."""

from datetime import date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from football.models import Alias, Tenure
from newsroom.desk.suggestions import propose
from newsroom.models import Article
from newsroom.models.linking import Body
from newsroom.models.prose import clean_body
from tests.builders import a_club, a_coach, a_rumour, an_article, an_editor
from tests.test_admin import article_form

LECCE = "Il Lecce cambia: l'allenatore Mario Verdi lascia la panchina."


def keys(**story):
    return {proposal.key for proposal in propose(**story)}


class TestLinks:
    @pytest.mark.parametrize(
        ("html", "linked"),
        [
            ("<p>Il Lecce vince.</p>", '<p>Il <a href="/club/lecce/">Lecce</a> vince.</p>'),
            ("<h2>Il Lecce</h2><p>Il Lecce.</p>", '<h2>Il Lecce</h2><p>Il <a href="/club/lecce/">Lecce</a>.</p>'),
            ('<p><a href="/x">Il Lecce</a> e basta</p>', '<p><a href="/x">Il Lecce</a> e basta</p>'),
            ("<p>A &amp; B: <em>Lecce</em></p>", '<p>A &amp; B: <em><a href="/club/lecce/">Lecce</a></em></p>'),
            ("<blockquote><p>Lecce</p><cite>Lecce</cite></blockquote>", None),
        ],
    )
    def test_the_first_that_may_be_linked_is(self, html, linked):
        text, spans, at = Body(html).text, [], -1
        while (at := text.find("Lecce", at + 1)) >= 0:
            spans.append((at, at + 5))
        found = Body(html).linked([(spans, "/club/lecce/")])
        assert found == (linked or '<blockquote><p><a href="/club/lecce/">Lecce</a></p><cite>Lecce</cite></blockquote>')

    def test_two_names_in_one_line_and_none_twice(self):
        html = "<p>Lecce e Milan, Milan e Lecce.</p>"
        text = Body(html).text
        spans = {
            name: [(i, i + 5) for i in range(len(text)) if text.startswith(name, i)] for name in ("Lecce", "Milan")
        }
        found = Body(html).linked([(spans["Lecce"], "/l"), (spans["Milan"], "/m"), (spans["Lecce"][:1], "/again")])
        assert found == '<p><a href="/l">Lecce</a> e <a href="/m">Milan</a>, Milan e Lecce.</p>'

    @given(st.text(max_size=80), st.text(max_size=80), st.integers(0, 60), st.integers(1, 20))
    def test_whatever_is_linked_reads_as_before(self, one, two, start, length):
        html = clean_body(f"<p>{one}</p><h2>{two}</h2><ul><li><p>{two} &amp; {one}</p></li></ul>")
        linked = Body(html).linked([([(start, start + length)], '/x"y')])
        assert Body(linked).text == Body(html).text


@pytest.mark.django_db
class TestProposals:
    def test_who_is_named_is_proposed_with_the_sentence(self):
        lecce, verdi = a_club("Lecce"), a_coach("Mario Verdi")
        found = propose(headline="Ribaltone", body=f"<p>Piove.</p><p>{LECCE}</p>")
        assert {p.key for p in found} == {f"clubs:{lecce.pk}", f"people:{verdi.pk}"}
        assert all(LECCE.startswith(p.sentence) for p in found)
        assert not any(p.doubtful for p in found)

    def test_what_is_tagged_or_refused_is_not_proposed_again(self):
        lecce, verdi = a_club("Lecce"), a_coach("Mario Verdi")
        assert keys(body=LECCE, left_out=[f"clubs:{lecce.pk}"]) == {f"people:{verdi.pk}"}

    def test_the_club_is_that_of_the_storys_day(self):
        before, after = a_club("Lecce"), a_club("Verona")
        verdi = a_coach("Mario Verdi")
        Tenure.objects.create(person=verdi, club=before, start="2020-07-01", end="2022-06-30")
        Tenure.objects.create(person=verdi, club=after, start="2022-07-01")
        text = "L'allenatore Mario Verdi resta in panchina."
        assert f"clubs:{before.pk}" in keys(body=text, day=date(2021, 3, 1))
        assert f"clubs:{after.pk}" in keys(body=text, day=date(2023, 3, 1))
        (club,) = (p for p in propose(body=text, day=date(2021, 3, 1)) if p.field == "clubs")
        assert (club.doubtful, "01/03/2021" in club.why) == (True, True)

    def test_open_rumours_about_the_same_person_and_club(self):
        lecce, verdi = a_club("Lecce"), a_coach("Mario Verdi")
        rumour = a_rumour("Verdi → Lecce", person=verdi, to_club=lecce)
        a_rumour("Altro → Lecce", to_club=lecce)
        a_rumour("Chiusa", person=verdi, to_club=lecce, outcome="expired", outcome_on=timezone.localdate())
        assert {key for key in keys(body=LECCE) if key.startswith("rumours")} == {f"rumours:{rumour.pk}"}

    def test_nothing_is_tagged_by_itself(self):
        a_club("Lecce")
        article = an_article(body=f"<p>{LECCE}</p>")
        assert not article.clubs.exists()

    @pytest.mark.parametrize("body", ["", "<p>", "\x00", "<script>Lecce</script>", "&&&;", "<p>" + "Lecce " * 5000])
    def test_whatever_the_body_is(self, body):
        a_club("Lecce")
        assert isinstance(propose(body=body), list)

    @pytest.mark.parametrize("number", [2, 20])
    def test_the_cost_is_the_same(self, number, django_assert_max_num_queries):
        names = [f"Mario Verd{chr(97 + n)}" for n in range(number)]
        for name in names:
            a_coach(name)
        propose(body="riscalda")
        with django_assert_max_num_queries(8):
            assert len(propose(body=f"<p>Gli allenatori {', '.join(names)} e la panchina.</p>")) == number


@pytest.mark.django_db
class TestTheForm:
    @pytest.fixture
    def desk(self, client):
        client.force_login(an_editor("Redattore"))
        return client

    def test_the_script_asks_and_is_answered(self, desk):
        lecce = a_club("Lecce")
        data = {"headline": "Ribaltone", "standfirst": "", "body": f"<p>{LECCE}</p>"}
        answer = desk.post(reverse("admin:newsroom_article_suggest"), data).json()
        assert [(p["field"], p["pk"], p["name"]) for p in answer["proposals"]] == [("clubs", lecce.pk, "Lecce")]
        refused = desk.post(reverse("admin:newsroom_article_suggest"), data | {"refused": f"clubs:{lecce.pk}"}).json()
        assert refused == {"proposals": []}

    @pytest.mark.parametrize(
        ("query", "typed", "there"),
        [
            ("?day=2021-03-01", "", "Lecce"),
            ("?day=2023-03-01", "", "Verona"),
            ("?day=2021-03-01", "01/03/2023", "Verona"),
            ("?day=boh", "31/31/2021", "Verona"),
            ("?day=" + "9" * 5000, "9" * 5000, "Verona"),
            ("", "", "Verona"),
        ],
    )
    def test_it_reads_the_text_as_of_the_day_of_the_story(self, desk, query, typed, there):
        verdi = a_coach("Mario Verdi")
        Tenure.objects.create(person=verdi, club=a_club("Lecce"), start="2020-07-01", end="2022-06-30")
        Tenure.objects.create(person=verdi, club=a_club("Verona"), start="2022-07-01")
        data = {"headline": "L'allenatore Mario Verdi resta in panchina", "published_at_0": typed}
        answer = desk.post(reverse("admin:newsroom_article_suggest") + query, data).json()
        assert [p["name"] for p in answer["proposals"] if p["field"] == "clubs"] == [there]

    def test_the_form_says_of_which_day_the_story_is(self, desk):
        story = an_article(published_days_ago=400)
        desk.force_login(an_editor("Caporedattore"))
        page = desk.get(reverse("admin:newsroom_article_change", args=[story.pk])).content.decode()
        assert f"?day={timezone.localdate(story.published_at):%Y-%m-%d}" in page

    def test_it_answers_the_newsroom_only(self, desk, client):
        url = reverse("admin:newsroom_article_suggest")
        assert desk.get(url).status_code == 403
        client.logout()
        assert client.post(url).status_code == 403

    def test_without_script_a_button_accepts_and_stays(self, desk):
        lecce = a_club("Lecce")
        form = article_form(headline="Ribaltone", body=f"<p>{LECCE}</p>", _propose="1", refused="")
        response = desk.post(reverse("admin:newsroom_article_add"), form, follow=True)
        page = response.content.decode()
        assert f'name="_accept" value="clubs:{lecce.pk}"' in page
        article = Article.objects.get()
        url = reverse("admin:newsroom_article_change", args=[article.pk])
        desk.post(url, form | {"_accept": f"clubs:{lecce.pk}", "slug": article.slug})
        assert list(article.clubs.all()) == [lecce]
        article.refresh_from_db()
        assert f'<a href="{lecce.get_absolute_url()}">Lecce</a>' in article.body_linked

    def test_what_is_refused_stays_refused_for_that_story(self, desk):
        lecce = a_club("Lecce")
        form = article_form(
            headline="Ribaltone", body=f"<p>{LECCE}</p>", refused="boh:1 clubs:x", _refuse=f"clubs:{lecce.pk}"
        )
        desk.post(reverse("admin:newsroom_article_add"), form)
        article = Article.objects.get()
        assert article.refused == [f"clubs:{lecce.pk}"]
        page = desk.get(reverse("admin:newsroom_article_change", args=[article.pk])).content.decode()
        assert 'name="_accept"' not in page
        assert f"clubs:{lecce.pk}" in {p.key for p in propose(body=article.body)}

    def test_two_editors_refusals_are_both_kept(self, desk):
        """Point 16 of the newsroom's wishes, for what was refused: a save never takes back a colleague's."""
        desk.force_login(an_editor("Caporedattore"))
        article = an_article("Ribaltone", published_days_ago=None)
        url = reverse("admin:newsroom_article_change", args=[article.pk])
        lecce, como = a_club("Lecce"), a_club("Como")
        for club in (lecce, como):
            desk.post(url, article_form(headline="Ribaltone", refused=f"clubs:{club.pk}"))
        article.refresh_from_db()
        assert article.refused == [f"clubs:{lecce.pk}", f"clubs:{como.pk}"]

    def test_what_is_refused_is_not_lost_when_the_form_is_not_right_yet(self, desk):
        lecce = a_club("Lecce")
        desk.force_login(an_editor("Caporedattore"))
        form = article_form(headline="", body=f"<p>{LECCE}</p>", refused=f"clubs:{lecce.pk}")
        for url in ("admin:newsroom_article_add", "admin:newsroom_article_change"):
            args = [an_article(published_days_ago=None).pk] if url.endswith("change") else []
            page = desk.post(reverse(url, args=args), form).content.decode()
            assert "Questo campo è obbligatorio" in page
            assert f'name="refused" value="clubs:{lecce.pk}"' in page

    @pytest.mark.parametrize("key", ["clubs:99999", "clubs:x", "boh:1", "", "clubs:" + "9" * 40])
    def test_a_proposal_of_nothing_is_left_aside(self, desk, key):
        form = article_form(headline="Ribaltone", _accept=key, refused="")
        assert desk.post(reverse("admin:newsroom_article_add"), form).status_code == 302
        assert Article.objects.get().clubs.count() == 0


@pytest.mark.django_db
class TestTheStory:
    def test_the_page_links_each_tag_once(self, client):
        lecce, verdi = a_club("Lecce"), a_coach("Mario Verdi")
        Alias.objects.create(club=lecce, text="salentini", kind="nickname", ambiguous=False)
        article = an_article(
            body=f"<h2>Lecce</h2><p>{LECCE}</p><p>Il Lecce e Verdi.</p>", clubs=[lecce, a_club("Bari")], people=[verdi]
        )
        article.link_mentions()
        body = article.body_linked
        assert body in client.get(article.get_absolute_url()).content.decode()
        assert body.count(f'href="{lecce.get_absolute_url()}">Lecce') == 1
        assert body.count(f'href="{verdi.get_absolute_url()}">Mario Verdi') == 1

    def test_a_body_saved_through_another_door_never_shows_an_old_one(self, client):
        lecce = a_club("Lecce")
        article = an_article(body=f"<p>{LECCE}</p>", clubs=[lecce])
        article.link_mentions()
        article = Article.objects.get()
        article.body = "<p>Tutt'altro.</p>"
        article.save()
        assert Article.objects.get().printed_body == "<p>Tutt'altro.</p>"

    def test_nothing_is_computed_when_a_page_is_read(self, client, monkeypatch):
        article = an_article(body=f"<p>{LECCE}</p>", clubs=[a_club("Lecce")])
        article.link_mentions()
        monkeypatch.setattr("newsroom.models.linked.places_of_names", None)
        assert client.get(article.get_absolute_url()).status_code == 200

    def test_the_day_of_the_story_tells_who_is_meant(self):
        lecce = a_club("Lecce")
        verdi = a_coach("Mario Verdi")
        Tenure.objects.create(person=verdi, club=lecce, start="2020-07-01", end="2022-06-30")
        at = timezone.make_aware(datetime(2021, 3, 1, 12))
        article = an_article(body="<p>Il Lecce e il tecnico Verdi.</p>", clubs=[lecce], people=[verdi], at=at)
        article.link_mentions()
        assert f'{verdi.get_absolute_url()}">Verdi</a>' in article.body_linked
        assert article.first_published_at - at < timedelta(seconds=1)
