"""Which file each table beside the ledger comes from, as an urval names it."""

from ekonomi.params import Settings


def file_names(settings: Settings) -> dict[str, str]:
    """The file of each table of `Sources`, counted from the folder `data`; the table's name where there is none."""
    sources = settings.källor
    staff, measures = sources.personal, sources.effektmått
    named = {
        "hours": staff.arbetad_tid if staff else None,
        "norm": staff.helårsnorm if staff else None,
        "incidents": measures.incidenter if measures else None,
        "measure_forecasts": measures.prognoser if measures else None,
        "volumes": sources.volymer,
        "portfolio": sources.portfölj,
        "actions": sources.åtgärder,
        "adjustments": sources.justeringar,
    }
    return {table: name or table for table, name in named.items()}
