"""What is installed is pinned, and docs/dependencies.md says why each of it is there."""

import os
import re
import runpy
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FILES = sorted(ROOT.glob("requirements*.txt"))
BROUGHT = "# What the packages above bring along."


def plain(name):
    return re.sub(r"\[.*\]", "", name).strip().lower().replace("_", "-")


def pins(text):
    return [line for line in text.splitlines() if line and not line.startswith(("#", "-r"))]


def chosen():
    """The packages that we asked for, and not those that came with them."""
    return {plain(line.split("==")[0]) for file in FILES for line in pins(file.read_text().split(BROUGHT)[0])}


def told():
    """{package: the other cells of its row}."""
    rows = [
        line.strip("| ").split(" | ")
        for line in (ROOT / "docs/dependencies.md").read_text().splitlines()
        if "|" in line
    ]
    return {plain(row[0]): row[1:] for row in rows if len(row) == 4 and row[0] != "package"}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_everything_is_pinned_exactly(file):
    assert [line for line in pins(file.read_text()) if not re.fullmatch(r"[\w.\[\]-]+==[\w.]+", line)] == []


def test_each_has_a_reason_a_licence_and_a_replacement():
    assert set(told()) == chosen()
    assert [name for name, cells in told().items() if not all(cell.strip() for cell in cells)] == []


def test_an_audit_tells_what_it_found(capsys):
    tell = runpy.run_path(str(ROOT / ".ci/audit.py"))["tell"]
    sound = {"name": "sound", "version": "1", "vulns": []}
    assert tell([sound]) == 0
    assert tell([sound, {"name": "holed", "version": "2", "vulns": [{"id": "CVE-1"}]}]) == 1
    assert "VULNERABLE: holed 2: CVE-1" in capsys.readouterr().out


def test_an_audit_that_reaches_nobody_is_none_and_says_so():
    nowhere = dict.fromkeys(("HTTPS_PROXY", "HTTP_PROXY", "https_proxy", "http_proxy"), "http://127.0.0.1:9")
    done = subprocess.run(
        [sys.executable, ".ci/audit.py"], cwd=ROOT, env=os.environ | nowhere, capture_output=True, text=True
    )
    assert done.returncode == 3
    assert "NOT AUDITED" in done.stdout
    assert "Audited:" not in done.stdout
