#!/bin/sh
# Between the build of a version and its first request, as the user that serves. To be run again after each update.
set -eu
cd "$(dirname "$0")/.."
.venv/bin/python manage.py check --deploy
.venv/bin/python manage.py collectstatic --no-input --verbosity 0
.venv/bin/python manage.py migrate --no-input
.venv/bin/python manage.py create_roles
