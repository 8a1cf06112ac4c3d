"""A change that waits beside a live story comes at its second on every page, with no worker and no cron."""

from datetime import timedelta
from email.utils import parsedate_to_datetime

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from lxml import etree

from football.models import Merge
from newsroom.models import Article, PendingChange
from newsroom.models.pending import bring_due
from tests.builders import a_club, a_coach, a_month, a_rumour, a_section, an_article, an_author, an_editor, an_image
from tests.test_admin import instant
from tests.test_headline_desk import FIRM, REASON, a_rumour_of_verdi

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


def in_an_hour():
    return (timezone.now() + timedelta(hours=1)).replace(microsecond=0)


def a_change(article, *, at=None, update=False, **after):
    fields = {name: [getattr(article, name), value] for name, value in after.items()}
    return PendingChange.objects.create(article=article, fields=fields, publish_at=at, is_update=update)


class TestScheduledStories:
    def pages(self, club, article):
        return ("/", club.get_absolute_url(), "/feed.rss", a_month(article), "/sitemap-news.xml")

    def test_rows_8_and_9_a_scheduled_story_is_everywhere_at_its_second(self, client):
        """Rows 8 and 9 of the newsroom's complaints: page, lists, feed and sitemaps, nothing else running."""
        club, at = a_club("Lecce"), in_an_hour()
        article = an_article("Colpo di scena", at=at, clubs=[club])
        url = article.get_absolute_url()
        with time_machine.travel(at - SECOND, tick=False):
            assert client.get(url).status_code == 404
            assert [page for page in self.pages(club, article) if "olpo" in client.get(page).content.decode()] == []
        with time_machine.travel(at, tick=False):
            assert client.get(url).status_code == 200
            for page in self.pages(club, article):
                body = client.get(page).content.decode()
                assert "Colpo di scena" in body or url in body, page

    @pytest.mark.parametrize("left", [59, 10, 1])
    def test_row_9_no_copy_of_a_feed_outlives_the_next_instant(self, client, left):
        """Row 9 of the newsroom's complaints, for stories and for changes, on 200 and on 304."""
        at = in_an_hour()
        live = an_article()
        scheduled = an_article(at=at)
        with time_machine.travel(at - left * SECOND, tick=False):
            first = client.get("/feed.rss")
            again = client.get("/feed.rss", headers={"If-None-Match": first["ETag"]})
        assert (first["Cache-Control"], again["Cache-Control"]) == (f"public, max-age={left}",) * 2
        assert again.status_code == 304
        scheduled.delete()
        a_change(live, at=at, headline="Un altro")
        with time_machine.travel(at - left * SECOND, tick=False):
            assert client.get("/feed.rss")["Cache-Control"] == f"public, max-age={left}"
        with time_machine.travel(at - timedelta(minutes=30), tick=False):
            assert client.get("/feed.rss")["Cache-Control"] == "public, max-age=60, stale-while-revalidate=30"


class TestAtItsSecond:
    def test_row_11_a_change_of_what_is_live_comes_by_itself(self, client):
        """Row 11 of the newsroom's complaints: page, lists, feeds; address, identity and first publication stay."""
        club, at = a_club("Lecce"), in_an_hour()
        article = an_article("Verdi resta in bilico", clubs=[club])
        change = a_change(article, at=at, update=True, headline="Verdi resta, ora è sicuro", body="<p>Ha firmato.</p>")
        change.fields["clubs"] = [[club.slug], sorted([club.slug, a_club("Como").slug])]
        change.save()
        url, told = article.get_absolute_url(), "Verdi resta, ora è sicuro"
        pages = ("/", club.get_absolute_url(), url, "/feed.rss", "/sitemap-news.xml")
        with time_machine.travel(at - SECOND, tick=False):
            before = client.get("/feed.rss")
            assert [page for page in pages if told in client.get(page).content.decode()] == []
            assert told not in client.get("/club/como/").content.decode()
            lastmod = client.get(a_month(article)).content
        for page in (*pages, "/club/como/"):
            with transaction.atomic(), time_machine.travel(at, tick=False):
                assert told in Client().get(page).content.decode(), page
                transaction.set_rollback(True)
        with time_machine.travel(at, tick=False):
            after = client.get("/feed.rss", headers={"If-None-Match": before["ETag"]})
            assert client.get(a_month(article)).content != lastmod
        with time_machine.travel(at + timedelta(seconds=10), tick=False):
            settled = client.get("/feed.rss")
        assert after.status_code == 200
        assert after["ETag"] != before["ETag"]
        assert parsedate_to_datetime(settled["Last-Modified"]) == at
        assert self.item(before)[:2] == self.item(after)[:2]
        changed = Article.objects.get()
        assert (changed.uid, changed.first_published_at, changed.published_at, changed.slug) == (
            article.uid,
            article.first_published_at,
            article.published_at,
            article.slug,
        )
        assert changed.updated_at == at
        assert client.get(url).status_code == 200

    def item(self, response):
        item = etree.fromstring(response.content).find("channel/item")
        return [item.findtext(name) for name in ("guid", "pubDate", "title")]

    def test_row_27_a_typo_keeps_the_date_of_update(self, client):
        """Row 27 of the newsroom's complaints: first publication, update and save are three times."""
        article, at = an_article("Con un refuzo"), in_an_hour()
        a_change(article, at=at, headline="Con un refuso")
        with time_machine.travel(at, tick=False):
            client.get("/")
        changed = Article.objects.get()
        assert (changed.headline, changed.updated_at, changed.saved_at) == ("Con un refuso", None, at)
        assert changed.first_published_at == article.first_published_at

    def test_one_that_comes_late_bears_its_own_instant(self, client):
        article, at = an_article("Prima"), in_an_hour()
        a_change(article, at=at, update=True, headline="Dopo")
        with time_machine.travel(at + timedelta(hours=9), tick=False):
            client.get("/")
        assert (Article.objects.get().updated_at, PendingChange.objects.get().applied_at) == (at, at)

    def test_several_come_in_order_and_each_once(self):
        at, articles = in_an_hour(), [an_article(f"Prima {n}") for n in range(3)]
        for n, article in enumerate(articles):
            a_change(article, at=at - n * SECOND, headline=f"Dopo {n}", update=True)
        later = a_change(an_article(), at=at + SECOND, headline="Più tardi")
        assert bring_due(at=at) == later.publish_at
        assert list(Article.objects.order_by("-updated_at").values_list("headline", flat=True)[1:]) != []
        assert [c.applied_at for c in PendingChange.objects.order_by("pk")][:3] == [at - n * SECOND for n in range(3)]
        saved = [article.saved_at for article in Article.objects.all()]
        bring_due(at=at)
        assert [article.saved_at for article in Article.objects.all()] == saved

    def test_head_and_the_desk_bring_it_too(self, client):
        client.force_login(an_editor("Caporedattore"))
        for ask in (client.head, client.get):
            article, at = an_article("Prima"), in_an_hour()
            a_change(article, at=at, headline="Dopo")
            with time_machine.travel(at, tick=False):
                ask("/" if ask == client.head else reverse("admin:index"))
            article.refresh_from_db()
            assert article.headline == "Dopo"

    def test_looking_for_it_costs_one_query_when_nothing_is_due(self):
        a_change(an_article(), at=in_an_hour(), headline="Dopo")
        with CaptureQueriesContext(connection) as queries:
            bring_due()
        assert len(queries) == 1

    def test_health_answers_without_the_database(self, client, django_assert_num_queries):
        with django_assert_num_queries(0):
            assert client.get("/healthz").status_code == 200


class TestHeldBack:
    def due(self, article, **after):
        change = a_change(article, at=in_an_hour(), **after)
        return change, change.publish_at

    def test_it_never_replaces_what_somebody_wrote_meanwhile(self, client):
        article = an_article("Prima")
        change, at = self.due(article, headline="Dopo", kicker="Un'altra cosa")
        Article.objects.filter(pk=article.pk).update(headline="Corretto a mano")
        with time_machine.travel(at, tick=False):
            assert "Corretto a mano" in client.get("/").content.decode()
        change.refresh_from_db()
        article.refresh_from_db()
        assert (article.headline, article.kicker, change.applied_at) == ("Corretto a mano", "", None)
        assert "Cambiato nel frattempo nell'articolo stesso: titolo" in change.refusal

    def test_other_fields_merge_by_themselves(self):
        article = an_article("Prima")
        _change, at = self.due(article, headline="Dopo")
        Article.objects.filter(pk=article.pk).update(kicker="Ritoccato")
        bring_due(at=at)
        article.refresh_from_db()
        assert (article.headline, article.kicker) == ("Dopo", "Ritoccato")

    def test_a_withdrawn_story_stays_as_it_was(self, client):
        article = an_article("Prima")
        change, at = self.due(article, headline="Dopo")
        article.withdraw(why="Era sbagliato.")
        with time_machine.travel(at, tick=False):
            assert client.get(article.get_absolute_url()).status_code == 410
        change.refresh_from_db()
        assert "non è più pubblico" in change.refusal
        assert Article.objects.get().headline == "Prima"

    def test_a_picture_that_is_gone_holds_it_back_and_no_page_fails(self, client):
        change, at = self.due(an_article("Prima"), headline="Dopo")
        image = an_image()
        change.fields["lead_image"] = [None, image.pk]
        change.save()
        image.delete()
        with time_machine.travel(at, tick=False):
            assert client.get("/").status_code == 200
            assert client.get("/feed.rss").status_code == 200
        change.refresh_from_db()
        assert "non c'è più" in change.refusal

    def test_a_tag_that_was_merged_is_the_one_that_was_kept(self):
        kept, removed = a_club("Inter"), a_club("Internazionale FC")
        change, at = self.due(an_article("Prima"))
        change.fields = {"clubs": [[], [removed.slug]]}
        change.save()
        Merge.of(kept, removed)
        bring_due(at=at)
        assert list(Article.objects.get().clubs.all()) == [kept]

    def test_the_database_holds_one_for_a_story(self):
        article = an_article()
        a_change(article, headline="Uno")
        with pytest.raises(IntegrityError), transaction.atomic():
            a_change(article, headline="Due")


class TestTheDesk:
    @pytest.fixture(autouse=True)
    def chief(self, client):
        self.user = an_editor("Caporedattore")
        client.force_login(self.user)

    def url(self, article):
        return reverse("admin:newsroom_article_pending", args=[article.pk])

    def data(self, article, **fields):
        values = {
            "headline": article.headline,
            "standfirst": article.standfirst,
            "body": article.body,
            "section": article.section_id,
            "authors": [author.pk for author in article.authors.all()],
            "sort": "typo",
            "version": Article.objects.get(pk=article.pk).version,
        }
        return {name: value for name, value in (values | fields).items() if value is not None}

    def test_a_change_is_prepared_and_readers_do_not_see_it(self, client):
        article, coach, at = an_article("Prima"), a_coach("Mister Verdi"), in_an_hour()
        data = self.data(article, headline="Dopo", people=[coach.pk], sort="update", _keep="1")
        assert client.post(self.url(article), data | instant("publish_at", at)).status_code == 302
        change = PendingChange.objects.get()
        assert change.fields == {"headline": ["Prima", "Dopo"], "people": [[], ["mister-verdi"]]}
        assert (change.publish_at, change.is_update, change.by) == (at, True, self.user)
        assert Article.objects.get().headline == "Prima"
        form = client.get(reverse("admin:newsroom_article_change", args=[article.pk])).content.decode()
        assert "C&#x27;è una modifica in attesa" in form or "C'è una modifica in attesa" in form
        again = client.get(self.url(article)).content.decode()
        assert "Dopo" in again
        assert "Mister Verdi" in again

    def test_it_is_published_at_once(self, client):
        article = an_article("Prima")
        assert client.post(self.url(article), self.data(article, headline="Dopo", _now="1")).status_code == 302
        article = Article.objects.get()
        assert (article.headline, article.updated_at) == ("Dopo", None)
        assert PendingChange.objects.get().applied_at
        client.post(self.url(article), self.data(article, headline="Dopo ancora", sort="update", _now="1"))
        article = Article.objects.get()
        assert (article.headline, article.slug, bool(article.updated_at)) == ("Dopo ancora", "prima", True)

    def test_all_that_a_story_has_can_change(self, client):
        article = an_article("Prima")
        image, section, author, rumour = an_image(), a_section("Estero"), an_author(), a_rumour()
        data = self.data(
            article,
            kicker="Ecco",
            standfirst="Altro sommario.",
            body="<p>Altro</p><script>x</script>",
            section=section.pk,
            lead_image=image.pk,
            authors=[author.pk],
            rumours=[rumour.pk],
            _now="1",
        )
        assert client.post(self.url(article), data).status_code == 302
        changed = Article.objects.get()
        assert (changed.kicker, changed.body, changed.section, changed.lead_image) == (
            "Ecco",
            "<p>Altro</p>",
            section,
            image,
        )
        assert (list(changed.authors.all()), list(changed.rumours.all())) == ([author], [rumour])

    def test_it_is_dropped(self, client):
        article = an_article("Prima")
        a_change(article, headline="Dopo")
        client.post(self.url(article), {"_drop": "1"})
        assert not PendingChange.objects.exists()
        assert client.post(self.url(article), {"_drop": "1"}).status_code == 302

    @pytest.mark.parametrize(
        ("fields", "message"),
        [
            ({}, "Niente è diverso"),
            ({"headline": ""}, "obbligatorio"),
            ({"headline": "Dopo", "sort": None}, "obbligatorio"),
            ({"headline": "Dopo", "publish_at_0": "01/01/2020", "publish_at_1": "10:00"}, "già passato"),
            ({"headline": "Dopo", "publish_at_0": "28/03/2027", "publish_at_1": "02:30"}, "non esistono"),
            ({"headline": "Dopo", "at_closing": "999"}, "valida"),
        ],
    )
    def test_what_is_refused_says_why_and_keeps_the_text(self, client, fields, message):
        article = an_article("Prima")
        page = client.post(self.url(article), self.data(article, **{"kicker": None} | fields, _keep="1"))
        assert page.status_code == 200
        assert not PendingChange.objects.exists()
        text = page.content.decode().replace("&#x27;", "'")
        assert message in text
        assert Article.objects.get().headline == "Prima"

    def test_a_headline_that_says_more_than_its_label_takes_a_reason(self, client):
        article = an_article("Prima", rumours=[a_rumour_of_verdi()])
        data = self.data(article, headline=FIRM, rumours=[article.rumours.get().pk], _keep="1")
        page = client.post(self.url(article), data)
        assert 'name="headline_reason"' in page.content.decode()
        assert client.post(self.url(article), data | {"headline_reason": REASON}).status_code == 302
        PendingChange.objects.get().apply()
        article = Article.objects.get()
        assert (article.headline, article.headline_confirmed_by, article.headline_is_confirmed) == (
            FIRM,
            self.user,
            True,
        )

    def test_another_editors_change_is_never_replaced_unseen(self, client):
        article = an_article("Prima")
        a_change(article, headline="La sua versione")
        data = self.data(article, headline="La mia versione", _keep="1", seen="2020-01-01T00:00:00+00:00")
        page = client.post(self.url(article), data)
        (conflict,) = page.context["conflicts"]
        assert (page.status_code, "".join(piece.text for piece in conflict.before)) == (409, "La sua versione")
        assert PendingChange.objects.get().fields["headline"][1] == "La sua versione"
        asked = page.context["adminform"].form.data
        data |= {"seen": asked["seen"], "version": asked["version"], "disputed": "headline"}
        assert client.post(self.url(article), data).status_code == 409
        assert client.post(self.url(article), data | {"choose_headline": "mine"}).status_code == 302
        assert PendingChange.objects.get().fields["headline"][1] == "La mia versione"

    def test_a_save_that_it_would_undo_is_told_at_once(self, client):
        article = an_article("Prima")
        a_change(article, at=in_an_hour(), headline="Dopo")
        data = self.data(article, headline="A mano") | instant("published_at", article.published_at)
        data |= {"corrections-TOTAL_FORMS": 0, "corrections-INITIAL_FORMS": 0}
        page = client.post(reverse("admin:newsroom_article_change", args=[article.pk]), data, follow=True)
        assert "dice altro per: titolo" in " ".join(str(message) for message in page.context["messages"])

    def test_not_an_editor_nor_a_stranger_nor_a_draft(self, client):
        article, draft = an_article("Prima"), an_article("Bozza", published_days_ago=None)
        page = client.post(self.url(draft), self.data(draft, headline="Dopo", _keep="1"))
        assert "non è più pubblico" in page.content.decode()
        client.force_login(an_editor("Redattore"))
        assert client.post(self.url(article), self.data(article, headline="Dopo")).status_code == 403
        client.logout()
        assert client.post(self.url(article), self.data(article, headline="Dopo")).status_code == 403
        assert not PendingChange.objects.exists()
        client.force_login(self.user)
        assert client.get(reverse("admin:newsroom_article_pending", args=[10**9])).status_code == 404


def test_a_refusal_of_the_verb_leaves_everything():
    article = an_article("Prima")
    change = a_change(article, headline="Dopo")
    article.withdraw(why="Era sbagliato.")
    with pytest.raises(ValidationError):
        change.apply()
    assert Article.objects.get().headline == "Prima"
