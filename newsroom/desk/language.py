"""The admin speaks Italian, or English to those who ask for it; the readers' pages are always Italian."""

from django.conf import settings
from django.utils import translation

from newsroom.desk.place import is_desk


class AdminLanguageMiddleware:
    """Serve the admin in the language of the editor's cookie. Django's own middleware would ask the browser instead,
    and make every public page vary by it."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
        if not is_desk(request) or chosen not in dict(settings.LANGUAGES):
            return self.get_response(request)
        with translation.override(chosen):
            return self.get_response(request)
