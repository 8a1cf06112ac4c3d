"""Every act that changes what the public sees says who did it, when, and from what into what."""

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, Permission
from django.urls import reverse
from django.utils import timezone

from football.models import Merge
from newsroom.desk.trail import values_of
from newsroom.models import Verb
from rumours.models import Override
from rumours.vocabulary import SourceKind
from tests.builders import a_club, a_report, a_rumour, a_source, an_article, an_author, an_editor, an_image
from tests.test_admin import article_form, change, instant

pytestmark = pytest.mark.django_db
NO_DOMAINS = {"domains-TOTAL_FORMS": 0, "domains-INITIAL_FORMS": 0}


@pytest.fixture
def boss(client):
    client.user = an_editor("Amministratore")
    client.force_login(client.user)
    return client


def told(thing):
    """Who did what last to a thing: (user, [(field, before, after)])."""
    entry = LogEntry.objects.filter(object_id=thing.pk).latest("pk")
    return entry.user, [tuple(value) for value in values_of(entry)]


def test_a_source_that_weighs_otherwise(boss):
    source = a_source("Gazzetta")
    data = {"name": "Gazzetta", "kind": "website", "standing": source.standing, "slug": source.slug} | NO_DOMAINS
    change(boss, source, data, model="rumours_source")
    source.refresh_from_db()
    user, values = told(source)
    assert (user, source.kind) == (boss.user, "website")
    assert (str(SourceKind.NEWSPAPER.label), str(SourceKind.WEBSITE.label)) in [value[1:] for value in values]


def test_a_role_that_may_more_and_a_colleague_who_gets_it(boss):
    group, livia = Group.objects.get(name="Redattore"), an_editor("Redattore")
    permission = Permission.objects.get(codename="withdraw_article")
    keys = [*group.permissions.values_list("pk", flat=True), permission.pk]
    boss.post(reverse("admin:auth_group_change", args=[group.pk]), {"name": group.name, "permissions": keys})
    assert group.permissions.filter(pk=permission.pk).exists()
    user, ((_field, before, after),) = told(group)
    assert user == boss.user
    chief = Group.objects.get(name="Direttore")
    joined = timezone.localtime(livia.date_joined)
    form = {"username": livia.username, "is_active": "on", "is_staff": "on", "groups": [chief.pk]}
    form |= {"date_joined_0": f"{joined:%d/%m/%Y}", "date_joined_1": f"{joined:%H:%M:%S}"}
    boss.post(reverse("admin:newsroom_user_change", args=[livia.pk]), form)
    assert ("Redattore", "Direttore") in [(before, after) for _field, before, after in told(livia)[1]]


def test_a_password_is_never_in_it(boss):
    livia = an_editor("Redattore")
    form = {"usable_password": "true", "password1": "una-nuova-parola-9", "password2": "una-nuova-parola-9"}
    boss.post(reverse("admin:auth_user_password_change", args=[livia.pk]), form)
    livia.refresh_from_db()
    assert livia.check_password("una-nuova-parola-9")
    assert not LogEntry.objects.filter(change_message__contains="una-nuova-parola-9").exists()


def test_a_club_renamed_an_author_a_picture(boss):
    author, image = an_author("Livia"), an_image()
    change(boss, author, {"name": "Livia Ferrante", "slug": author.slug}, model="newsroom_author")
    assert [value[1:] for value in told(author)[1]] == [("Livia", "Livia Ferrante")]
    form = {"title": image.title, "alt": "Un'altra panchina", "credit": image.credit, "focal_point": "0.5x0.5"}
    change(boss, image, form, model="newsroom_image")
    assert ("Una panchina vuota", "Un'altra panchina") in [value[1:] for value in told(image)[1]]


def test_stories_have_their_versions_instead(boss):
    article = an_article("Prima")
    change(boss, article, article_form(headline="Dopo") | instant("published_at", article.published_at))
    user, values = told(article)
    assert (user, values) == (boss.user, [])
    version = article.versions.first()
    assert (version.by, version.verb, version.state["headline"]) == (boss.user, Verb.SAVED, "Dopo")


def test_withdrawals_judgements_outcomes_and_merges_are_somebodys(boss):
    article, rumour, club, twin = an_article(), a_rumour(), a_club("Lecce"), a_club("US Lecce")
    a_report(rumour)
    boss.post(reverse("admin:newsroom_article_withdraw", args=[article.pk]), {"reason": "Era falso."})
    assert article.versions.first().by == boss.user
    judged = {"percent": "55", "reason": "Lo conferma chi segue la trattativa.", "hours": "24"}
    boss.post(reverse("admin:rumours_rumour_judge", args=[rumour.pk]), judged)
    assert Override.objects.get().by == told(rumour)[0] == boss.user
    boss.post(reverse("admin:football_club_merge", args=[twin.pk]), {"other": club.pk, "keep": club.pk})
    assert Merge.objects.get().by == told(club)[0] == boss.user


def test_the_pages_of_the_trail_say_it(boss):
    author = an_author("Livia")
    change(boss, author, {"name": "Livia Ferrante", "slug": author.slug}, model="newsroom_author")
    entry = LogEntry.objects.latest("pk")
    page = boss.get(reverse("admin:admin_logentry_change", args=[entry.pk])).content.decode()
    assert "Livia → Livia Ferrante" in page
    assert boss.user.username in boss.get(reverse("admin:admin_logentry_changelist")).content.decode()
