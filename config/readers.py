"""Django as a plain reader meets it: without the middlewares that the desk needs, which cost more than most pages."""

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler

#: Addresses of editors, of whom they trust, and of files.
NOT_READERS = (f"/{settings.ADMIN_PATH}", "/anteprima/", settings.STATIC_URL, settings.MEDIA_URL)


class Readers:
    """The WSGI application: whoever asks for a page, and shows no session, is a reader; anybody else is answered by
    `application`."""

    def __init__(self, application):
        self.application, self.readers = application, Handler()
        # Wherever it stands: of how a name may be written Django knows more ways than one.
        self.session = settings.SESSION_COOKIE_NAME

    def __call__(self, environ, start_response):
        application = self.readers if self._is_reader(environ) else self.application
        return application(environ, start_response)

    def _is_reader(self, environ):
        return (
            environ["REQUEST_METHOD"] in ("GET", "HEAD")
            and self.session not in environ.get("HTTP_COOKIE", "")
            and not environ["PATH_INFO"].startswith(NOT_READERS)
        )


class Handler(WSGIHandler):
    def load_middleware(self, is_async=False):
        whole = settings.MIDDLEWARE
        # Django knows one list, and looks at it here alone: at the start, before anybody is answered.
        settings.MIDDLEWARE = [name for name in whole if name not in settings.NOT_FOR_READERS]
        try:
            super().load_middleware(is_async)
        finally:
            settings.MIDDLEWARE = whole
