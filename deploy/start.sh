#!/bin/sh
# start.sh SOCKET PERMISSIONS: the site, at a socket in the file system where nginx meets it. Of TCP sockets each worker has its
# own, and who waits at the one of a worker that is replaced is lost. GRANIAN_WORKERS and GRANIAN_BLOCKING_THREADS say how many.
set -eu
cd "$(dirname "$0")/.."
# Who was killed leaves it behind, and nobody else can then listen there.
rm -f "$1"
exec .venv/bin/granian --interface wsgi --uds "$1" --uds-permissions "$2" --no-ws --log-level warning \
  --respawn-failed-workers --workers-kill-timeout 30 config.wsgi:application
