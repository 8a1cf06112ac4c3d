"""Two processes write for a minute; half way the site is backed up, and then restored elsewhere: what had been
acknowledged before the backup began is there.

    python bench/keeping.py [seconds]

On SQLite, or on the PostgreSQL that DATABASE_URL names, in databases of its own.
"""

import os
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("SECRET_KEY", "only-for-tests")

from tests.houses import SEED, House, keep_through_writes  # noqa: E402


def main(seconds=60):
    with tempfile.TemporaryDirectory() as folder, House("prima", folder) as house, House("seconda", folder) as other:
        house.manage("load_demo")
        house.run(SEED)
        answered, lost, backing_up = keep_through_writes(house, other, Path(folder, "copia"), seconds)
        begun = time.monotonic()
        other.manage("restore", Path(folder, "copia"), "--replace")
        restoring = time.monotonic() - begun
        size = sum(p.stat().st_size for p in Path(folder, "copia").rglob("*") if p.is_file())
        print(f"{answered} rows acknowledged before the backup began, {len(lost)} of them lost")
        print(f"{size / 1e6:.0f} MB: backed up in {backing_up:.0f} s, restored in {restoring:.0f} s")
    sys.exit(1 if lost else 0)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
