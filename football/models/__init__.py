from football.models.address import Addressed, PastSlug
from football.models.alias import Alias, AliasKind, namesakes
from football.models.club import Club, Competition
from football.models.comparing import ToldApart, shares
from football.models.kinds import Kind
from football.models.loaded import LoadedRow
from football.models.merging import Merge
from football.models.person import Coach, Person, Player
from football.models.stamp import Stamp, stamp
from football.models.tenure import HowEnded, Role, Tenure
from football.models.window import TransferWindow

__all__ = [
    "Addressed",
    "Alias",
    "AliasKind",
    "Club",
    "Coach",
    "Competition",
    "HowEnded",
    "Kind",
    "LoadedRow",
    "Merge",
    "PastSlug",
    "Person",
    "Player",
    "Role",
    "Stamp",
    "Tenure",
    "ToldApart",
    "TransferWindow",
    "namesakes",
    "shares",
    "stamp",
]
