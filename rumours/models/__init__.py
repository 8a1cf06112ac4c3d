from rumours.models.assessment import AppendOnly, Assessment
from rumours.models.race import Race
from rumours.models.report import Report
from rumours.models.rumour import Rumour
from rumours.models.source import Source

__all__ = ["AppendOnly", "Assessment", "Race", "Report", "Rumour", "Source"]
