from django.urls import path, register_converter
from django.urls.converters import StringConverter

from newsroom.feeds import views


class FormatConverter(StringConverter):
    regex = "rss|atom|json"


register_converter(FormatConverter, "format")

#: Each stands beside the page that lists the same; by its name `listings.FEEDS` says what it holds.
FEEDS = {
    "feed": "",
    "section-feed": "sezioni/<slug:slug>/",
    "club-feed": "club/<slug:slug>/",
    "coach-feed": "allenatori/<slug:slug>/",
    "player-feed": "giocatori/<slug:slug>/",
    "author-feed": "autori/<slug:slug>/",
    "rumours-feed": "voci/",
    "changes-feed": "cosa-e-cambiato/",
    "corrections-feed": "rettifiche/",
}
urlpatterns = [
    *(path(f"{page}feed.<format:format>", views.feed, name=name) for name, page in FEEDS.items()),
    path("feed/", views.about_feeds, name="feeds"),
    path("feed/club.opml", views.clubs_and_coaches, name="opml"),
]
