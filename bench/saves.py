"""Many editors save one story at once, and a server is killed while it saves: what was answered with success is there.

    python bench/saves.py [crowd [saves of each] | kill [times]]

On SQLite, or on the PostgreSQL that DATABASE_URL names, in a database of its own.
"""

import os
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("SECRET_KEY", "only-for-tests")

from tests.test_durability import EDITORS, kill_while_saving, save_in_a_crowd  # noqa: E402


def crowd(each=25):
    begun = time.monotonic()
    asked = save_in_a_crowd(each)
    took = time.monotonic() - begun
    print(
        f"{EDITORS * each} saves by {EDITORS} editors in {took:.0f} s, {asked} times asked between two texts: none lost"
    )


def kill(times=50):
    begun = time.monotonic()
    answered, lost = kill_while_saving(times)
    print(f"{times} kills in {time.monotonic() - begun:.0f} s: {answered} saves answered, {len(lost)} lost")
    sys.exit(1 if lost else 0)


if __name__ == "__main__":
    wanted, *numbers = sys.argv[1:] or ["crowd"]
    {"crowd": crowd, "kill": kill}[wanted](*map(int, numbers))
