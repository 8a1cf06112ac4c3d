"""The newsroom's side of the market talk, by what an editor does."""

from rumours.admin import record, rumour, sources

__all__ = ["record", "rumour", "sources"]
