"""The least that Django can do, under the same server: what a request is measured against."""

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse
from django.urls import path

PAGE = b"<!doctype html>" + b"<p>Panchina</p>" * 2_000
settings.configure(ROOT_URLCONF=__name__, ALLOWED_HOSTS=["*"], SECRET_KEY="bench", MIDDLEWARE=[])  # noqa: S106
urlpatterns = [path("", lambda request: HttpResponse(PAGE))]
application = get_wsgi_application()
