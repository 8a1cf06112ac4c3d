"""The register at the desk: clubs and people, their names and tenures, merging two that are one."""

from football.admin import entries, merges, windows
from football.admin.lists import FoldedSearch

__all__ = ["FoldedSearch", "entries", "merges", "windows"]
