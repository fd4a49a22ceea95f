"""Sends what is due to one platform in a process of its own, by the connection that it reads from its input."""

from __future__ import annotations

import json
import sys

from include.writ.channels.settings import ChannelConnection
from include.writ.wiring import sending
from include.writ.wiring.press import KeyConnection

if __name__ == "__main__":
    asked = json.load(sys.stdin)
    key = KeyConnection(asked["key"], "")
    print(json.dumps(sending.deliver_to(asked["platform"], ChannelConnection(**asked["connection"]), key)))
