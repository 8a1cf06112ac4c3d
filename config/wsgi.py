import gc
import os
import sys

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
application = get_wsgi_application()

# After Django is set up: what follows knows its settings and its tables.
from django.conf import settings  # noqa: E402

from config.readers import Readers  # noqa: E402
from newsroom.kept.layer import KeptPages  # noqa: E402
from newsroom.kept.turns import take_short_turns  # noqa: E402
from newsroom.request_ids import RequestIds  # noqa: E402

if not settings.DEBUG:
    application = Readers(application)
if settings.KEPT_PAGES:
    application = KeptPages(application)
    # The threads of the server are those that this one starts.
    take_short_turns()
application = RequestIds(application)
# What stands by now stays: to look through it for what may go costs a tenth of each page. And what a request leaves
# behind goes by itself, but for little: it need not be looked for every 700 objects.
gc.collect()
gc.freeze()
gc.set_threshold(20_000, 10, 10)
# A page that is kept takes a tenth of a millisecond: it does not wait 5 ms for each thread that renders another.
sys.setswitchinterval(0.0001)
