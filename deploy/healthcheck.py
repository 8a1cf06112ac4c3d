"""Ends well when the site answers at its socket: for the health check of a container."""

import os
import socket
import sys
from http.client import HTTPConnection
from urllib.parse import urlsplit

connection = HTTPConnection("localhost", timeout=5)
connection.sock = socket.socket(socket.AF_UNIX)
connection.sock.settimeout(5)
connection.sock.connect(sys.argv[1])
# At the host of the site, which it knows whatever else it is told to.
host = urlsplit(os.environ.get("SITE_URL", "")).netloc or "localhost"
connection.request("GET", "/healthz", headers={"Host": host})
sys.exit(connection.getresponse().status != 200)
