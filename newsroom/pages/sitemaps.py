from datetime import timedelta

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps.views import index, sitemap
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from football.models import Club, Person
from newsroom.models import Article, Author, Section
from rumours.models import Rumour

#: How long a story is news for a news sitemap.
NEWS = timedelta(days=2)


class SiteSitemap(Sitemap):
    """Addresses of the public site, whatever host was asked."""

    protocol = settings.SITE_URL.partition("://")[0]

    def get_domain(self, site=None):
        return settings.SITE_URL.partition("://")[2]


class Stories(SiteSitemap):
    def items(self):
        return Article.objects.published().by_news()

    def lastmod(self, article):
        return article.changed_at


class Rumours(SiteSitemap):
    def items(self):
        return Rumour.objects.published().by_news()

    def lastmod(self, rumour):
        return rumour.news_at


class Clubs(SiteSitemap):
    """Clubs of which something was written or said: an empty page is nothing to find."""

    def items(self):
        stories = Club.objects.filter(articles__in=Article.objects.published())
        rumours = Club.objects.filter(rumours_to__in=Rumour.objects.published())
        return (stories | rumours).distinct().order_by("pk")


class People(SiteSitemap):
    def items(self):
        stories = Person.objects.filter(articles__in=Article.objects.published())
        rumours = Person.objects.filter(rumours__in=Rumour.objects.published())
        return (stories | rumours).distinct().order_by("pk")


class Lists(SiteSitemap):
    def items(self):
        names = ["home", "clubs", "coaches", "rumours", "changes", "benches"]
        names += ["sources", "reliability", "corrections", "masthead"]
        return [reverse(name) for name in names] + [
            thing.get_absolute_url() for model in (Section, Author) for thing in model.objects.all()
        ]

    def location(self, path):
        return path


SITEMAPS = {"articoli": Stories, "voci": Rumours, "club": Clubs, "persone": People, "elenchi": Lists}


def sitemap_index(request):
    return index(request, sitemaps=SITEMAPS, sitemap_url_name="sitemap-section")


def sitemap_section(request, section):
    return sitemap(request, sitemaps=SITEMAPS, section=section)


def sitemap_news(request):
    fresh = Article.objects.published().filter(first_published_at__gt=timezone.now() - NEWS).by_news()[:1000]
    return render(
        request, "newsroom/sitemap_news.xml", {"articles": fresh}, content_type="application/xml; charset=utf-8"
    )


def robots(request):
    # A place of its own is not told to everyone who reads this.
    lines = ["User-agent: *", "Disallow: /admin/" if settings.ADMIN_PATH == "admin/" else "Disallow:", ""]
    lines += [f"Sitemap: {settings.SITE_URL}{reverse(name)}" for name in ("sitemap", "sitemap-news")]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
