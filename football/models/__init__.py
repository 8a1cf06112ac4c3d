from football.models.address import Addressed, PastSlug
from football.models.alias import Alias, AliasKind
from football.models.club import Club, Competition
from football.models.loaded import LoadedRow
from football.models.person import Coach, Person, Player
from football.models.tenure import HowEnded, Role, Tenure

__all__ = [
    "Addressed",
    "Alias",
    "AliasKind",
    "Club",
    "Coach",
    "Competition",
    "HowEnded",
    "LoadedRow",
    "PastSlug",
    "Person",
    "Player",
    "Role",
    "Tenure",
]
