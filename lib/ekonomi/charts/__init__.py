"""The charts of the report: one function each, explicit inputs, a frozen Chart out."""

from ekonomi.charts.chart import Chart
from ekonomi.charts.deviations import avvikelse_per_ansvar, största_avvikelser, tjänster
from ekonomi.charts.fan import prognossolfjäder
from ekonomi.charts.key_figures import KeyFigures, nyckeltal
from ekonomi.charts.measures import mått
from ekonomi.charts.monthly import månadsvis, årsarbetare
from ekonomi.charts.portfolios import portföljer
from ekonomi.charts.result_bridge import resultatbro, vad_prognosen_kräver
from ekonomi.charts.service import tjänstens_år, vägen_till
