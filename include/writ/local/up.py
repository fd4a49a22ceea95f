"""`make up`: Airflow's UI with everything behind it, until Ctrl-C.

It keeps the data of the demo or of an earlier run. It refuses to start twice in one folder.
"""

from __future__ import annotations

import sys
import threading

from include.writ.errors import ConfigError
from include.writ.local.children import ChildDied
from include.writ.local.people import DEMO_PEOPLE
from include.writ.local.processes import Stack, running_stack

_LOOK_SECONDS = 1.0


def describe(stack: Stack) -> str:
    """Address, demo users with passwords and Writ roles, and where the logs are."""
    rows = [
        f"  {demo.person.id:<11} {stack.passwords[demo.person.id]:<17} {demo.person.name:<18} {demo.person.post}"
        for demo in DEMO_PEOPLE
    ]
    heading = f"  {'user':<11} {'password':<17} {'name (fictional)':<18} post"
    lines = [f"Airflow and the Docket: {stack.api_url}", heading, *rows, f"Logs: {stack.logs}", "Ctrl-C stops all."]
    return "\n".join(lines)


def main() -> int:
    """Run in the foreground; 0 after Ctrl-C, 1 when something is wrong (said on stderr)."""
    try:
        with running_stack(say=_say) as stack:
            _say(describe(stack))
            _watch(stack)
    except KeyboardInterrupt:
        _say("stopped")
    except (ConfigError, ChildDied) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _watch(stack: Stack) -> None:
    pause = threading.Event()
    while not pause.wait(_LOOK_SECONDS):
        stack.ensure_alive()


def _say(text: str) -> None:
    print(text, flush=True)


if __name__ == "__main__":
    sys.exit(main())
