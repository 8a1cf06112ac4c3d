"""Kill the server fifty times while an editor saves, and count what was answered with success and is not there.

    python bench/kill.py [times]

On SQLite, or on the PostgreSQL that DATABASE_URL names, in a database of its own.
"""

import os
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("SECRET_KEY", "only-for-tests")

from tests.test_durability import kill_while_saving  # noqa: E402


def main():
    times, begun = int((sys.argv[1:] or ["50"])[0]), time.monotonic()
    answered, lost = kill_while_saving(times)
    print(f"{times} kills in {time.monotonic() - begun:.0f} s: {answered} saves answered, {len(lost)} lost")
    sys.exit(1 if lost else 0)


if __name__ == "__main__":
    main()
