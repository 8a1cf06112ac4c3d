"""The cast: believable clubs, coaches, rumours and stories. A test names only what matters to it."""

import io
from datetime import date, timedelta
from itertools import count

from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.utils import timezone
from PIL import Image as Picture

from football.models import Club, Competition, Person, Role, Tenure, stamp
from newsroom.models import Article, Author, CorrectionRequest, Image, Section, User
from rumours.models import Race, Report, Rumour, Source
from rumours.vocabulary import Kind, Stage, Stance

PASSWORD = "una-parola-lunga"
numbers = count(1)


def a_club(name=None, **fields):
    serie_a, _ = Competition.objects.get_or_create(slug="serie-a", defaults={"name": "Serie A", "country": "Italia"})
    return Club.objects.create(**{"name": name or f"Club {next(numbers)}", "competition": serie_a} | fields)


def a_coach(name=None, *, at=None, since="2024-07-01", **fields):
    """A coach; with `at`, the one on that club's bench since a day."""
    coach = Person.objects.create(name=name or f"Mister Rossi {next(numbers)}", role=Role.COACH, **fields)
    if at:
        Tenure.objects.create(person=coach, club=at, start=since)
    return coach


def a_player(name=None, **fields):
    return Person.objects.create(name=name or f"Mario Bianchi {next(numbers)}", role=Role.PLAYER, **fields)


def a_source(name=None, **fields):
    return Source.objects.create(**{"name": name or f"Gazzettino {next(numbers)}", "kind": "newspaper"} | fields)


def a_race(club, **fields):
    return Race.objects.create(**{"title": f"Panchina: {club}", "club": club} | fields)


def a_rumour(title=None, *, published=True, **fields):
    """An open, public rumour of a coach and a club, due in a month."""
    today = timezone.localdate()
    values = {
        "title": title or f"Voce {next(numbers)}",
        "kind": Kind.COACH_APPOINTMENT,
        "rule": "Vale se il club annuncia l'allenatore entro la scadenza.",
        "opened_on": today - timedelta(days=5),
        "deadline": today + timedelta(days=30),
        "published_at": timezone.now() - timedelta(days=4) if published else None,
    } | fields
    values.setdefault("person", None)
    values["person"] = values["person"] or a_coach()
    if not (values.get("to_club") or values.get("from_club")):
        values["to_club"] = a_club()
    return Rumour.objects.create(**values)


def a_report(rumour, source=None, *, days_ago=2, weighed=True, **fields):
    """A report that supports the rumour, and the label that follows from it unless it is left for later."""
    values = {
        "source": source or a_source(),
        "published_at": timezone.now() - timedelta(days=days_ago),
        "stance": Stance.SUPPORTS,
        "stage": Stage.TALKS,
    } | fields
    report = Report.objects.create(rumour=rumour, **values)
    if weighed:
        rumour.reassess()
    return report


def told_then(rumour, source=None, *, days_ago=2, **fields):
    """A report that was logged as it came out, and the label that it gave on that day."""
    at = timezone.now() - timedelta(days=days_ago)
    report = a_report(rumour, source, weighed=False, **{"published_at": at, "logged_at": at} | fields)
    rumour.reassess(at=at)
    return report


def end(rumour, outcome, *, on=None, note=""):
    """The rumour as one that ended so long ago as it says, whatever its deadline: `settle` would ask."""
    now = timezone.now()
    known = {"outcome": outcome, "outcome_on": on or timezone.localdate(), "outcome_note": note}
    Rumour.objects.filter(pk=rumour.pk).update(**known, outcome_known_at=now, news_at=now, saved_at=now)
    rumour.refresh_from_db()
    stamp(Rumour.printed_everywhere([rumour.pk]))
    return rumour


def withdraw(rumour):
    """The rumour as a draft again, which the site itself never makes of one that has been public."""
    stamp(Rumour.printed_everywhere([rumour.pk]))
    Rumour.objects.filter(pk=rumour.pk).update(published_at=None)


def a_section(name="Panchine"):
    section, _ = Section.objects.get_or_create(name=name)
    return section


def an_author(name=None, **fields):
    return Author.objects.create(**{"name": name or f"Firma {next(numbers)}"} | fields)


def a_picture(size=(1600, 900), format="JPEG", name="foto.jpg"):
    """A file as an editor would upload it."""
    encoded = io.BytesIO()
    Picture.new("RGB", size, "#c0392b").save(encoded, format)
    return ContentFile(encoded.getvalue(), name=name)


def halves(size=(2800, 900)):
    """A picture that is red on the left and blue on the right: what of it a crop keeps can be told."""
    picture = Picture.new("RGB", size, "#ff0000")
    picture.paste("#0000ff", (size[0] // 2, 0, *size))
    encoded = io.BytesIO()
    picture.save(encoded, "PNG")
    return ContentFile(encoded.getvalue(), name="meta.png")


def an_image(title="Una panchina", **fields):
    values = {
        "title": title,
        "alt": "Una panchina vuota",
        "credit": "Redazione",
        "file": a_picture((320, 180)),
    } | fields
    return Image.objects.create(**values)


def an_article(
    headline=None, *, published_days_ago=1, clubs=(), people=(), rumours=(), authors=None, at=None, **fields
):
    """A live story of a day ago; `published_days_ago=None` is a draft, a negative number is scheduled."""
    values = {
        "headline": headline or f"Titolo {next(numbers)}",
        "standfirst": "Il sommario dice in breve che cosa è successo.",
        "body": "<p>Il corpo della notizia, con quanto basta per leggerla.</p>",
        "section": fields.pop("section", None) or a_section(),
        "published_at": at,
    } | fields
    if at is None and published_days_ago is not None:
        values["published_at"] = timezone.now() - timedelta(days=published_days_ago)
    values.setdefault("progress", "ready" if values["published_at"] else "draft")
    article = Article.objects.create(**values)
    article.authors.set(authors if authors is not None else [an_author()])
    article.clubs.set(clubs)
    article.people.set(people)
    article.rumours.set(rumours)
    # As every verb of the desk does once the tags are there.
    article.stamp_printed()
    return article


def a_month(article):
    """The address of the part of the sitemap that has a story."""
    return f"/sitemap-articoli-{timezone.localtime(article.published_at):%Y-%m}.xml"


def a_request(article, text="Non ho mai chiesto di andare via.", *, hours_ago=1):
    """A correction that somebody has asked for."""
    received = timezone.now() - timedelta(hours=hours_ago)
    return CorrectionRequest.objects.create(article=article, asked_by="Avv. Bianchi", text=text, received_at=received)


def an_editor(role="Caporedattore", username=None, **fields):
    """A user with the rights of a role: Redattore, Caporedattore, Direttore, Amministratore."""
    if not Group.objects.filter(name=role).exists():
        call_command("create_roles", verbosity=0)
    username = username or f"{role.lower()}-{next(numbers)}"
    user = User.objects.create_user(username, password=PASSWORD, is_staff=True, **fields)
    user.groups.add(Group.objects.get(name=role))
    return user


def a_superuser(username="capo"):
    return User.objects.create_superuser(username, password=PASSWORD)


def a_tenure(start, end=None, *, person=None, club=None, precision="day", end_precision="day", **fields):
    """A tenure between two days such as "2024-11-07"; without the second it lasts."""
    return Tenure.objects.create(
        person=person or a_coach(),
        club=club or a_club(),
        start=date.fromisoformat(start),
        end=date.fromisoformat(end) if end else None,
        start_precision=precision,
        end_precision=end_precision,
        **fields,
    )
