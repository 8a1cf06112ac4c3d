"""The settings as a server would read them, in a process of their own."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MASTHEAD = ["COURT", "REGISTRATION", "DIRECTOR", "PUBLISHER", "OWNER", "PLACE", "VAT", "HOST"]
PRODUCTION = {
    "SECRET_KEY": "k9#mQ2vX7pL4wZ8nR3tY6uB1cF5gH0jD-aS_eWq+oIiUyTrEzNbVcXm",
    "SITE_URL": "https://panchina.example",
    "ALLOWED_HOSTS": "panchina.example",
    "CACHE_URL": "redis://127.0.0.1:6379/1",
    "BEHIND_PROXY": "1",
    **{f"MASTHEAD_{name}": "x" for name in MASTHEAD},
    "CONTACT": "redazione@panchina.example",
    "DATA_CONTROLLER": "Panchina srl",
    "SECURITY_CONTACT": "mailto:sicurezza@panchina.example",
}


def manage(*arguments, **environment):
    clean = {"PATH": os.environ["PATH"], "ENV_FILE": os.devnull, "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=clean | environment,
        capture_output=True,
        text=True,
        timeout=60,
    )


def setting(expression, **environment):
    printed = manage("shell", "-v0", "-c", f"from django.conf import settings; print({expression})", **environment)
    assert printed.returncode == 0, printed.stderr
    return printed.stdout.strip()


def test_without_a_secret_nothing_starts_and_a_sentence_says_what_to_set():
    refused = manage("check")
    assert refused.returncode != 0
    assert "SECRET_KEY non è impostata" in refused.stderr


def test_a_server_passes_the_deployment_check():
    checked = manage("check", "--deploy", "--fail-level", "WARNING", **PRODUCTION)
    assert checked.returncode == 0, checked.stderr


def test_debug_is_off_unless_asked_for():
    assert setting("settings.DEBUG", SECRET_KEY="x") == "False"
    assert (
        setting("settings.DEBUG, 'debug_toolbar' in settings.INSTALLED_APPS", SECRET_KEY="x", DEBUG="1") == "True True"
    )


def test_sqlite_waits_and_checks_its_keys():
    options = setting("settings.DATABASES['default']['OPTIONS']", SECRET_KEY="x")
    for expected in ("IMMEDIATE", "journal_mode=WAL", "foreign_keys=ON", "'timeout': 20"):
        assert expected in options


def test_postgresql_and_redis_come_from_addresses():
    environment = {
        "SECRET_KEY": "x",
        "DATABASE_URL": "postgres://u:p%40ss@db:5433/news",
        "CACHE_URL": "redis://cache:6379/0",
    }
    database = setting("settings.DATABASES['default']", **environment)
    for expected in ("postgresql", "p@ss", "5433", "'CONN_MAX_AGE': 60", "'CONN_HEALTH_CHECKS': True"):
        assert expected in database
    assert "redis_cache" in setting("settings.CACHES['default']", **environment)


def test_media_may_stand_in_a_bucket():
    storage = setting("settings.STORAGES['default']", SECRET_KEY="x", MEDIA_BUCKET="media", MEDIA_DOMAIN="m.example")
    assert "S3Storage" in storage
    assert "'querystring_auth': False" in storage


@pytest.mark.parametrize(
    ("url", "secure"), [("https://a.example", "True True True"), ("http://a.example", "False False False")]
)
def test_https_brings_everything_that_needs_it(url, secure):
    values = "settings.SECURE_SSL_REDIRECT, settings.SESSION_COOKIE_SECURE, settings.SECURE_HSTS_SECONDS > 0"
    assert setting(values, SECRET_KEY="x", SITE_URL=url) == secure


def test_migrations_are_complete():
    assert manage("makemigrations", "--check", "--dry-run", SECRET_KEY="x").returncode == 0


def test_the_commands_of_the_readme_are_in_the_makefile():
    makefile = (ROOT / "Makefile").read_text()
    readme = (ROOT / "README.md").read_text()
    for target in ("run", "test", "dev", "help"):
        assert f"\n{target}:" in makefile
        assert f"make {target}" in readme


def test_a_secret_may_come_in_a_file(tmp_path):
    path = tmp_path / "secret"
    path.write_text("from-a-file")
    assert setting("settings.SECRET_KEY", SECRET_KEY_FILE=str(path)) == "from-a-file"
