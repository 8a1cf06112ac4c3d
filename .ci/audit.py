"""Asks the advisory services about every pinned package.

Ends with 0 when all were asked about and none is known to be vulnerable, with 1 when some are, and with 3, saying so,
when no service could be asked: that is no audit, and must not look like one.
"""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
SERVICES = ("pypi", "osv")
COMMAND = ["--strict", "--no-deps", "--disable-pip", "--format=json", "--progress-spinner=off", "--timeout=20"]
NOT_AUDITED = 3


def ask(service):
    """Return what the service says of each package, or None and why it says nothing."""
    files = [part for name in sorted(ROOT.glob("requirements*.txt")) for part in ("--requirement", str(name))]
    run = [sys.executable, "-m", "pip_audit", *COMMAND, f"--vulnerability-service={service}", *files]
    done = subprocess.run(run, capture_output=True, text=True, cwd=ROOT)
    try:
        packages = json.loads(done.stdout)["dependencies"]
    except (ValueError, KeyError):
        return None, (done.stderr.strip().splitlines() or ["no answer"])[-1]
    skipped = [one["name"] for one in packages if "skip_reason" in one]
    return (None, f"skipped: {', '.join(skipped)}") if skipped else (packages, "")


def main():
    reasons = []
    for service in SERVICES:
        packages, reason = ask(service)
        if packages is not None:
            return tell(packages)
        reasons.append(f"{service}: {reason}")
    print(
        "NOT AUDITED: no advisory service could be asked. Nothing is known of the pinned packages.",
        *reasons,
        sep="\n  ",
    )
    return NOT_AUDITED


def tell(packages):
    found = [(one["name"], one["version"], v["id"]) for one in packages for v in one["vulns"]]
    for name, version, ident in found:
        print(f"VULNERABLE: {name} {version}: {ident}")
    print(f"Audited: {len(packages)} packages, {len(found)} known vulnerabilities.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
