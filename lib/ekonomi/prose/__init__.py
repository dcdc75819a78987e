"""Sentences built from the tables' own cells, and the economists' own texts."""

from ekonomi.prose.business import personalvolym, uppdrag, volym
from ekonomi.prose.finance import ekonomi, prognos, resultat, utfall_organisation, utfall_tjänster
from ekonomi.prose.measures import mått
from ekonomi.prose.outlook import brygga, frågor, statistik, träffsäkerhet, utanför
from ekonomi.prose.own import OwnText, OwnTexts, own_text
from ekonomi.prose.pace import prognosens_väg, vad_prognosen_kräver, åtgärdsbehov
from ekonomi.prose.parts import Figures, Number, Prose, Sentence, references, sentence
from ekonomi.prose.services import tjänstekostnader, tjänsterna
from ekonomi.prose.summary import sammanfattning

# every section of sentences, in the report's order
SECTIONS = (
    *(sammanfattning, volym, mått, personalvolym),
    *(ekonomi, resultat, utfall_organisation, utfall_tjänster),
    *(prognos, vad_prognosen_kräver, prognosens_väg, statistik, utanför, frågor, brygga, träffsäkerhet),
    *(tjänstekostnader, uppdrag, tjänsterna, åtgärdsbehov),
)
