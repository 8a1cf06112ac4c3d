"""Where Django looks for a module of the admin: the desk itself is in newsroom/desk/."""

from newsroom.desk import articles, catalogue, correction_requests, following, pictures, trail, users

__all__ = ["articles", "catalogue", "correction_requests", "following", "pictures", "trail", "users"]
