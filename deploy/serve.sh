#!/bin/sh
# Serves the site on this machine with granian; the media folder is served beside Django. A server puts nginx in front.
PORT="${PORT:-8000}"
# Feeds and canonical addresses carry the port that is served, unless .env names the public address.
ADMIN_PATH="${ADMIN_PATH:-$(sed -n 's/^ADMIN_PATH=//p' .env 2>/dev/null)}"
grep -q '^SITE_URL=' .env 2>/dev/null || export SITE_URL="${SITE_URL:-http://127.0.0.1:$PORT}"
echo
echo "  Panchina: http://127.0.0.1:$PORT/          redazione: http://127.0.0.1:$PORT/${ADMIN_PATH:-admin/}"
if grep -q '^DEMO_LOGINS=1' .env 2>/dev/null; then
  echo "  Accessi di prova: redattore, caporedattore, direttore, amministratore; password: panchina-demo"
fi
echo "  Ctrl-C per fermare."
echo
mkdir -p var/media
exec .venv/bin/granian --interface wsgi --host 127.0.0.1 --port "$PORT" --workers 1 --blocking-threads 2 --respawn-failed-workers \
  --log-level warning --static-path-route /media --static-path-mount var/media config.wsgi:application
