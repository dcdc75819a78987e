"""The params of a run and the nämnd's standing settings, read from YAML and checked.

`params/<period>.yaml` holds plain scalars only, so that plain papermill can inject them; everything else
lives in the settings file that `inställningar` names. Unknown keys are refused.
"""

from ekonomi.params.database import DatabaseSource
from ekonomi.params.load import FOLDER, find_root, load_params, load_settings, make_params
from ekonomi.params.measures import MeasureSettings
from ekonomi.params.models import Params
from ekonomi.params.published import TableSettings, TextPart, column_name, filled, placeholders, table_name
from ekonomi.params.settings import CheckSettings, PrivacySettings, Settings, ThresholdSettings
from ekonomi.params.sources import BudgetSource, ForecastSource, LedgerSource, SourceFiles
