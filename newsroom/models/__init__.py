from newsroom.models.announcement import Announcement
from newsroom.models.article import Article
from newsroom.models.author import Author, Section
from newsroom.models.correction import Correction
from newsroom.models.correction_request import CorrectionRequest
from newsroom.models.follow import Follow
from newsroom.models.former import FormerAddress, ImportedStory
from newsroom.models.listed import ListedAuthor, ListedClub, ListedPerson, ListedRumour
from newsroom.models.media import Image
from newsroom.models.note import Note
from newsroom.models.notice import Notice
from newsroom.models.pending import PendingChange
from newsroom.models.queries import State
from newsroom.models.sign_in import Act, SignIn
from newsroom.models.typed import Typed
from newsroom.models.user import User
from newsroom.models.versions import Verb, Version

__all__ = [
    "Act",
    "Announcement",
    "Article",
    "Author",
    "Correction",
    "CorrectionRequest",
    "Follow",
    "FormerAddress",
    "Image",
    "ImportedStory",
    "ListedAuthor",
    "ListedClub",
    "ListedPerson",
    "ListedRumour",
    "Note",
    "Notice",
    "PendingChange",
    "Section",
    "SignIn",
    "State",
    "Typed",
    "User",
    "Verb",
    "Version",
]
