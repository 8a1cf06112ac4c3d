"""What search engines find listed: docs/publishing.md, rows 73 to 87."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone
from lxml import etree

from newsroom.kept import pieces
from newsroom.models import Article
from newsroom.pages import sitemaps
from tests.builders import a_club, a_coach, a_month, a_rumour, a_source, an_article, an_author

pytestmark = pytest.mark.django_db
SITE = "http://testserver"
NAMES = {
    "s": "http://www.sitemaps.org/schemas/sitemap/0.9",
    "n": "http://www.google.com/schemas/sitemap-news/0.9",
}


def read(client, url):
    response = client.get(url)
    assert response.status_code == 200, url
    assert response["Content-Type"] == "application/xml; charset=utf-8"
    return etree.fromstring(response.content)


def found(tree, path):
    return tree.xpath(f"{path}/text()", namespaces=NAMES)


def parts(client):
    return [loc.removeprefix(SITE) for loc in found(read(client, "/sitemap.xml"), "//s:sitemap/s:loc")]


def listed(client):
    return [loc for part in parts(client) for loc in found(read(client, part), "//s:url/s:loc")]


@pytest.fixture
def site():
    club, coach = a_club("Lecce"), a_coach("Mister Verdi")
    a_rumour("Verdi → Lecce", person=coach, to_club=club)
    a_club("Mai nominato")
    return an_article("Verdi al Lecce", clubs=[club], people=[coach], published_days_ago=70)


def test_row_73_a_part_never_holds_more_than_it_may(client, monkeypatch):
    monkeypatch.setattr(sitemaps, "BLOCK", 3)
    monkeypatch.setattr(sitemaps, "MOST", 2)
    rumours = [a_rumour() for _number in range(7)]
    stories = [an_article(published_days_ago=2) for _number in range(3)]
    blocks = [part for part in parts(client) if part.startswith("/sitemap-voci")]
    told = [found(read(client, part), "//s:url/s:loc") for part in blocks]
    assert max(len(some) for some in told) == 3
    assert [loc for some in told for loc in some] == [SITE + rumour.get_absolute_url() for rumour in rumours]
    assert len(found(read(client, a_month(stories[0])), "//s:url/s:loc")) == 2
    assert (sitemaps.MOST, sitemaps.BLOCK) == (2, 3)


def test_rows_74_and_78_each_address_listed_is_there_its_own_and_may_be_found(client, site):
    a_source()
    an_author("Livia Ferrante")
    hidden = [an_article(published_days_ago=None), an_article(published_days_ago=-1), an_article()]
    hidden[-1].withdraw(why="Fonte non attribuibile.")
    hidden.append(a_rumour(published=False))
    addresses = listed(client)
    assert len(addresses) == len(set(addresses)) > 15
    for address in addresses:
        response = client.get(address.removeprefix(SITE))
        page = etree.HTML(response.content)
        assert response.status_code == 200, address
        assert page.xpath('//link[@rel="canonical"]/@href') == [address]
        assert "noindex" not in page.xpath('string(//meta[@name="robots"]/@content)'), address
    assert not {SITE + thing.get_absolute_url() for thing in hidden} & {*addresses}
    assert not [address for address in addresses if "mai-nominato" in address or "cerca" in address]


def test_rows_75_and_76_the_last_change_has_its_zone_and_a_typo_does_not_move_it(client, site):
    [before] = found(read(client, a_month(site)), "//s:lastmod")
    assert datetime.fromisoformat(before).utcoffset() is not None
    site.standfirst = "Senza refuso."
    site.save()
    assert found(read(client, a_month(site)), "//s:lastmod") == [before]
    Article.objects.get().correct("Era un biennale.")
    assert found(read(client, a_month(site)), "//s:lastmod") > [before]


def test_row_77_the_index_is_as_recent_as_what_it_leads_to(client, site):
    second = an_article(published_days_ago=70)
    an_article(published_days_ago=5)
    second.correct("Era un biennale.")
    index = read(client, "/sitemap.xml")
    for part in parts(client):
        inside = found(read(client, part), "//s:lastmod")
        outside = found(index, f'//s:sitemap[s:loc="{SITE}{part}"]/s:lastmod')
        assert outside == ([max(inside)] if inside else []), part


def test_what_is_withdrawn_or_comes_out_moves_the_index_at_once(client):
    article = an_article(published_days_ago=70)
    scheduled = an_article(at=timezone.now() + timedelta(days=40))
    month, coming = a_month(article), a_month(scheduled)
    assert (month in parts(client), coming in parts(client)) == (True, False)
    article.withdraw(why="Fonte non attribuibile.")
    assert month not in parts(client)
    with time_machine.travel(scheduled.published_at, tick=False):
        assert coming in parts(client)


def test_a_month_is_that_of_rome_and_tells_the_address_and_the_last_change_of_each_story(client):
    midnight = datetime(2024, 10, 31, 23, tzinfo=UTC)
    last, first, later = (an_article(at=midnight + timedelta(minutes=minutes)) for minutes in (-1, 0, 1))
    first.correct("Era un biennale.")
    for month, stories in (("2024-10", [last]), ("2024-11", [first, later])):
        tree = read(client, f"/sitemap-articoli-{month}.xml")
        assert found(tree, "//s:url/s:loc") == [SITE + story.get_absolute_url() for story in stories]
        changed = [datetime.fromisoformat(at) for at in found(tree, "//s:url/s:lastmod")]
        assert changed == [story.changed_at.replace(microsecond=0) for story in stories]


@pytest.mark.django_db(transaction=True)
def test_a_part_is_put_together_once_while_what_it_lists_stands(client, site, monkeypatch):
    written, entries, month = [], sitemaps._entries, a_month(site)
    monkeypatch.setattr(sitemaps, "_entries", lambda part: written.append(part) or entries(part))
    for _again in range(2):
        read(client, month)
    a_rumour()
    read(client, month)
    assert len(written) == 1
    site.withdraw(why="Fonte non attribuibile.")
    assert found(read(client, month), "//s:url/s:loc") == []


@pytest.mark.django_db(transaction=True)
def test_parts_take_none_of_the_memory_of_pages(client, site):
    read(client, a_month(site))
    read(client, "/sitemap-club-99.xml")
    kept = [{name[0] for name in memory.pages} for memory in (pieces._kept.plain, pieces._kept.queries)]
    assert ["sitemap" in names for names in kept] == [False, True]


def test_row_79_robots_leads_to_both(client):
    lines = client.get("/robots.txt").content.decode().splitlines()
    assert [line for line in lines if "itemap" in line] == [
        f"Sitemap: {SITE}/sitemap.xml",
        f"Sitemap: {SITE}/sitemap-news.xml",
    ]


def test_rows_80_to_82_news_is_what_came_out_in_the_last_two_days(client):
    article = an_article(published_days_ago=0)
    for hours, minutes, listed_then in ((47, 59, [SITE + article.get_absolute_url()]), (48, 1, [])):
        at = article.first_published_at + timedelta(hours=hours, minutes=minutes)
        with time_machine.travel(at, tick=False):
            assert found(read(client, "/sitemap-news.xml"), "//s:url[n:news]/s:loc") == listed_then


def test_row_83_no_news_is_a_list_that_is_empty(client):
    tree = read(client, "/sitemap-news.xml")
    assert (tree.tag, len(tree)) == (f"{{{NAMES['s']}}}urlset", 0)


def test_row_84_at_most_a_thousand_the_latest(client, monkeypatch):
    assert sitemaps.MOST_NEWS == 1_000
    monkeypatch.setattr(sitemaps, "MOST_NEWS", 2)
    for hours in (3, 2, 1):
        an_article(f"Ore {hours}", at=timezone.now() - timedelta(hours=hours))
    assert found(read(client, "/sitemap-news.xml"), "//n:title") == ["Ore 1", "Ore 2"]


def test_rows_85_to_87_a_title_is_the_headline_and_the_date_that_of_the_first_publication(client):
    hostile = 'Verdi & "Neri" <b>]]></b> \x0b\x1f'
    article = an_article(hostile, slug="verdi", at=timezone.now() - timedelta(hours=20))
    article.correct("Era un biennale.")
    tree = read(client, "/sitemap-news.xml")
    assert found(tree, "//n:title") == ['Verdi & "Neri" <b>]]></b> ']
    assert found(tree, "//n:publication/n:name") + found(tree, "//n:publication/n:language") == ["Panchina", "it"]
    [date] = found(tree, "//n:publication_date")
    assert datetime.fromisoformat(date) == article.first_published_at.replace(microsecond=0)


@pytest.mark.parametrize("url", ["/sitemap.xml", "/sitemap-news.xml", "/sitemap-elenchi.xml", "/robots.txt"])
def test_what_has_not_changed_is_not_sent_again(client, site, url):
    first = client.get(url)
    again = client.get(url, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert "max-age" in again["Cache-Control"]
    assert not first.cookies


@pytest.mark.parametrize(
    "part",
    [
        *("nulla", "articoli", "articoli-2024-13", "articoli-2024", "articoli-0000-01", "articoli-99999-01"),
        *("articoli-9999-12", "voci", "voci-x", "voci-99999999999999999999", "voci-²", "elenchi-1"),
        *("articoli-2024-010", "articoli-2024-1", "articoli-02024-01", "articoli-2024-1_0", "voci-00", "voci-01"),
    ],
)
def test_a_part_that_is_none_is_not_found(client, part):
    assert client.get(f"/sitemap-{part}.xml").status_code == 404
