from newsroom.models.article import Article, State
from newsroom.models.author import Author, Section
from newsroom.models.correction import Correction
from newsroom.models.media import Image
from newsroom.models.user import User

__all__ = ["Article", "Author", "Correction", "Image", "Section", "State", "User"]
