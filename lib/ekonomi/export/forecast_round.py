"""Prognosrundan: a workbook per part of the organisation for the managers' forecast, and what came back in them."""

from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Final

import pandas as pd
from xlsxwriter import Workbook
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from ekonomi import period as periods
from ekonomi import schema, style, terms
from ekonomi.comments import SERVICE_TEXT
from ekonomi.export.workbook import CREATED
from ekonomi.names import slug
from ekonomi.params.sources import ForecastHeadings
from ekonomi.readers.files import matching, read_file
from ekonomi.readers.tabular import read_cells
from ekonomi.readers.values import number
from ekonomi.readers.workbook import WORKBOOKS
from ekonomi.report import Report, selection
from ekonomi.schema import Column, Contract

CODES: Final = ("ansvar", "tjänst", "projekt", "motpart", "kostnadsslag")
SHEET, OVERVIEW = "Prognos", "Översikt"
AREA, EXTERNAL, SO_FAR, BUDGET, BEFORE = "Verksamhetsområde", "Externt", "Utfall", "Budget", "Föregående prognos"
COMMENT, CHANGE, CHECK = "Kommentar", "Ändring", "Kontroll"
MEASURES: Final = {SO_FAR: "utfall", BUDGET: "budget", BEFORE: "föregående"}
_PROPOSED: Final = {"Statistisk prognos": "prognos", "Nedre gräns": "nedre_80", "Övre gräns": "övre_80"}
FORECAST_TEXT: Final = "323_prognos"  # the text slot of the notebook of the forecast
UNANSWERED, BELOW, BEYOND = "svar saknas", "mindre än bokfört", "utanför gränserna: kommentera"


def headings(report: Report) -> ForecastHeadings:
    """What the nämnd's forecasts call their columns: as its latest source does."""
    sources = report.settings.källor.prognos
    return sources[-1].kolumner if sources else ForecastHeadings()


def lines(report: Report) -> pd.DataFrame:
    """A row per combination of codes with an outcome, a budget or an earlier forecast this year (kronor, intäkt +).

    Columns CODES, verksamhetsområde, del (as settings say), externt, utfall, budget, föregående (at first the budget).
    """
    year, versions, rows = report.period[:4], report.versions, report.sums
    rows = rows[(rows["period"].str[:4] == year) & (rows["kostnadsslag"] != terms.BALANS)]
    before = versions.fg_prognos if versions.prognos == report.period else versions.prognos
    kinds = {
        "utfall": (rows["beloppstyp"] == terms.UTFALL) & (rows["period"] <= report.period),
        "budget": (rows["beloppstyp"] == terms.BUDGET) & (rows["version"] == versions.budget),
        "föregående": (rows["beloppstyp"] == terms.PROGNOS) & (rows["version"] == before),
    }
    kinds["föregående"] = kinds["budget"] if before is None else kinds["föregående"]
    part = report.settings.prognosunderlag
    own = [*CODES, *dict.fromkeys(("verksamhetsområde", part)), "intern"]
    told = [rows[which].assign(mått=name) for name, which in kinds.items()]
    wide = pd.concat(told).pivot_table(index=own, columns="mått", values="belopp", aggfunc="sum", fill_value=0)
    found = wide.reindex(columns=list(kinds), fill_value=0).reset_index()
    found["del"], found["externt"] = found[part], found["intern"].map({True: "nej", False: "ja"})
    return found.assign(**{name: found[name] / terms.ÖRE_PER_KRONA for name in kinds})


def proposed(report: Report) -> pd.DataFrame:
    """The statistical proposal of each part (extern, kronor) by serie: prognos, nedre_80, övre_80, fråga."""
    table = report.outlook.organisation.table.set_index("serie")[list(_PROPOSED.values())] / terms.ÖRE_PER_KRONA
    return table.round().assign(fråga=report.outlook.asked.set_index("serie")["fråga"]).fillna({"fråga": ""})


def workbooks(report: Report) -> dict[str, bytes]:
    """A workbook for each part of the organisation, by its file name; the same bytes for the same report."""
    every, proposal, names = lines(report), proposed(report), headings(report)
    return {
        f"prognos-{slug(str(name))}.xlsx": _workbook(report, str(name), own, proposal, names)
        for name, own in every.groupby("del")
    }


def _workbook(report: Report, name: str, own: pd.DataFrame, proposal: pd.DataFrame, names: ForecastHeadings) -> bytes:
    """Locked but for the free columns; a sheet of lines and one that sums them and holds them against the proposal."""
    buffer = BytesIO()
    book = Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    title = f"{report.settings.förvaltning}: {name}, prognos efter {periods.name(report.period)} {report.period[:4]}"
    book.set_properties({"title": title, "created": CREATED})
    amount = "# ##0;[Red]−# ##0"
    looks = {
        "head": book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1}),
        "text": book.add_format({"text_wrap": True, "valign": "top"}),
        "amount": book.add_format({"num_format": amount, "valign": "top"}),
        "free amount": book.add_format({"num_format": amount, "locked": False, "bg_color": "#fff7d6", "border": 1}),
        "free text": book.add_format({"locked": False, "bg_color": "#fff7d6", "border": 1, "text_wrap": True}),
    }
    columns = _lines(_sheet(book, SHEET, title), own, names, looks)
    _overview(_sheet(book, OVERVIEW, title), own, proposal, columns, looks)
    book.close()
    return buffer.getvalue()


def _sheet(book: Workbook, name: str, title: str) -> Worksheet:
    """A protected sheet that prints on the width of a page, its headings on every page."""
    sheet = book.add_worksheet(name)
    sheet.protect(options={"format_columns": True, "format_rows": True})
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.freeze_panes(1, 0)
    sheet.set_header(f"&L{title.replace('&', '&&')}&RBelopp i kronor, intäkter med plus")
    sheet.set_footer("&RSida &P av &N")
    sheet.set_column(0, 20, 14)
    return sheet


def _lines(sheet: Worksheet, own: pd.DataFrame, names: ForecastHeadings, looks: Mapping[str, object]) -> dict[str, str]:
    """The lines with the free columns, and the letter of each heading's column."""
    codes = {head: name for name in CODES if (head := getattr(names, name))}
    texts = {AREA: "verksamhetsområde", **codes, EXTERNAL: "externt"}
    heads = [*texts, *MEASURES, names.belopp, COMMENT, CHANGE, CHECK]
    letter = {head: xl_col_to_name(place) for place, head in enumerate(heads)}
    sheet.write_row(0, 0, heads, looks["head"])
    for at, row in enumerate(own.to_dict("records"), start=1):
        for place, name in enumerate(texts.values()):
            sheet.write_string(at, place, str(row[name]), looks["text"])
        for place, name in enumerate(MEASURES.values(), start=len(texts)):
            sheet.write_number(at, place, row[name], looks["amount"])
        made, booked, before = (f"{letter[head]}{at + 1}" for head in (names.belopp, SO_FAR, BEFORE))
        sheet.write_blank(f"{letter[names.belopp]}{at + 1}", None, looks["free amount"])
        sheet.write_blank(f"{letter[COMMENT]}{at + 1}", None, looks["free text"])
        sheet.write_formula(f"{letter[CHANGE]}{at + 1}", f'=IF({made}="","",{made}-{before})', looks["amount"], "")
        below = f"AND({made}*{booked}>=0,ABS({made})<ABS({booked}))"
        check = f'=IF({made}="","{UNANSWERED}",IF({below},"{BELOW}",""))'
        sheet.write_formula(f"{letter[CHECK]}{at + 1}", check, looks["text"], UNANSWERED)
    free = f"{letter[names.belopp]}2:{letter[names.belopp]}{len(own) + 1}"
    sheet.data_validation(free, {"validate": "decimal", "criteria": "between", "minimum": -1e12, "maximum": 1e12,
                                 "error_title": "Inget tal",
                                 "error_message": "Skriv hela årets belopp i kronor, intäkter med plus."})  # fmt: skip
    sheet.set_column(f"{letter[COMMENT]}:{letter[COMMENT]}", 40)
    return {**letter, "made": letter[names.belopp], "slag": letter[names.kostnadsslag]}


def _overview(
    sheet: Worksheet, own: pd.DataFrame, proposal: pd.DataFrame, letter: Mapping[str, str], looks: Mapping[str, object]
) -> None:
    """What the lines sum to by part (extern), beside the proposal, and whether it lies outside."""
    heads = [AREA, "Kostnadsslag", *MEASURES, *_PROPOSED, "Lämnad prognos", CHANGE, CHECK, "Anmärkning, tkr"]
    sheet.write_row(0, 0, heads, looks["head"])
    extern = own[own["externt"] == "ja"]
    sums = extern.groupby(["verksamhetsområde", "kostnadsslag"])[list(MEASURES.values())].sum().reset_index()
    for at, row in enumerate(sums.to_dict("records"), start=1):
        serie = f"{row['verksamhetsområde']}{terms.DELAD}{row['kostnadsslag']}"
        known = proposal.loc[serie] if serie in proposal.index else None
        sheet.write_row(at, 0, [row["verksamhetsområde"], row["kostnadsslag"]], looks["text"])
        given = [] if known is None else list(known[list(_PROPOSED.values())].dropna())
        amounts = [*(row[name] for name in MEASURES.values()), *given]
        sheet.write_row(at, 2, amounts, looks["amount"])
        column = {head: f"{SHEET}!${letter[head]}:${letter[head]}" for head in (AREA, EXTERNAL, "made", "slag")}
        total = f'SUMIFS({column["made"]},{column[AREA]},A{at + 1},{column["slag"]},B{at + 1},{column[EXTERNAL]},"ja")'
        sheet.write_formula(at, 8, f"={total}", looks["amount"], 0)
        sheet.write_formula(at, 9, f"=I{at + 1}-E{at + 1}", looks["amount"], 0)
        beyond = f'=IF(AND(G{at + 1}<>"",OR(I{at + 1}<G{at + 1},I{at + 1}>H{at + 1})),"{BEYOND}","")'
        sheet.write_formula(at, 10, beyond, looks["text"], "")
        sheet.write_string(at, 11, "" if known is None else str(known["fråga"]), looks["text"])
    last = len(sums) + 1
    sheet.write_string(last, 0, "Summa", looks["head"])
    for place in (*range(2, 5), 8, 9):
        name = xl_col_to_name(place)
        sheet.write_formula(last, place, f"=SUM({name}2:{name}{last})", looks["amount"], 0)
    sheet.set_column("L:L", 50)


def returned(report: Report, folder: Path) -> pd.DataFrame:
    """The lines of every workbook of a folder: `lines` with helår (kronor, NaN unanswered), kommentar, fil and rad.

    Only the codes and the free columns are read; what else stands in the workbooks counts for nothing. Raises
    DataError as `read_cells`.
    """
    names = headings(report)
    own = {name: head for name in CODES if (head := getattr(names, name))}
    contract = Contract((
        *(Column(name, schema.TEXT, head) for name, head in own.items()),
        Column("helår", schema.CELL_AMOUNT, names.belopp), Column("kommentar", schema.TEXT, COMMENT),
    ))  # fmt: skip
    parts = []
    for path in matching(folder, WORKBOOKS):
        file = read_file(path, report.root, report.settings.place("källor", "prognos"))
        parts.append(read_cells(file, contract, sheet=SHEET).assign(fil=path.name))
    empty = pd.DataFrame(columns=[*own, "helår", "kommentar", "fil", "rad"], dtype="str")
    found = pd.concat(parts) if parts else empty
    found = found.assign(helår=number(found["helår"]), **{name: "" for name in CODES if name not in own})
    return lines(report).merge(found, on=list(CODES), how="outer")


def summary(report: Report, folder: Path) -> list[str]:
    """A line per part: who has answered, what changed, and what lies outside or below without a comment."""
    rows, proposal = returned(report, folder), proposed(report)
    rows["del"] = rows["del"].fillna(rows["fil"])
    return [_said(str(name), own, proposal) for name, own in rows.groupby("del")]


def _said(name: str, own: pd.DataFrame, proposal: pd.DataFrame) -> str:
    answered = own["helår"].notna()
    if not answered.any():
        return f"{name}: inget svar."
    made = own["helår"].fillna(0.0)
    moved = round(100 * (made - own["föregående"].fillna(0.0))[answered].sum())
    change = style.shown(style.in_unit(moved, "mnkr"), "mnkr")
    below = answered & (made * own["utfall"] >= 0) & (made.abs() < own["utfall"].abs())
    parts = [f"{answered.sum()} av {len(own)} rader har svar", f"ändrat {change} mnkr sedan förra prognosen"]
    for (area, slag), group in own[own["externt"] == "ja"].groupby(["verksamhetsområde", "kostnadsslag"]):
        told, total = (group["kommentar"].fillna("") != "").any(), group["helår"].sum(min_count=len(group))
        limits = proposal.reindex([f"{area}{terms.DELAD}{slag}"])
        beyond = (total < limits["nedre_80"]) | (total > limits["övre_80"])
        if not told and beyond.any():
            parts.append(f"{slag} ligger utanför gränserna utan kommentar")
    if below.any():
        parts.append(f"{below.sum()} {'rad' if below.sum() == 1 else 'rader'} {BELOW}")
    return f"{name}: {'; '.join(parts)}."


def drafts(report: Report, folder: Path) -> dict[str, str]:
    """The comments as first drafts of the own texts that they belong in (markdown), by the text.

    Each stands in the text of the forecast, in the one that `kommentarer` in the settings names for its
    verksamhetsområde or its tjänst's row of tjänstekostnader, and in that of its tjänst.
    """
    rows = returned(report, folder)
    said = rows[rows["kommentar"].fillna("") != ""].drop_duplicates(["del", "kostnadsslag", "tjänst", "kommentar"])
    own = {name.casefold(): text for name, text in report.settings.kommentarer.items()}
    lines = {} if report.service_lines is None else report.service_lines.set_index("tjänst")["linje"].to_dict()
    services = selection.names(report, "tjänst") if lines else {}
    texts: dict[str, dict[str, list[str]]] = {}
    for row in said.to_dict("records"):
        code, area = str(row["tjänst"]), str(row["verksamhetsområde"])
        places = [FORECAST_TEXT, *(own.get(name.casefold(), "") for name in (area, str(lines.get(code, ""))))]
        about = report.slag.labels.get(row["kostnadsslag"], row["kostnadsslag"])
        about += f", {services[code]}" if code in services else ""
        for text in dict.fromkeys([*places, SERVICE_TEXT.format(code) if code in services else ""]):
            texts.setdefault(text, {}).setdefault(str(row["del"]), []).append(f"- {about}: {row['kommentar']}")
    texts.pop("", None)
    return {
        text: "\n".join(f"**{name}**\n\n" + "\n".join(dict.fromkeys(lines)) + "\n" for name, lines in parts.items())
        for text, parts in texts.items()
    }
