"""`python -m include.writ COMMAND`: see cli.py."""

import sys

from include.writ.cli import main

sys.exit(main())
