"""`python -m ekonomi`: the command line, where its script is not on the path."""

from ekonomi.cli import script

script()
