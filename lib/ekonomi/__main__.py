"""`python -m ekonomi`: the command line, where its script is not on the path."""

import sys

from ekonomi.cli import main

sys.exit(main())
