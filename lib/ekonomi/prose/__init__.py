"""Sentences built from the tables' own cells, and the economists' own texts."""

from ekonomi.prose.business import personalvolym, volym
from ekonomi.prose.finance import ekonomi, prognos, resultat, utfall_organisation, utfall_tjänster
from ekonomi.prose.measures import mått
from ekonomi.prose.own import OwnText, OwnTexts, own_text
from ekonomi.prose.parts import Figures, Number, Prose, Sentence, references, sentence
from ekonomi.prose.services import bilaga_1, tjänstekostnader
from ekonomi.prose.summary import SECTIONS, sammanfattning, sections

__all__ = [
    "SECTIONS",
    "Figures",
    "Number",
    "OwnText",
    "OwnTexts",
    "Prose",
    "Sentence",
    "bilaga_1",
    "ekonomi",
    "mått",
    "own_text",
    "personalvolym",
    "prognos",
    "references",
    "resultat",
    "sammanfattning",
    "sections",
    "sentence",
    "tjänstekostnader",
    "utfall_organisation",
    "utfall_tjänster",
    "volym",
]
