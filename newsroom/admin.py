"""Where Django looks for a module of the admin: the desk itself is in newsroom/desk/."""

from newsroom.desk import articles, catalogue, following, pictures, trail, users

__all__ = ["articles", "catalogue", "following", "pictures", "trail", "users"]
