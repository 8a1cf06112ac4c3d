from rumours.models.assessment import AppendOnly, Assessment
from rumours.models.override import Override
from rumours.models.race import Race
from rumours.models.report import Report
from rumours.models.rumour import Rumour
from rumours.models.source import Domain, Source

__all__ = ["AppendOnly", "Assessment", "Domain", "Override", "Race", "Report", "Rumour", "Source"]
