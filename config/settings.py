"""Settings, read top to bottom. What differs between machines comes from the environment: .env.example lists it all."""

import os
import re
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured
from django_prose_editor.config import html_tags
from js_asset import static_lazy

BASE_DIR = Path(__file__).resolve().parent.parent
# Each may also be read from a file, as containers are given secrets: SECRET_KEY_FILE names the one of SECRET_KEY.
env = environ.FileAwareEnv()
environ.Env.read_env(os.environ.get("ENV_FILE", BASE_DIR / ".env"))
# All that the site writes on this machine, unless other settings say otherwise.
VAR_DIR = Path(env.str("VAR_DIR", default=str(BASE_DIR / "var")))
VAR_DIR.mkdir(parents=True, exist_ok=True)

# The site

DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env.str("SECRET_KEY", default="")
if not SECRET_KEY:
    raise ImproperlyConfigured(
        "SECRET_KEY is not set. Put SECRET_KEY=<50 random characters> in the environment or in .env "
        "(`make run` and `make .env` write one for you). "
        "SECRET_KEY non è impostata: scrivila nell'ambiente o nel file .env."
    )
SITE_NAME = env.str("SITE_NAME", default="Panchina")
SITE_URL = env.str("SITE_URL", default="http://127.0.0.1:8000").rstrip("/")
SITE_IS_HTTPS = SITE_URL.startswith("https://")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]", urlsplit(SITE_URL).hostname])
# Where the newsroom works, below the site's address: one that nobody guesses keeps the machines away that try them all.
ADMIN_PATH = env.str("ADMIN_PATH", default="admin/").strip("/") + "/"
if not re.fullmatch(r"(?:[a-z0-9-]+/)+", ADMIN_PATH):
    raise ImproperlyConfigured(
        "ADMIN_PATH holds small letters, digits and hyphens, such as redazione-7f3k. "
        "ADMIN_PATH è fatto di lettere minuscole, cifre e trattini, per esempio redazione-7f3k."
    )
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

INSTALLED_APPS = [
    "newsroom",
    "rumours",
    "football",
    "django_prose_editor",
    "imagefield",
    "django_filters",
    "newsroom.desk.site.DeskConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "newsroom.pages.headers.ReaderHeadersMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "newsroom.desk.headers.DeskHeadersMiddleware",
    "newsroom.desk.language.AdminLanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "newsroom.desk.refusals.TooMuchMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "newsroom.desk.accesses.SessionLifeMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "newsroom.addresses.MovedMiddleware",
    "newsroom.addresses.FormerMiddleware",
    "newsroom.due.DueMiddleware",
    "newsroom.feeds.hubs.TellHubsMiddleware",
]
# What a plain reader's page has no use for: it has no session and no form, and is no file (config/readers.py).
NOT_FOR_READERS = [
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "newsroom.desk.headers.DeskHeadersMiddleware",
    "newsroom.desk.language.AdminLanguageMiddleware",
    "newsroom.desk.refusals.TooMuchMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "newsroom.desk.accesses.SessionLifeMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "newsroom.feeds.hubs.TellHubsMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "config.page_templates.Loader",
                    ["django.template.loaders.filesystem.Loader", "django.template.loaders.app_directories.Loader"],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "newsroom.pages.context.site",
                # The admin needs these two; both are lazy, so a reader's page never opens a session.
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# Database: embedded SQLite unless DATABASE_URL names a PostgreSQL.

DATABASES = {"default": env.db_url("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'panchina.sqlite3'}")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        # A writer takes the lock when its transaction starts, so that two of them wait instead of failing half way.
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        # 32 MB of each connection: what lists and searches look up lies all over the table of the stories.
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON; PRAGMA cache_size=-32000;"
        ),
    }
else:
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    # Seconds for a new connection, milliseconds for an open one: without them a machine that is unplugged holds up
    # every thread for minutes, those too that only want to know whether a kept page still stands.
    patience = {"connect_timeout": 3, "tcp_user_timeout": 5_000}
    DATABASES["default"]["OPTIONS"] = patience | DATABASES["default"].get("OPTIONS", {})
    # Behind PgBouncer each transaction may meet another connection of the server, which knows nothing of our cursors.
    DATABASES["default"]["DISABLE_SERVER_SIDE_CURSORS"] = env.bool("PGBOUNCER", default=False)
# A PostgreSQL that follows the first one, from which readers' pages are read (newsroom/kept/replica.py).
if env.str("DATABASE_REPLICA_URL", default=""):
    replica = env.db_url("DATABASE_REPLICA_URL") | {"OPTIONS": {"connect_timeout": 2}, "TEST": {"MIRROR": "default"}}
    DATABASES["replica"] = DATABASES["default"] | replica
    DATABASE_ROUTERS = ["newsroom.kept.replica.Router"]
# To open one costs more than most pages: on SQLite the whole schema is read anew.
for database in DATABASES.values():
    database["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", default=60)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {"default": env.cache_url("CACHE_URL", default="locmemcache://")}

# Pages kept after they were rendered (newsroom/kept): a file of this machine, or the Redis that several machines share.

KEPT_PAGES = env.bool("KEPT_PAGES", default=not DEBUG)
#: Bytes of the file, 0 for none; of that with the pages that have a query an eighth.
KEPT_PAGES_SHARED = env.int("KEPT_PAGES_SHARED", default=256 * 1024 * 1024)
for kind, most in {"pages": KEPT_PAGES_SHARED, "pages_with_query": KEPT_PAGES_SHARED // 8}.items():
    in_a_file = {"BACKEND": "config.page_file.PageFile", "LOCATION": VAR_DIR / "pages" / f"{kind}.sqlite3"}
    in_a_file["OPTIONS"] = {"bytes": most}
    CACHES[kind] = in_a_file if most else {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}
    if env.str("KEPT_PAGES_URL", default=""):
        CACHES[kind] = env.cache_url("KEPT_PAGES_URL")
for cache in CACHES.values():
    if cache["BACKEND"].endswith(".RedisCache"):
        cache["BACKEND"] = "config.redis_cache.Redis"
#: Bytes of memory for each worker.
KEPT_PAGES_MEMORY = env.int("KEPT_PAGES_MEMORY", default=128 * 1024 * 1024)
#: And for the pieces of which pages are made, when they are rendered anew.
KEPT_PIECES_MEMORY = env.int("KEPT_PIECES_MEMORY", default=64 * 1024 * 1024)
#: The pieces that the workers of a machine share, and bytes of that file; 0 for none.
KEPT_PIECES_FILE = VAR_DIR / "pieces" / "pieces.sqlite3"
KEPT_PIECES_SHARED = env.int("KEPT_PIECES_SHARED", default=256 * 1024 * 1024)
KEPT_PAGES_LOCKS = VAR_DIR / "locks"
#: A folder from which a server in front serves kept pages itself: deploy/nginx.conf.
KEPT_PAGES_FOLDER = env.str("KEPT_PAGES_FOLDER", default="")
#: What begins so is never a reader's page.
NEVER_KEPT = [f"/{part}" for part in (ADMIN_PATH, "anteprima/", "static/", "media/", "healthz", "readyz", "cerca/")]

# People

AUTH_USER_MODEL = "newsroom.User"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "admin:login"
# The demo logins are printed on the login page and by `make run`: never on a real site.
DEMO_LOGINS = env.bool("DEMO_LOGINS", default=False)
# Roles that sign in with a code besides the password: set up at the first sign-in. Anyone else may.
PUBLISHING_ROLES = [] if DEMO_LOGINS else ["Caporedattore", "Direttore", "Amministratore"]
SECOND_FACTOR_ROLES = env.list("SECOND_FACTOR_ROLES", default=PUBLISHING_ROLES)
OTP_TOTP_ISSUER = SITE_NAME
# Wrong codes are counted with wrong passwords, in one place that tells how long it takes: newsroom/desk/lockout.py.
OTP_TOTP_THROTTLE_FACTOR = OTP_STATIC_THROTTLE_FACTOR = 0
# A working day, counted from the last use: whoever comes back the next morning signs in.
SESSION_COOKIE_AGE = 3600 * env.int("SESSION_HOURS", default=12)

# The paper: what the law has it say of itself, and whom to write to

MASTHEAD = {
    "name": env.str("MASTHEAD_NAME", default=SITE_NAME),
    "court": env.str("MASTHEAD_COURT", default=""),
    "registration": env.str("MASTHEAD_REGISTRATION", default=""),
    "director": env.str("MASTHEAD_DIRECTOR", default=""),
    "publisher": env.str("MASTHEAD_PUBLISHER", default=""),
    "owner": env.str("MASTHEAD_OWNER", default=""),
    "place": env.str("MASTHEAD_PLACE", default=""),
    "vat": env.str("MASTHEAD_VAT", default=""),
    "host": env.str("MASTHEAD_HOST", default=""),
}
CONTACT = env.str("CONTACT", default="")
DATA_CONTROLLER = env.str("DATA_CONTROLLER", default="")
SECURITY_CONTACT = env.str("SECURITY_CONTACT", default="")

# Search engines and advertisers

ADS_TXT = env.str("ADS_TXT", default="")
INDEXNOW_KEY = env.str("INDEXNOW_KEY", default="")
INDEXNOW_ENDPOINT = env.str("INDEXNOW_ENDPOINT", default="https://api.indexnow.org/indexnow")

# Language and time

LANGUAGE_CODE = "it"
LANGUAGES = [("it", "Italiano"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["config.formats"]
TIME_ZONE = "Europe/Rome"
USE_TZ = True

# Static files: hashed and compressed once by collectstatic, served by WhiteNoise.

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]

# Media: a folder, or an S3-compatible bucket when MEDIA_BUCKET names one.

MEDIA_URL = "/media/"
MEDIA_ROOT = Path(env.str("MEDIA_ROOT", default=str(VAR_DIR / "media")))
MEDIA_BUCKET = env.str("MEDIA_BUCKET", default="")
STORAGES = {
    "default": {"BACKEND": "config.whole_files.WholeFiles"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
if MEDIA_BUCKET:
    STORAGES["default"] = {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": MEDIA_BUCKET,
            "endpoint_url": env.str("MEDIA_ENDPOINT", default=None),
            "custom_domain": env.str("MEDIA_DOMAIN", default=None),
            # A signed address expires, and with it every image in an old feed.
            "querystring_auth": False,
            # Two photographers send a foto.jpg in one month: the second takes another name, not the other's place.
            "file_overwrite": False,
            "object_parameters": {"CacheControl": "max-age=2592000"},
        },
    }

# What a page may load. A reader's runs nothing, and takes its style and its pictures from where these are kept.

MEDIA_ORIGIN = ""
if MEDIA_BUCKET:
    media = STORAGES["default"]["OPTIONS"]
    address = f"https://{media['custom_domain']}" if media["custom_domain"] else media["endpoint_url"]
    MEDIA_ORIGIN = "{0.scheme}://{0.netloc}".format(urlsplit(address or f"https://{MEDIA_BUCKET}.s3.amazonaws.com"))
READER_POLICY = "; ".join(
    [
        "default-src 'none'",
        f"img-src 'self' {MEDIA_ORIGIN}".rstrip(),
        "style-src 'self'",
        "font-src 'self'",
        "manifest-src 'self'",
        # Nothing of ours asks for anything; an audit of the page asks for robots.txt, in the page's name.
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    ]
)
# Of the desk: the import map of the body's editor is the one inline script, and carries the nonce; the editor puts in
# one style, named by its hash: without it every space that is typed would be stored as &nbsp;.
DESK_POLICY = {
    "default-src": ["'none'"],
    "script-src": ["'self'", "'nonce-{nonce}'"],
    "style-src": ["'self'", "'sha256-PlumsSlvJ7vvWzjqibGAYKq92O3y/4JTxWWsWJvyUYA='"],
    # A picture that is dropped or pasted is shown before it is sent.
    "img-src": ["'self'", "blob:", *filter(None, [MEDIA_ORIGIN])],
    "font-src": ["'self'"],
    "connect-src": ["'self'"],
    # The preview.
    "frame-src": ["'self'"],
    "frame-ancestors": ["'none'"],
    "form-action": ["'self'"],
    "base-uri": ["'none'"],
    "object-src": ["'none'"],
}

# The model behind the labels

# The constants in use: a refit (manage.py backtest --fit) writes another file.
RELIABILITY_PARAMETERS = env.str("RELIABILITY_PARAMETERS", default=str(BASE_DIR / "rumours" / "parameters.json"))

# Feeds

# The domain in the permanent identities of feeds: set it once, and leave it when the site moves to another.
FEED_AUTHORITY = env.str("FEED_AUTHORITY", default=urlsplit(SITE_URL).hostname or "localhost")
# The WebSub hubs that carry what is new to subscribers at once.
WEBSUB_HUBS = env.list("WEBSUB_HUBS", default=[])

# Uploads

IMAGEFIELD_BIN_DEPTH = 2
IMAGE_MAX_BYTES = 15 * 1024 * 1024
IMAGE_MAX_PIXELS = 25_000_000
# A long story with many tags posts more fields than Django's default admits; 2.5 MB of text is still refused.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000

# The body's editor: our own nodes, and the HTML that each of them makes (newsroom/models/prose.py names those in use).

DJANGO_PROSE_EDITOR_EXTENSIONS = [
    {
        "js": [static_lazy("desk/embeds.js"), static_lazy("desk/paste.js")],
        "extensions": {
            "QuoteSource": html_tags(["cite"]),
            "ImageFigure": html_tags(["figure", "figcaption"], {"figure": ["data-image", "data-alt"]}),
            "RumourCard": html_tags(["div"], {"div": ["data-rumour"]}),
            "ReadAlso": html_tags(["div"], {"div": ["data-article"]}),
            "CleanPaste": html_tags([]),
            "LeaveByTab": html_tags([]),
        },
    }
]

# Security: everything that needs https is on exactly when SITE_URL is https.

SECURE_SSL_REDIRECT = SITE_IS_HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = env.int("HSTS_SECONDS", default=31_536_000) if SITE_IS_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SITE_IS_HTTPS
SECURE_HSTS_PRELOAD = SITE_IS_HTTPS
SESSION_COOKIE_SECURE = SITE_IS_HTTPS
CSRF_COOKIE_SECURE = SITE_IS_HTTPS
CSRF_TRUSTED_ORIGINS = [SITE_URL]
CSRF_FAILURE_VIEW = "newsroom.desk.refusals.csrf_failure"
X_FRAME_OPTIONS = "DENY"
BEHIND_PROXY = env.bool("BEHIND_PROXY", default=False)
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# Logs

# Lines for people, or JSON for a machine that collects them. Granian's workers log as everything else does.
LOG_JSON = env.bool("LOG_JSON", default=False)
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"request": {"()": "newsroom.request_ids.WithRequestId"}},
    "formatters": {"line": {"format": "{asctime} {levelname} {name} [{request_id}]: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["request"]}},
    # The first announces every rendition of every picture.
    "loggers": {"imagefield": {"level": "WARNING"}, "_granian": {"handlers": ["console"]}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
}
if LOG_JSON:
    LOGGING["formatters"]["line"] = {"()": "config.logs.JsonLines"}

# Errors, told to Sentry when there is a DSN and to nobody otherwise.

SENTRY_DSN = env.str("SENTRY_DSN", default="")
if SENTRY_DSN:
    import_module("config.errors").tell(SENTRY_DSN)

# The developer's server

if DEBUG and find_spec("debug_toolbar"):
    INSTALLED_APPS.append("debug_toolbar")
    after_compression = MIDDLEWARE.index("django.contrib.sessions.middleware.SessionMiddleware")
    MIDDLEWARE.insert(after_compression, "debug_toolbar.middleware.DebugToolbarMiddleware")
    INTERNAL_IPS = ["127.0.0.1"]
    # The toolbar brings scripts and styles of its own.
    DESK_POLICY = DESK_POLICY | {name: ["'self'", "'unsafe-inline'"] for name in ("script-src", "style-src")}
if DEBUG:
    # The toolbar and the page of an error bring scripts and styles of their own.
    READER_POLICY = READER_POLICY.replace("style-src 'self'", "style-src 'self' 'unsafe-inline'")
    READER_POLICY += "; script-src 'self' 'unsafe-inline'"
    STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
