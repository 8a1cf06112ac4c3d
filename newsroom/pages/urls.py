from django.urls import path, register_converter
from django.urls.converters import StringConverter

from newsroom.pages import (
    about,
    archive,
    covers,
    football,
    health,
    manifest,
    record,
    rumour,
    rumours,
    search,
    sitemaps,
    stories,
    texts,
)


class YearConverter(StringConverter):
    regex = "[0-9]{4}"


class TwoDigits(StringConverter):
    regex = "[0-9]{2}"


register_converter(YearConverter, "yyyy")
register_converter(TwoDigits, "mm")

#: What most ask for comes first: an address is compared with each until one fits.
urlpatterns = [
    path("", stories.home, name="home"),
    path("articoli/<yyyy:year>/<mm:month>/<slug:slug>/", stories.article, name="article"),
    path("voci/<slug:slug>/", rumour.rumour, name="rumour"),
    path("club/<slug:slug>/", football.club, name="club"),
    path("allenatori/<slug:slug>/", football.person, name="coach"),
    path("giocatori/<slug:slug>/", football.person, name="player"),
    path("sezioni/<slug:slug>/", stories.section, name="section"),
    path("autori/<slug:slug>/", stories.author, name="author"),
    path("voci/", rumours.rumours, name="rumours"),
    path("cerca/", search.search, name="search"),
    path("sitemap.xml", sitemaps.sitemap_index, name="sitemap"),
    path("articoli/<yyyy:year>/<mm:month>/<slug:slug>/amp/", stories.amp, name="amp"),
    path("amp/articoli/<yyyy:year>/<mm:month>/<slug:slug>/", stories.amp, name="amp-before"),
    path("archivio/", archive.archives, name="archives"),
    path("archivio/<yyyy:year>/", archive.archive_year, name="archive-year"),
    path("archivio/<yyyy:year>/<mm:month>/", archive.archive_month, name="archive-month"),
    path("archivio/<yyyy:year>/<mm:month>/<mm:day>/", archive.archive, name="archive"),
    path("rettifiche/", stories.corrections, name="corrections"),
    path("redazione/", about.masthead, name="masthead"),
    path("privacy/", about.privacy, name="privacy"),
    path("copertine/<slug:kind>/<int:pk>-<slug:digest>.png", covers.cover, name="cover"),
    path("club/", football.clubs, name="clubs"),
    path("allenatori/", football.coaches, name="coaches"),
    path("cosa-e-cambiato/", rumours.changes, name="changes"),
    path("panchine/", rumours.benches, name="benches"),
    path("attendibilita/", record.reliability, name="reliability"),
    path("fonti/", record.sources, name="sources"),
    path("fonti/<slug:slug>/", record.source, name="source"),
    path("sitemap-news.xml", sitemaps.sitemap_news, name="sitemap-news"),
    path("sitemap-<slug:part>.xml", sitemaps.sitemap_part, name="sitemap-part"),
    path("manifest.webmanifest", manifest.manifest, name="manifest"),
    path("favicon.ico", manifest.favicon, name="favicon"),
    path("robots.txt", texts.robots, name="robots"),
    path("ads.txt", texts.ads, name="ads"),
    path("humans.txt", texts.humans, name="humans"),
    path(".well-known/security.txt", texts.security, name="security"),
    path("<slug:key>.txt", texts.indexnow_key, name="indexnow-key"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
]
