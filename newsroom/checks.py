"""What must be so before the paper is put before readers: `manage.py check --deploy`."""

import re
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import Error, Warning
from django.utils.translation import gettext as _

from newsroom.legal import missing

ADS_RECORD = re.compile(r"[\w.-]+\.\w+\s*,\s*[^,\s]+\s*,\s*(?:DIRECT|RESELLER)\s*(?:,\s*[\w.-]+\s*)?", re.I)
ADS_VARIABLE = re.compile(r"(?:OWNERDOMAIN|MANAGERDOMAIN|SUBDOMAIN|CONTACT|INVENTORYPARTNERDOMAIN)\s*=\s*\S.*", re.I)
INDEXNOW_KEY = re.compile(r"[A-Za-z0-9-]{8,128}")


def check_masthead(app_configs, **kwargs):
    """The data of the testata are complete: L. 47/1948 has every page lead to them."""
    lacking = ", ".join(f"MASTHEAD_{name.upper()}" for name in missing())
    said = _("The page about the paper lacks what the law asks for: set %(names)s.") % {"names": lacking}
    return [Warning(said, id="newsroom.W001")] if lacking else []


def check_contacts(app_configs, **kwargs):
    """Readers and whoever finds a hole can write to somebody."""
    lacking = [name for name in ("CONTACT", "DATA_CONTROLLER", "SECURITY_CONTACT") if not getattr(settings, name)]
    said = _("Nobody can be written to: set %(names)s.") % {"names": ", ".join(lacking)}
    return [Warning(said, id="newsroom.W002")] if lacking else []


def check_discovery(app_configs, **kwargs):
    """What is set for advertisers, search engines and finders of holes is what they can read."""
    found = [*_ads(), *_indexnow()]
    contact = settings.SECURITY_CONTACT
    if contact and urlsplit(contact).scheme not in ("mailto", "https", "tel"):
        found.append(Error(_("SECURITY_CONTACT begins with mailto:, https: or tel:."), id="newsroom.E003"))
    return found


def _ads():
    if not settings.ADS_TXT:
        return
    try:
        lines = Path(settings.ADS_TXT).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        yield Error(_("ADS_TXT names a file that cannot be read."), id="newsroom.E001")
        return
    for number, line in enumerate(lines, start=1):
        record = line.partition("#")[0].strip()
        if record and not ADS_RECORD.fullmatch(record) and not ADS_VARIABLE.fullmatch(record):
            said = _("ads.txt, line %(number)d: no advertiser would read it.") % {"number": number}
            yield Error(said, id="newsroom.E002")


def _indexnow():
    if settings.INDEXNOW_KEY and not INDEXNOW_KEY.fullmatch(settings.INDEXNOW_KEY):
        yield Error(_("INDEXNOW_KEY has 8 to 128 letters, digits or hyphens."), id="newsroom.E004")
