"""Answers as they were just given: who asks the same in the same second, while nothing has changed, is given the same
without another look at the page. It is what a kept page costs at the rate at which that matters."""

from django.conf import settings

#: All of a request by which the answer with a kept page may differ.
ASKED = (
    "REQUEST_METHOD",
    "PATH_INFO",
    "QUERY_STRING",
    "HTTP_HOST",
    "HTTP_ACCEPT_ENCODING",
    "HTTP_IF_NONE_MATCH",
    "HTTP_IF_MODIFIED_SINCE",
    "wsgi.url_scheme",
)
#: What sends a request to where the layer looks closely.
PARTICULAR = ("HTTP_COOKIE", "HTTP_AUTHORIZATION", "HTTP_RANGE")
#: Answers of one second.
MOST = 500


class Ready:
    def __init__(self, *, never):
        self.never = never
        scheme, _value = settings.SECURE_PROXY_SSL_HEADER or ("wsgi.url_scheme", None)
        self.asked = (*ASKED, scheme)
        #: ((number of the last change, second), the answers that were given then): replaced whole, so that whoever is
        #: late writes among the former answers, where nobody looks.
        self.state = (None, {})

    def question(self, environ):
        """What a request asks for, as far as answers differ; None for one that wants a closer look."""
        if environ["PATH_INFO"].startswith(self.never):
            return None
        for name in PARTICULAR:
            if name in environ:
                return None
        return tuple(map(environ.get, self.asked))

    def get(self, question, number, now):
        at, answers = self.state
        if at != (number, int(now)):
            self.state = (number, int(now)), {}
            return None
        return answers.get(question)

    def put(self, question, kept, answer, now):
        """Keep an answer for the second in which it was given, if the page stands after the last change that is known
        here and does not end before the second does. Not one whose bytes were made for it: they would be many."""
        at, answers = self.state
        if not kept.has(answer[-1]):
            return
        if at == (kept.checked, int(now)) and not kept.stale_at(int(now) + 1) and len(answers) < MOST:
            answers[question] = answer
