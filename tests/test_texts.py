"""The files that machines ask for, old addresses, and what the paper says of itself. Rows 110 to 112 and 116."""

from datetime import datetime

import pytest
from django.conf import settings as configured
from django.urls import reverse
from django.utils import timezone

from newsroom import checks
from newsroom.legal import NAMES
from tests.builders import a_club, an_article, an_author
from tests.heads import head_of

pytestmark = pytest.mark.django_db


class TestAds:
    """Row 110."""

    def test_row_110_without_a_file_there_is_none(self, client, settings):
        assert client.get("/ads.txt").status_code == 404
        settings.ADS_TXT = "/nulla/ads.txt"
        assert client.get("/ads.txt").status_code == 404

    def test_row_110_with_one_it_is_served_as_it_is(self, client, settings, tmp_path):
        settings.ADS_TXT = str(tmp_path / "ads.txt")
        text = "OWNERDOMAIN=panchina.example\nadv.example, 1, DIRECT, f08c47fec0942fa0 # nostro\n"
        (tmp_path / "ads.txt").write_text(text)
        response = client.get("/ads.txt")
        assert (response["Content-Type"], response.content.decode()) == ("text/plain; charset=utf-8", text)
        assert checks.check_discovery(None) == []

    @pytest.mark.parametrize("line", ["adv.example, 1", "adv.example, 1, FORSE", "<script>", "adv, 1, DIRECT"])
    def test_row_110_a_line_that_no_advertiser_would_read_is_told(self, settings, tmp_path, line):
        settings.ADS_TXT = str(tmp_path / "ads.txt")
        (tmp_path / "ads.txt").write_text(f"# nostro\n\n{line}\n")
        assert [found.id for found in checks.check_discovery(None)] == ["newsroom.E002"]


class TestOldAddresses:
    """Row 111."""

    def test_row_111_an_amp_address_leads_to_the_story_in_one_hop(self, client):
        article = an_article("Primo titolo")
        old = article.get_absolute_url()
        article.slug = "secondo"
        article.save()
        for url in (old + "amp/", "/amp" + old, article.get_absolute_url() + "amp/"):
            response = client.get(url)
            assert (response.status_code, response["Location"]) == (301, article.get_absolute_url())

    def test_row_111_of_what_nobody_may_read_it_says_nothing(self, client):
        draft = an_article(published_days_ago=None)
        for url in (draft.get_absolute_url() + "amp/", "/amp//evil.example/", "/articoli/2024/01/nulla/amp/"):
            assert client.get(url).status_code == 404


class TestContacts:
    """Row 112."""

    def test_row_112_whom_to_tell_of_a_hole_and_until_when(self, client, settings):
        assert client.get("/.well-known/security.txt").status_code == 404
        settings.SECURITY_CONTACT = "mailto:sicurezza@panchina.example"
        lines = dict(
            line.split(": ", 1) for line in client.get("/.well-known/security.txt").content.decode().splitlines()
        )
        assert lines["Contact"] == settings.SECURITY_CONTACT
        assert datetime.fromisoformat(lines["Expires"]) > timezone.now()
        assert lines["Canonical"] == "http://testserver/.well-known/security.txt"

    def test_a_contact_that_no_program_could_use_is_told(self, settings):
        settings.SECURITY_CONTACT = "sicurezza@panchina.example"
        assert [found.id for found in checks.check_discovery(None)] == ["newsroom.E003"]

    def test_who_makes_the_site(self, client, settings):
        settings.MASTHEAD = settings.MASTHEAD | {"director": "Livia Ferrante"}
        assert "Livia Ferrante" in client.get("/humans.txt").content.decode()


class TestThePaper:
    """Row 116."""

    def test_row_116_every_page_leads_to_who_answers_for_it(self, client):
        pages = ["/", an_article().get_absolute_url(), a_club().get_absolute_url(), an_author().get_absolute_url()]
        for url in [*pages, "/voci/", "/archivio/", "/privacy/"]:
            links = head_of(client, url).xpath("//footer//a/@href")
            assert {"/redazione/", "/privacy/"} <= {*links}, url
        assert "/redazione/" in head_of(client, "/nulla/", 404).xpath("//footer//a/@href")

    def test_row_116_all_that_the_law_asks_for_is_there(self, client, settings):
        settings.MASTHEAD = {name: f"Dato-{name}" for name in NAMES}
        page = client.get(reverse("masthead")).content.decode()
        assert [name for name in NAMES if f"Dato-{name}" not in page] == []
        assert checks.check_masthead(None) == []

    def test_row_116_what_lacks_is_named_before_it_goes_out(self, settings):
        settings.MASTHEAD = configured.MASTHEAD | {"director": "Livia Ferrante"}
        [warning] = checks.check_masthead(None)
        assert "MASTHEAD_COURT" in warning.msg
        assert "MASTHEAD_DIRECTOR" not in warning.msg

    def test_row_116_what_is_set_cannot_break_the_page(self, client, settings):
        settings.MASTHEAD = settings.MASTHEAD | {"director": "<script>alert(1)</script>"}
        assert "<script>alert" not in client.get(reverse("masthead")).content.decode()

    def test_readers_are_told_what_is_known_of_them(self, client, settings):
        settings.DATA_CONTROLLER, settings.CONTACT = "Panchina srl", "redazione@panchina.example"
        page = client.get("/privacy/").content.decode()
        assert "Panchina srl" in page
        assert "mailto:redazione@panchina.example" in page


class TestTheArchive:
    def test_years_months_and_days_with_their_numbers(self, client):
        for day, number in ((3, 2), (4, 1)):
            for _one in range(number):
                an_article(at=timezone.make_aware(datetime(2025, 9, day, 23, 30)))
        an_article(at=timezone.make_aware(datetime(2024, 1, 1, 0, 10)))
        front, year = (head_of(client, url).text_content() for url in ("/archivio/", "/archivio/2025/"))
        assert "settembre 2025" in front
        assert "gennaio 2024" in front
        assert "gennaio 2024" not in year
        month = head_of(client, "/archivio/2025/09/")
        days = [" ".join(item.text_content().split()) for item in month.xpath('//ul[@class="columns wide"]/li')]
        assert [day.rsplit(" ", 2)[1] for day in days] == ["1", "2"]
        assert month.xpath('//ul[@class="columns wide"]//a/@href') == ["/archivio/2025/09/04/", "/archivio/2025/09/03/"]
        assert len(month.xpath('//article[contains(@class,"card")]')) == 3

    def test_a_month_without_stories_says_so_and_one_that_is_none_is_not_found(self, client):
        assert client.get("/archivio/2020/02/").status_code == 200
        for url in ("/archivio/2020/", "/archivio/2020/13/", "/archivio/0000/01/", "/archivio/9999/12/"):
            assert client.get(url).status_code == 404, url

    def test_a_story_that_is_moved_in_the_lists_stays_on_the_day_on_which_it_came_out(self, client):
        article = an_article(at=timezone.make_aware(datetime(2025, 9, 3, 10)))
        assert client.get("/archivio/2025/09/03/").content.decode().count(article.headline)
        article.redate(timezone.make_aware(datetime(2025, 10, 5, 10)))
        months = head_of(client, "/archivio/").xpath("//main//li/a/@href")
        assert months == ["/archivio/2025/09/"]
        assert client.get("/archivio/2025/09/03/").content.decode().count(article.headline)
        assert client.get("/sitemap-articoli-2025-09.xml").content.decode().count(article.get_absolute_url()) == 1

    def test_a_count_that_is_kept_follows_what_is_published_corrected_and_withdrawn(self, client):
        def counted():
            items = head_of(client, "/archivio/").xpath("//main//li")
            return {item.xpath("string(a)"): item.xpath('string(span[@class="meta"])').split()[0] for item in items}

        old = [an_article(at=timezone.make_aware(datetime(2024, 3, day, 10))) for day in (1, 2)]
        an_article(at=timezone.make_aware(datetime(2025, 9, 3, 10)))
        assert counted() == {"settembre 2025": "1", "marzo 2024": "2"}
        old[0].withdraw(why="Fonte non attribuibile.")
        an_article(at=timezone.make_aware(datetime(2024, 5, 31, 23, 59)))
        assert counted() == {"settembre 2025": "1", "maggio 2024": "1", "marzo 2024": "1"}
        old[1].withdraw(why="Fonte non attribuibile.")
        assert counted() == {"settembre 2025": "1", "maggio 2024": "1"}
