"""``python -m hydrascope``."""

import sys

from hydrascope.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
