"""What the history says of the full year: series, the way to the decided forecast, the track record."""

from ekonomi.outlook.outlook import Outlook, load_models, outlook, replay
from ekonomi.outlook.series import Postings, by_organisation, by_service
