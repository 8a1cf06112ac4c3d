"""What an editor sees before it is out is what readers get."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.contrib.admin.models import LogEntry
from django.urls import reverse
from django.utils import timezone

from newsroom.models import Article, Correction, PendingChange
from newsroom.models.figures import figure
from tests.builders import (
    a_club,
    a_coach,
    a_report,
    a_rumour,
    an_article,
    an_author,
    an_editor,
    an_image,
)
from tests.test_admin import article_form, instant

pytestmark = pytest.mark.django_db
NEW = "admin:newsroom_article_preview_new"
BANNER = re.compile(r'<div class="banner preview" role="status">.*?</div>', re.DOTALL)
CARD = re.compile(r"(?<=/copertine/articolo/)[0-9]+(?=-)")
ROBOTS = re.compile(r'<meta name="robots" content="[^"]*">')


def bare(response):
    """A page without its banner, its robots rule, and the key of its card, which it has once it is saved."""
    return CARD.sub("", ROBOTS.sub("", BANNER.sub("", response.content.decode())))


def preview(client, data, article=None):
    url = reverse("admin:newsroom_article_preview", args=[article.pk]) if article else reverse(NEW)
    return client.post(url, data)


def as_reader(client, article):
    client.logout()
    return client.get(article.get_absolute_url())


@pytest.fixture
def chief(client):
    client.force_login(an_editor("Caporedattore"))
    return client


def a_full_form(**fields):
    """A story with all that a page prints: tags, picture, figure, rumour, first mentions to link."""
    coach, club = a_coach("Mario Verdi", at=a_club("Lecce")), a_club("Empoli")
    rumour = a_rumour("Verdi → Empoli", person=coach, to_club=club)
    a_report(rumour)
    an_article("Un altro articolo su Verdi", people=[coach], rumours=[rumour])
    body = f"<p>Mario Verdi verso l'Empoli, dice un'amica.</p>{figure(an_image('In mezzo').pk, 'La <em>panca</em>')}"
    return (
        article_form(
            headline="Verdi-Empoli: si può fare?",
            kicker="Serie A",
            standfirst="Il tecnico e il club si parlano.",
            body=body,
            people=[coach.pk],
            clubs=[club.pk, a_club("Atalanta").pk],
            rumours=[rumour.pk],
            authors=[an_author("Zeno Zanetti").pk, an_author("Anna Abate").pk],
            lead_image=an_image(caption="Una panchina", decorative=False).pk,
        )
        | fields
    )


@time_machine.travel("2026-11-26 10:00", tick=False)
def test_the_preview_of_an_unsaved_story_equals_its_published_page(chief):
    """Row 20 of the newsroom's complaints: the preview lies."""
    data = a_full_form()
    shown = preview(chief, data)
    assert Article.objects.count() == 1
    assert chief.post(reverse("admin:newsroom_article_add"), data | {"_publish": "1"}).status_code == 302
    page = as_reader(chief, Article.objects.get(headline=data["headline"]))
    assert bare(shown) == bare(page)
    for told in ("Zeno Zanetti", "Un altro articolo su Verdi", "<figure class", "<em>panca</em>", "Verdi → Empoli"):
        assert told in page.content.decode(), told
    assert page.content.decode().count('<a href="/allenatori/mario-verdi/"') == 2


@time_machine.travel("2026-11-26 10:00", tick=False)
def test_the_preview_of_a_live_storys_changes_equals_the_page_after_saving_them(chief):
    """Row 20 of the newsroom's complaints, for what is out: corrections new and old, other tags, another picture."""
    story = an_article("Com'era", people=[a_coach()], lead_image=an_image("La vecchia"), published_days_ago=3)
    old, wrong = (
        Correction.objects.create(article=story, text=text, published_at=timezone.now() - timedelta(days=1))
        for text in ("Era lunedì.", "Da togliere.")
    )
    inline = {"corrections-TOTAL_FORMS": 4, "corrections-INITIAL_FORMS": 2}
    for number, (key, text) in enumerate([(wrong.pk, "Da togliere."), (old.pk, "Era martedì."), ("", "Nuova.")]):
        at = timezone.now() if not key else timezone.now() - timedelta(days=1)
        row = {"id": key, "article": story.pk, "text": text} | instant("published_at", at)
        inline |= {f"corrections-{number}-{name}": value for name, value in row.items()}
    inline["corrections-0-DELETE"] = "on"
    data = a_full_form(slug=story.slug, substantive="on") | instant("published_at", story.published_at) | inline
    shown = preview(chief, data, story)
    story.refresh_from_db()
    assert (story.headline, story.corrections.count()) == ("Com'era", 2)
    response = chief.post(reverse("admin:newsroom_article_change", args=[story.pk]), data | {"version": story.version})
    assert response.status_code == 302, (
        [f.formset.errors for f in response.context["inline_admin_formsets"]]
        + [str(m) for m in response.context["messages"]]
        + [response.context["adminform"].form.errors]
    )
    page = as_reader(chief, story)
    assert bare(shown) == bare(page)
    assert "Era martedì." in page.content.decode()
    assert "Da togliere." not in page.content.decode()


@time_machine.travel("2026-11-26 10:00", tick=False)
def test_the_preview_of_a_scheduled_story_is_the_page_at_its_time(chief):
    tomorrow = timezone.now() + timedelta(days=1)
    data = article_form(headline="Domani") | instant("published_at", tomorrow)
    shown = preview(chief, data)
    chief.post(reverse("admin:newsroom_article_add"), data)
    with time_machine.travel("2026-11-27 10:00:01", tick=False):
        page = as_reader(chief, Article.objects.get())
    # What is told as “today” and “tomorrow” is told as of then: no such word is on the page.
    assert bare(shown) == bare(page)


@time_machine.travel("2026-11-26 10:00", tick=False)
@pytest.mark.parametrize("sort", ["typo", "update"])
def test_the_preview_of_a_change_that_waits_equals_the_page_once_it_is_out(chief, sort):
    """Row 20 of the newsroom's complaints, for what waits beside a live story: all that its page prints."""
    story = an_article("Com'era", people=[a_coach()], lead_image=an_image("La vecchia"), published_days_ago=3)
    story.correct("Era lunedì.", at=timezone.now() - timedelta(days=1))
    data = a_full_form(sort=sort, version=story.version, _now="1")
    shown = chief.post(reverse("admin:newsroom_article_pending_preview", args=[story.pk]), data)
    story.refresh_from_db()
    assert (story.headline, PendingChange.objects.exists()) == ("Com'era", False)
    response = chief.post(reverse("admin:newsroom_article_pending", args=[story.pk]), data)
    assert response.status_code == 302, response.context["adminform"].form.errors
    page = as_reader(chief, story)
    assert bare(shown) == bare(page)
    for told in ("Era lunedì.", "Zeno Zanetti", "<figure class", "Verdi-Empoli"):
        assert told in page.content.decode(), told


@pytest.mark.parametrize(
    "hostile", [{}, {"headline": "x" * 500, "sort": "boh"}, {"clubs": ["1e9"], "publish_at_0": "ieri"}]
)
def test_whatever_is_sent_of_a_change_is_answered_with_a_page(chief, hostile):
    story = an_article("Vecchio titolo")
    response = chief.post(reverse("admin:newsroom_article_pending_preview", args=[story.pk]), hostile)
    assert (response.status_code, "private" in response["Cache-Control"]) == (200, True)
    assert "Manca ancora, o è da correggere:" in response.content.decode()


def test_who_may_preview_a_change(client):
    url = reverse("admin:newsroom_article_pending_preview", args=[an_article().pk])
    for role, status in ((None, 403), ("Redattore", 403), ("Caporedattore", 302)):
        if role:
            client.force_login(an_editor(role))
        assert (client.get if status == 302 else client.post)(url).status_code == status


def test_a_preview_stores_nothing(chief):
    data = a_full_form()
    entries = LogEntry.objects.count()
    story = an_article("Bozza", published_days_ago=None)
    before = Article.objects.values().get(pk=story.pk)
    for article in (None, story):
        assert preview(chief, data, article).status_code == 200
    assert Article.objects.values().get(pk=story.pk) == before
    assert (Article.objects.count(), LogEntry.objects.count()) == (2, entries)
    assert not story.clubs.exists()


def test_an_invalid_form_previews_what_is_valid_and_says_what_is_missing(chief):
    data = article_form(headline="", standfirst="Il sommario resta.") | {"section": "", "people": ["abc"]}
    page = preview(chief, data).content.decode()
    assert "Il sommario resta." in page
    assert "Manca ancora, o è da correggere:" in page
    for field in ("Titolo", "Persone"):
        assert f"<li>{field}: " in page, field


@pytest.mark.parametrize(
    "hostile",
    [
        {},
        {"headline": "x" * 500, "slug": "già preso!", "published_at_0": "ieri", "published_at_1": "99:99"},
        {"section": "999", "lead_image": "-1", "clubs": ["1e9"], "rumours": ["0"], "body": "<figure data-image=9>"},
        {"corrections-TOTAL_FORMS": "boh"},
        {"headline": "Нет латинских букв", "section": "1"},
        {"headline": "<script>alert(1)</script>", "body": "<script>alert(1)</script><p onclick=x>a</p>"},
    ],
)
def test_whatever_is_sent_is_answered_with_a_page(chief, hostile):
    story = an_article("Vecchio titolo", published_days_ago=None)
    for article in (None, story):
        response = preview(chief, hostile, article)
        assert response.status_code == 200
        assert b"<script>" not in response.content
        assert b"Vecchio titolo</h1>" not in response.content


def test_a_preview_is_for_no_cache_no_robot_and_no_foreign_frame(chief):
    response = preview(chief, article_form())
    assert {"private", "no-store"} <= {*response["Cache-Control"].split(", ")}
    assert response["X-Frame-Options"] == "SAMEORIGIN"
    assert "noindex" in response["X-Robots-Tag"]
    assert '<meta name="robots" content="noindex">' in response.content.decode()
    assert not response.cookies
    assert chief.get(reverse("admin:newsroom_article_changelist"))["X-Frame-Options"] == "DENY"


def test_a_preview_is_in_italian_for_an_editor_who_reads_english(chief, settings):
    chief.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    assert "Vai al contenuto" in preview(chief, article_form()).content.decode()


def test_who_may_preview(client):
    mine = an_editor("Redattore")
    theirs = an_article("Del collega", published_days_ago=None)
    assert preview(client, article_form(), theirs).status_code == 403
    client.force_login(mine)
    assert preview(client, article_form(), theirs).status_code == 403
    assert preview(client, article_form()).status_code == 200
    assert client.post(reverse("admin:newsroom_article_preview", args=["boh"])).status_code == 403
    assert client.get(reverse(NEW)).url == reverse("admin:newsroom_article_add")


def test_a_preview_costs_the_same_for_two_tags_as_for_twenty(chief, django_assert_max_num_queries):
    def form(number):
        people = [a_coach().pk for _ in range(number)]
        images = "".join(figure(an_image().pk) for _ in range(number // 4 + 1))
        rumours = [a_rumour().pk for _ in range(number)]
        clubs = [a_club().pk for _ in range(number)]
        return article_form(people=people, rumours=rumours, clubs=clubs, body=f"<p>Testo</p>{images}")

    two, twenty = form(2), form(20)
    preview(chief, two)
    with django_assert_max_num_queries(100) as spent:
        preview(chief, two)
    with django_assert_max_num_queries(len(spent)):
        preview(chief, twenty)
