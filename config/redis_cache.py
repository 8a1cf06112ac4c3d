"""Redis as a cache on which nothing depends: while it is away nothing is found there, and all is worked out anew."""

import logging
import time
from typing import ClassVar

from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)
#: Seconds to wait for an answer, and seconds for which a server that gave none is left alone.
PATIENCE, LEFT_ALONE = 1, 5


class Redis(RedisCache):
    """Django's, with the three methods that the site uses and those made of them."""

    #: server: when it is asked again. Each thread has a cache of its own, and all learn from one.
    away: ClassVar = {}

    def __init__(self, server, params):
        patience = {"socket_timeout": PATIENCE, "socket_connect_timeout": PATIENCE}
        super().__init__(server, params | {"OPTIONS": patience | params.get("OPTIONS", {})})

    def get(self, key, default=None, version=None):
        return self._tried(default, super().get, key, default, version)

    def set(self, key, *value, **more):
        return self._tried(None, super().set, key, *value, **more)

    def add(self, key, *value, **more):
        return self._tried(False, super().add, key, *value, **more)

    def _tried(self, otherwise, act, *arguments, **more):
        server = tuple(self._servers)
        if time.monotonic() < self.away.get(server, 0):
            return otherwise
        try:
            answer = act(*arguments, **more)
        except RedisError:
            was_there, self.away[server] = server not in self.away, time.monotonic() + LEFT_ALONE
            if was_there:
                logger.exception("Redis cannot be reached: nothing is kept there until it can")
            return otherwise
        if self.away.pop(server, None):
            logger.warning("Redis can be reached again")
        return answer
