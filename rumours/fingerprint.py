"""What an assessment was computed from, as one short text: equal fingerprints, equal inputs. Pure."""

import hashlib
import json
from dataclasses import asdict

from rumours.evidence import NO_PAST
from rumours.reliability import PARAMETERS, opening_rate


def fingerprint(weighing, *, at, past=NO_PAST, parameters=PARAMETERS):
    """Return the digest of a rumour's claim, its reports, and what the past said of its kind and of its sources.

    The clock is no input: by itself it appends no assessment. Of the past only what would be felt counts.
    """
    claim = weighing.claim
    skills = [round(past.skill(head, claim.family, at=at), 1) for head in weighing.in_favour]
    start = round(opening_rate(claim, past=past, parameters=parameters), 2)
    reports = [_row(report) for report in weighing.known]
    inputs = [parameters.version, asdict(claim), reports, start, skills]
    return hashlib.sha256(json.dumps(inputs, sort_keys=True, default=str).encode()).hexdigest()


def _row(report):
    """A report as the probability knows it. `asdict` copies deeply, which ten thousand reports would feel."""
    return [str(value) for value in vars(report).values()]
