"""Which requests ask for a page that may be kept, and under which name: everything else goes to Django."""

from urllib.parse import parse_qsl, urlencode

from django.conf import settings

from newsroom.models.former import BY_NUMBER

#: Parameters that change what a page or feed prints, by the first part of its address. Any other is of no account.
PARAMETERS = {
    "": ("prima", "mese"),
    "voci": ("club", "persona", "tipo", "attendibilita", "stato", "dal", "al", "prima", "mese"),
    "panchine": ("competizione",),
    "allenatori": ("competizione", "giorno", "prima", "mese"),
}
#: Longer than any address or query that the site itself prints.
LONGEST = 500


class Shapes:
    """Built once for the site: the addresses that are never kept depend on its settings."""

    def __init__(self, *, never):
        self.never = tuple(never)
        self.session = settings.SESSION_COOKIE_NAME

    def name_of(self, environ):
        """The name of what is asked for, its address with what counts of the query; None when it is not a page that may
        be kept."""
        path, query = environ["PATH_INFO"], environ.get("QUERY_STRING", "")
        if (
            environ["REQUEST_METHOD"] not in ("GET", "HEAD")
            or path.startswith(self.never)
            or len(path) + len(query) > LONGEST
            or self.session in environ.get("HTTP_COOKIE", "")
            or "HTTP_AUTHORIZATION" in environ
            or "HTTP_RANGE" in environ
        ):
            return None
        return self._with_query(path, query) if query else path

    def _with_query(self, path, query):
        known = PARAMETERS.get(path.lstrip("/").partition("/")[0], PARAMETERS[""])
        given = parse_qsl(query, keep_blank_values=True)
        if path == "/" and any(name in BY_NUMBER for name, _value in given):
            # An address of the site that ours was before: it leads elsewhere.
            return None
        counted = sorted((name, value) for name, value in given if name in known and value)
        if len({name for name, _value in counted}) != len(counted):
            return None
        return f"{path}?{urlencode(counted)}" if counted else path
