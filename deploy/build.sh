#!/bin/sh
# Installs what the site needs beside its code: in an image, on a server, in a test. To be run again after each update.
set -eu
cd "$(dirname "$0")/.."
test -x .venv/bin/python || "${PYTHON:-python3}" -m venv .venv
.venv/bin/python -m pip install --quiet --no-cache-dir --disable-pip-version-check -r requirements-prod.txt
# Compiled now: whoever serves may not write here.
.venv/bin/python -m compileall -q config football newsroom rumours
ENV_FILE=/dev/null SECRET_KEY=only-to-build .venv/bin/python manage.py check
