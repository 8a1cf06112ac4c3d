from django.urls import path, register_converter
from django.urls.converters import StringConverter

from newsroom.pages import football, health, record, rumour, rumours, search, sitemaps, stories


class YearConverter(StringConverter):
    regex = "[0-9]{4}"


class TwoDigits(StringConverter):
    regex = "[0-9]{2}"


register_converter(YearConverter, "yyyy")
register_converter(TwoDigits, "mm")

urlpatterns = [
    path("", stories.home, name="home"),
    path("articoli/<yyyy:year>/<mm:month>/<slug:slug>/", stories.article, name="article"),
    path("sezioni/<slug:slug>/", stories.section, name="section"),
    path("archivio/<yyyy:year>/<mm:month>/<mm:day>/", stories.archive, name="archive"),
    path("autori/<slug:slug>/", stories.author, name="author"),
    path("rettifiche/", stories.corrections, name="corrections"),
    path("redazione/", stories.masthead, name="masthead"),
    path("club/", football.clubs, name="clubs"),
    path("club/<slug:slug>/", football.club, name="club"),
    path("allenatori/", football.coaches, name="coaches"),
    path("allenatori/<slug:slug>/", football.person, name="coach"),
    path("giocatori/<slug:slug>/", football.person, name="player"),
    path("voci/", rumours.rumours, name="rumours"),
    path("voci/<slug:slug>/", rumour.rumour, name="rumour"),
    path("cosa-e-cambiato/", rumours.changes, name="changes"),
    path("panchine/", rumours.benches, name="benches"),
    path("attendibilita/", record.reliability, name="reliability"),
    path("fonti/", record.sources, name="sources"),
    path("fonti/<slug:slug>/", record.source, name="source"),
    path("cerca/", search.search, name="search"),
    path("sitemap.xml", sitemaps.sitemap_index, name="sitemap"),
    path("sitemap-<slug:section>-lista.xml", sitemaps.sitemap_section, name="sitemap-section"),
    path("sitemap-news.xml", sitemaps.sitemap_news, name="sitemap-news"),
    path("robots.txt", sitemaps.robots, name="robots"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
]
