"""Two hundred texts that want to run a script, through every door, on pages of the site and of the desk: nothing runs.

The browser is told to set our Content-Security-Policy aside: what it would stop must not be there in the first place.
The fields hold what no form would let in, as after an import or a mistake; SQLite minds no length."""

import re
from datetime import timedelta
from urllib.parse import quote, urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from lxml import html

from football.models import Alias, Merge
from newsroom.models import Article, Correction, Image, Note, Section, SignIn, Verb
from rumours.models import Override
from tests.builders import (
    a_club,
    a_coach,
    a_picture,
    a_race,
    a_report,
    a_rumour,
    a_source,
    an_article,
    an_author,
    an_editor,
    an_image,
)
from tests.hostile import LINES, PAYLOADS
from tests.test_admin import article_form
from tests.test_browser import CHROMIUM, FLAGS, browser, sign_in

__all__ = ["FLAGS", "browser"]
ALL = " ".join(LINES)
#: What a body is made of.
KEPT = {*("div", "p", "a", "strong", "em", "h2", "h3", "ul", "ol", "li", "blockquote", "cite", "br"), "figure"} | {
    *("figcaption", "table", "thead", "tbody", "tr", "th", "td")
}
COUNT = "window.ran_times = 0; window.ran = () => { window.ran_times += 1; }; window.alert = window.ran;"
#: What would run by a click or a glance: handlers, and addresses that are scripts.
ARMED = """() => [...document.querySelectorAll("*")].flatMap((element) => [...element.attributes]
  .filter(({ name, value }) => name.startsWith("on") || name === "srcdoc"
    || (["href", "src", "action", "formaction", "data", "xlink:href", "poster", "ping", "background"].includes(name)
      && /^[\\s\\x00-\\x1f]*(javascript|vbscript|data|feed|view-source):/i.test(value)))
  .map(({ name, value }) => `${element.tagName} ${name}=${value.slice(0, 80)}`))"""


def test_there_are_enough_of_them():
    assert len(set(PAYLOADS)) >= 150


@pytest.mark.django_db
class TestDoors:
    def test_a_body_keeps_nothing_that_runs(self, client):
        client.force_login(an_editor("Caporedattore"))
        for payload in PAYLOADS:
            body = f"<p>Prima.</p>{payload}<p>Dopo.</p>".replace("\0", "")
            article = Article(body=body, headline="x", section=Section.objects.get_or_create(name="S")[0])
            article.save()
            assert "Prima." in article.body
            for element in html.fragment_fromstring(article.body, create_parent=True).iter():
                assert element.tag in KEPT, (payload, article.body)
                assert not [name for name in element.attrib if name.startswith("on") or name in ("style", "srcdoc")]
                link = element.get("href", "")
                assert not link or urlsplit(link).scheme in ("", "http", "https", "mailto"), (payload, article.body)

    @pytest.mark.parametrize("field", ["headline", "kicker", "standfirst"])
    def test_lines_are_printed_as_they_were_typed(self, client, field):
        """Whatever the form lets in comes out as text, in pages and in feeds."""
        client.force_login(an_editor("Caporedattore"))
        client.post(
            reverse("admin:newsroom_article_add"), article_form(_publish="1", **{field: "<b>x</b>\"'><img src=y>"})
        )
        article = Article.objects.get()
        for url in ("/", article.get_absolute_url(), reverse("admin:newsroom_article_change", args=[article.pk])):
            assert "<img src=y" not in client.get(url).content.decode(), url

    @pytest.mark.parametrize(
        "name", ['x"><img src=x onerror=ran()>.jpg', "../../etc/x.jpg", "a\x00b.jpg", "<svg onload=ran()>.png"]
    )
    def test_a_file_name_is_ours(self, client, name):
        client.force_login(an_editor("Caporedattore"))
        form = {"title": "Una panca", "alt": "Una panca", "credit": "Me", "focal_point": "0.5x0.5"}
        upload = SimpleUploadedFile("x.jpg", a_picture((1200, 700)).read())
        upload._name = name
        client.post(reverse("admin:newsroom_image_add"), form | {"file": upload})
        stored = Image.objects.values_list("file", flat=True)
        assert not [one for one in stored if re.search(r"[<>\"'\0]|\.\.", one)]

    def test_search_and_filters_give_back_text(self, client):
        client.force_login(an_editor("Amministratore"))
        a_rumour("Resta")
        for payload in PAYLOADS[::3]:
            for url in (
                "/voci/?club={}",
                "/voci/?{}",
                "/{}/",
                "/admin/newsroom/article/?q={}",
                "/admin/login/?next={}",
            ):
                page = client.get(url.format(quote(payload)), follow=True)
                assert page.status_code < 500
                assert not re.search(r"<(?:script|img|svg|iframe)[^>]*ran\(\)", page.content.decode()), (url, payload)


def everything():
    """One of each thing that can be named, described or explained, by all the texts at once. Returns an editor too."""
    body = "".join(_let_through(payload) for payload in PAYLOADS)
    editor = an_editor("Amministratore", first_name=ALL, last_name=ALL)
    club, coach = a_club(ALL, slug="club", official_name=ALL, city=ALL), a_coach(ALL, slug="coach")
    Alias.objects.create(club=club, text=ALL)
    source, author = a_source(ALL, slug="fonte"), an_author(ALL, slug="firma", bio=ALL, note=ALL, user=editor)
    race = a_race(club, title=ALL, season=ALL)
    rumour = a_rumour(ALL, slug="voce", person=coach, to_club=club, rule=ALL, season=ALL, race=race)
    report = a_report(rumour, source)
    a_report(rumour, a_source("Altra"), echo_of=report)
    image = an_image(ALL, alt=ALL, caption=ALL, credit=ALL)
    section = Section.objects.create(name=ALL, slug="sezione", description=ALL)
    story = {"slug": "articolo", "kicker": ALL, "standfirst": ALL, "section": section, "lead_image": image}
    article = an_article(ALL, body=body, clubs=[club], people=[coach], rumours=[rumour], authors=[author], **story)
    article.record(Verb.SAVED, by=editor, why=ALL)
    article.record(Verb.UPDATED, by=editor, why=ALL)
    Correction.objects.create(article=article, text=ALL)
    Note.objects.create(article=article, author=editor, text=ALL)
    gone = an_article(ALL, slug="ritirato")
    gone.withdraw(why=ALL)
    told = {"probability": 0.5, "model_probability": 0.5, "reason": ALL, "until": timezone.now() + timedelta(hours=9)}
    Override.objects.create(rumour=rumour, by=editor, **told)
    rumour.reassess()
    Merge.of(a_club("Tenuto"), a_club(ALL, slug="doppione"))
    SignIn.record("in", ALL, agent=ALL, by=ALL)
    return editor, [article, gone, club, coach, source, author, section, rumour, image]


def _let_through(payload):
    article = Article(body=f"<p>x</p>{payload}", headline="x", section=Section.objects.get_or_create(name="S")[0])
    article.save()
    return article.body


def addresses(things):
    article, gone, club, coach, source, author, section, rumour, image = things
    yield from (
        "/",
        "/club/",
        "/allenatori/",
        "/voci/",
        "/panchine/",
        "/fonti/",
        "/attendibilita/",
        "/cosa-e-cambiato/",
    )
    yield from ("/rettifiche/", "/redazione/", f"/archivio/{timezone.localdate() - timedelta(days=1):%Y/%m/%d}/")
    yield from (thing.get_absolute_url() for thing in (article, gone, club, coach, source, author, section, rumour))
    yield from (f"/voci/?club={quote(ALL[:1500])}", f"/{quote(ALL[:500])}", f"/voci/?q={quote(LINES[16])}")


def desk_addresses(things):
    article, _gone, club, coach, source, author, section, rumour, image = things
    models = ["newsroom_article", "newsroom_image", "newsroom_author", "newsroom_correction", "newsroom_user"]
    models += ["newsroom_signin", "admin_logentry", "rumours_rumour", "rumours_source", "rumours_race"]
    models += ["rumours_override", "rumours_report", "rumours_assessment", "football_club", "football_coach"]
    yield from (reverse(f"admin:{name}_changelist") for name in [*models, "football_merge"])
    for name in ("index", "newsroom_article_calendar", "accesses", "accesses_everyone", "football_merge_duplicates"):
        yield reverse(f"admin:{name}")
    for name in ("change", "versions", "pending", "withdraw", "share", "history", "note"):
        yield reverse(f"admin:newsroom_article_{name}", args=[article.pk])
    yield reverse("admin:newsroom_article_compare", args=[article.pk]) + "?from=1&to=2"
    yield from (reverse(f"admin:rumours_rumour_{name}", args=[rumour.pk]) for name in ("change", "settle", "judge"))
    yield reverse("admin:football_club_merge", args=[club.pk])
    for name, thing in (("football_club", club), ("football_coach", coach), ("rumours_source", source)):
        yield reverse(f"admin:{name}_change", args=[thing.pk])
    yield reverse("admin:newsroom_image_change", args=[image.pk])
    yield reverse("admin:newsroom_article_changelist") + f"?q={quote(ALL[:1500])}"


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(not CHROMIUM, reason="no chromium on this machine")
@pytest.mark.parametrize("face", ["site", "desk"])
def test_nothing_runs_in_a_browser(browser, live_server, settings, face):
    settings.ALLOWED_HOSTS, settings.CSRF_TRUSTED_ORIGINS = ["*"], [live_server.url]
    editor, things = everything()
    context = browser.new_context(base_url=live_server.url, bypass_csp=True, locale="it-IT")
    context.add_init_script(COUNT)
    page, found, seen = context.new_page(), {}, 0
    page.on("dialog", lambda dialog: dialog.dismiss())
    if face == "desk":
        sign_in(page, editor)
    for address in (addresses if face == "site" else desk_addresses)(things):
        response = page.goto(address)
        assert response.status < 500, address
        seen += response.status in (200, 410)
        runs, armed = page.evaluate("window.ran_times"), page.evaluate(ARMED)
        if runs or armed:
            found[address] = (runs, armed[:3])
    context.close()
    assert found == {}
    assert seen > 15, "the pages with the texts were not reached"


@pytest.mark.browser
@pytest.mark.skipif(not CHROMIUM, reason="no chromium on this machine")
def test_the_browser_would_tell(browser):
    """On a page that does not escape them, what runs is counted and what is armed is found."""
    context = browser.new_context()
    context.add_init_script(COUNT)
    page = context.new_page()
    page.goto("about:blank")
    page.set_content("<p>x</p><img src=x:y onerror=ran()><a href=' javascript:ran()'>x</a>")
    page.wait_for_function("window.ran_times > 0")
    assert len(page.evaluate(ARMED)) == 2
    context.close()
