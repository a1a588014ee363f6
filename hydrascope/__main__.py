"""``python -m hydrascope``."""

import signal
import sys

from hydrascope.cli.main import main

if __name__ == "__main__":
    if "--progress" in sys.argv:
        # A dashboard started in a shell's background ignores interrupts and hands that on;
        # what it starts must hear its Stop.
        signal.signal(signal.SIGINT, signal.default_int_handler)
    sys.exit(main())
