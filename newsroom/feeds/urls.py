from django.urls import path

from newsroom.feeds import views

urlpatterns = [
    path("feed.rss", views.all_stories, name="feed"),
    path("club/<slug:slug>/feed.rss", views.club, name="club-feed"),
    path("allenatori/<slug:slug>/feed.rss", views.person, name="coach-feed"),
    path("giocatori/<slug:slug>/feed.rss", views.person, name="player-feed"),
    path("voci/feed.rss", views.rumours, name="rumours-feed"),
    path("cosa-e-cambiato/feed.rss", views.changes, name="changes-feed"),
]
