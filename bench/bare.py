"""The least that Django can do, under the same server: what a request is measured against.

python bench/bare.py tells what one costs without a server, in ms of CPU.
"""

import time
from wsgiref.util import setup_testing_defaults

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse
from django.urls import path

PAGE = b"<!doctype html>" + b"<p>Panchina</p>" * 2_000
TIMES = 3_000
settings.configure(ROOT_URLCONF=__name__, ALLOWED_HOSTS=["*"], SECRET_KEY="bench", MIDDLEWARE=[])  # noqa: S106
urlpatterns = [path("", lambda request: HttpResponse(PAGE))]
application = get_wsgi_application()


def answer():
    environ = {}
    setup_testing_defaults(environ)
    b"".join(application(environ, lambda status, headers: None))


if __name__ == "__main__":
    answer()
    began = time.process_time()
    for _time in range(TIMES):
        answer()
    print(f"{(time.process_time() - began) / TIMES * 1000:.3f}")
