"""Write the example data: `python -m data.generator_grundskola` from the root of the repo."""

from data.generator_grundskola.write import write_all

write_all()
