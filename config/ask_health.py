"""Asks the web server of this machine whether it is well: `python -m config.ask_health`.

Exit 0 if it answers 200, else 1 and a sentence. For health checks from inside a container, so it
asks by a name the site answers for, and needs nothing but Python.
"""

import os
import sys
import urllib.request

PORT = 8000
SECONDS = 5


def main() -> int:
    """The exit code."""
    host = os.environ.get("ALLOWED_HOSTS", "").split(",")[0].lstrip(".") or "localhost"
    address = f"http://127.0.0.1:{os.environ.get('PORT', PORT)}/sehat"
    request = urllib.request.Request(address, headers={"Host": host})
    try:
        with urllib.request.urlopen(request, timeout=SECONDS) as answer:  # noqa: S310
            return 0 if answer.status == 200 else 1
    except OSError as error:
        print(f"{address} does not answer well: {error}", file=sys.stderr)  # noqa: T201
        return 1


if __name__ == "__main__":
    sys.exit(main())
