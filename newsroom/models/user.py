from django.contrib.auth.models import AbstractUser


class User(AbstractUser):
    """Who signs in. A model of our own from the first migration, since it cannot be swapped later."""
