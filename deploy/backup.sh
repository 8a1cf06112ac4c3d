#!/bin/sh
# backup.sh FOLDER DAYS: a copy of the site in FOLDER/<date and time>; those that are DAYS old go, once the new one is whole.
set -eu
folder="$1" days="$2"
"${PYTHON:-.venv/bin/python}" manage.py backup "$folder/$(date -u +%F-%H%M%S)"
find "$folder" -mindepth 1 -maxdepth 1 -type d -name '20??-??-??-??????' -mtime "+$days" -exec rm -r {} +
