"""Write the example data: `python -m data.generator` from the root of the repo."""

from data.generator.write import write_all

write_all()
