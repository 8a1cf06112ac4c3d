"""Ends well when the site answers at its socket: for the health check of a container."""

import socket
import sys
from http.client import HTTPConnection

connection = HTTPConnection("localhost", timeout=5)
connection.sock = socket.socket(socket.AF_UNIX)
connection.sock.settimeout(5)
connection.sock.connect(sys.argv[1])
connection.request("GET", "/healthz")
sys.exit(connection.getresponse().status != 200)
