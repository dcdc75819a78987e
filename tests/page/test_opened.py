"""The economist's rapport.html: each figure opens what it is made of, with the keyboard and without a script."""

import json
import re
from collections import Counter
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from html import escape, unescape
from pathlib import Path
from types import SimpleNamespace

import nbformat
import pandas as pd
import pytest
from lxml import html

from ekonomi import charts, prose, reconcile, style, tables, terms, urval
from ekonomi import period as periods
from ekonomi.export.opened import opened, typed, unmarked
from ekonomi.export.page import build_page, render
from ekonomi.forecast import odd
from ekonomi.outlook.asked import asked
from ekonomi.params import make_params
from ekonomi.prose import OwnTexts, own_text
from ekonomi.report import Report, new_report
from ekonomi.report.contents import contents
from ekonomi.report.lists import SUM, Listed, ranked
from ekonomi.report.made_of import Makings
from ekonomi.table import Table
from ekonomi.tables.asked import part_of
from ekonomi.underlag import evaluate, postings
from tests.page.browsing import axe_source, violations

ROOT = Path(__file__).resolve().parents[2]
MONEY = {"mnkr": 1000, "tkr": 1, "kr": Decimal("0.001")}
LARGEST = 5_000_000  # bytes of a page
BUTTONS = "//button[@popovertarget and not(@popovertargetaction)]"
MOST = 12  # figures of a kind that are held against their parts
CITING = "Resultatet blev {{ TABELL | Resultat | utfall }}, **{{ TABELL | Resultat | avvikelse }}** mot budget."
CHOSEN = {"grundskolenamnden": "2025-08", "intraservice": "2025-03"}


def citing(report: Report) -> str:
    return CITING.replace("TABELL", report[tables.resultat].name)


def monthly_charts(report: Report) -> list[charts.Chart]:
    """The charts whose figures stand in no table: months, the fan, counts of projects, a tjänst's year and its ways."""
    period = report.period
    own = [charts.månadsvis(report.monthly, period), report.solfjäder(), charts.mått(report.measures, period)]
    own += [charts.årsarbetare(report.personnel_monthly, period)]
    if report.services:
        own += [charts.portföljer(report[tables.projektportföljer]), report.services["1101"].chart]
        own += [report.services["1101"].way, report.solfjäder({"tjänst": "1101"}), report.solfjäder(mot="fjolåret")]
    return [chart for chart in own if chart.wide is not None]


@pytest.fixture(scope="module", params=sorted(CHOSEN))
def made(request) -> tuple[Report, list[Table], str]:
    """A report, some of what its pages print, and the page of it with every figure opened."""
    settings = f"params/{request.param}.yaml"
    report = new_report(make_params(period=CHOSEN[request.param], inställningar=settings, upplaga="ekonom"), ROOT)
    shown = [report[tables.resultat], report.avvikelse(per="ansvar"), report[tables.balansräkning]]
    shown += [report[tables.avstämning]]
    if report.services:
        page = report.services["1101"]
        shown += [report[tables.tjänstekostnader], page.costs, page.drivers, page.units]
    else:
        shown += [report[tables.ansvarsområde], report[tables.mått], report[tables.kostnad_per_enhet]]
    drawn = [charts.resultatbro(report[tables.kostnadsslag]), charts.avvikelse_per_ansvar(report[tables.ansvarsområde])]
    drawn += monthly_charts(report)
    drawn += [ranked_services(report)] if report.services else []
    told = [report[prose.sammanfattning], own_text("egen", citing(report), look=report.texts.look)]
    printed = [charts.nyckeltal(report[tables.resultat], report[tables.mått]), *told, *drawn, *shown]
    outputs = [nbformat.v4.new_output("display_data", {"text/html": one._repr_html_()}) for one in printed if one]
    cells = [nbformat.v4.new_code_cell("x", outputs=[output]) for output in outputs]
    heading = nbformat.v4.new_markdown_cell("# Tabeller")
    notebook = nbformat.v4.new_notebook(metadata={"ekonomi": report.metadata}, cells=[heading, *cells])
    page = opened(render(build_page(notebook, marked=True)), report)
    return report, [table for table in shown if isinstance(table, Table)], page


def kind(made_of: urval.Expression) -> tuple:
    """What sort of figure it is: a sum or not, of which rows, by whose keys."""
    own = {("fil" if rows.file else "", *(c.values for c in rows.conditions if c.name == "nycklar"))
           for rows in urval.parts_of(made_of)}  # fmt: skip
    return urval.linear(made_of) is not None, tuple(sorted(own))


def test_the_parts_of_every_kind_of_figure_sum_to_it(made):
    report, shown, _ = made
    figures = pd.concat([report.figures, *(table.figures() for table in shown)]).drop_duplicates("urval")
    figures = figures[figures["urval"] != ""].assign(led=lambda own: own["urval"].map(urval.parse))
    makings, summed, told = Makings(report), Counter(), set()
    for sort, own in figures.groupby(figures["led"].map(kind)):
        for figure in own.iloc[:: max(1, len(own) // MOST)].itertuples():
            parts = list(makings.of({figure.kolumn: figure.led}))
            assert parts, figure
            if not sort[0] or ("fil",) in sort[1]:
                told.add(sort)
                continue
            listed = [part.lines[-1] for part in parts if isinstance(part, Listed)]
            sums = [amount for name, amounts in listed if name == SUM for amount in amounts]
            expected = style.shown(figure.värde * MONEY[figure.enhet], "tkr")
            assert set(sums) == {expected} or (not sums and not figure.värde), (figure, parts)
            summed[sort] += bool(sums)
    assert sum(summed.values()) > 10 and len(told) > 2
    kinds = {keys for _, own in summed for part in own for keys in part[1:]}
    assert kinds == ({("gällande",), ("budgetens",)} if report.rules else set())


def test_every_figure_of_tiles_tables_answers_and_appendices_is_a_button(made):
    _, shown, page = made
    tree = html.fromstring(page)
    assert len(tree.xpath("//dl//dd[@class='varde']/button")) == len(tree.xpath("//dl//dd[@class='varde']")) > 1
    for table in shown:
        cells = [table.cell(row, column).shown for row, own in table.urval.items() for column in own
                 if table.has(row, column) and table.cell(row, column).shown != style.MISSING]  # fmt: skip
        buttons = tree.get_element_by_id(table.anchor).xpath(".//td/button")
        assert sorted(button.text_content() for button in buttons) == sorted(cells)
    for row in tree.xpath("//tr[.//button]"):
        buttons = row.xpath(".//button")
        assert len({button.get("popovertarget") for button in buttons}) == 1
        assert [button.get("tabindex") for button in buttons] == [None, *["-1"] * (len(buttons) - 1)]
    anchors = {button.get("popovertarget") for button in tree.xpath(BUTTONS)}
    assert anchors == {one.get("id") for one in tree.xpath("//*[@popover]")} and len(anchors) > 20
    assert "data-siffra" not in page


def test_a_figure_in_a_sentence_or_a_chart_opens_the_popover_of_its_cell(made):
    report, _, page = made
    tree = html.fromstring(page)
    table = tree.get_element_by_id(report[tables.resultat].anchor)
    (row,) = (row for row in table.xpath(".//tr[td/button]") if row.findtext("th") == "Resultat")
    opened_by = {button.get("popovertarget") for button in row.xpath(".//button")}
    said = [number.text for sentence in report[prose.sammanfattning].sentences for number in sentence.numbers]
    buttons = tree.xpath("//p[@class='siffertext']//button")
    assert [button.text for button in buttons] == said and opened_by & {one.get("popovertarget") for one in buttons}
    cited = tree.xpath("//div[@class='egen-text']//button")
    assert [next(one.iterancestors("p", "strong")).tag for one in cited] == ["p", "strong"]
    assert {one.get("popovertarget") for one in cited} == opened_by and CITING[:10] in page
    assert "\ue000" not in page
    loose = [one for one in buttons if (one.tail or "")[:1] in tuple(".,;:)") and one.getparent().get("class") != "hel"]
    assert not loose and any(one.getparent().get("class") == "hel" for one in buttons)
    figures = tree.xpath("//figure")
    assert len(figures) > 4
    for figure in figures:
        cells = [cell for cell in figure.xpath(".//td") if cell.text_content() != style.MISSING]
        assert cells and all(cell.xpath("button") for cell in cells)
        title = figure.find("figcaption").find("strong")
        assert bool(re.search(r"\d", title.text_content().replace("2025", ""))) == bool(title.xpath(".//button")), title


def test_a_typed_amount_that_is_one_cell_of_its_row_opens_it(made, monkeypatch):
    report, _, _ = made
    name = next(part.fil for one in contents(report.settings, ROOT, terms.EKONOM)
                for part in one.texts if "resultat" in one.tables)  # fmt: skip
    table = report[tables.resultat]
    cell, other = (table.cell("Resultat", column) for column in (terms.AVVIKELSE, terms.M_BUDGET_HELÅR))
    off, whole = (one.shown.removeprefix(style.MINUS) for one in (cell, other))
    cited = f"{{{{ {table.name} | Resultat | avvikelse | utan tecken }}}}"
    source = f"Resultatet är **{off} mnkr** från budget, men {cited} är {off} mnkr."
    texts = {name: f"{source}\n\nAndra kostar 12 345,6 mnkr. Lokalerna kostade {off} mnkr. Resultatet: {whole}1 mnkr."}
    monkeypatch.setitem(vars(report), "texts", OwnTexts(texts, look=report.texts.look))
    output = nbformat.v4.new_output("display_data", {"text/html": report.texts[name].html})
    notebook = typed(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("x", outputs=[output])]), report, {name})
    marks = html.fromstring(notebook.cells[0].outputs[0].data["text/html"]).xpath("//data")
    assert {json.loads(one.get("data-siffra"))[-1] for one in marks} == {str(cell.source[-1])}
    page = opened(render(build_page(notebook, marked=True)), report)
    buttons = html.fromstring(page).xpath("//div[@class='egen-text']//button")
    assert [one.text_content().replace("\u00a0", " ") for one in buttons] == [f"{off} mnkr".replace("\u00a0", " ")] * 3


def test_what_a_month_of_a_chart_is_made_of_comes_to_what_it_prints(made):
    report, _, _ = made
    compared = Counter()
    for chart in monthly_charts(report):
        assert chart.data is not None
        known = periods.month(report.period) if chart.name.startswith(("år ", "prognos")) else 0
        for at, (month, cells) in enumerate(chart.rows):
            for head, (printed, mark) in zip(chart.data.columns, cells, strict=True):
                if mark == "" or chart.name.startswith("väg"):
                    continue
                _, _, told, made_of = json.loads(mark)
                ends = (known, 12) if told not in ("Utfall", "Avvikelse") else (known,)
                value = evaluate(report.ground, urval.parse(made_of), "mnkr") if at + 1 in ends or not known else None
                if value is None or (known == at + 1 and told not in ("Utfall", "Avvikelse")):
                    continue  # a sum over other months, or a forecast, which is no sum of rows
                decimals = len(printed.partition(",")[2].rstrip("\u00a0%"))
                shown = style.number(Decimal(value.numerator) / Decimal(value.denominator), decimals)
                assert printed.removesuffix("\u00a0%") == shown, (chart.name, month, head, made_of)
                compared[chart.name] += 1
    assert len(compared) > 3 and min(compared.values()) > 0


def test_a_year_that_is_added_up_is_told_month_by_month_and_a_forecast_by_its_model(made):
    report, _, _ = made
    chart = report.solfjäder()
    assert chart.data is not None
    last = {
        head: json.loads(mark) for head, (_, mark) in zip(chart.data.columns, chart.rows[-1][1], strict=True) if mark
    }
    whole = urval.parse(last["Budget"][3])
    assert isinstance(whole, urval.Rows)
    months = next(part for part in Makings(report).of({"Budget": whole}) if isinstance(part, Listed))
    assert months.caption == "Per månad, tkr" and [name for name, _ in months.lines][:-1] == [
        periods.name(f"2025-{n:02d}") for n in range(1, 13)
    ]
    told = "".join(
        part for part in Makings(report).of({"Median": urval.parse(last["Median"][3])}) if isinstance(part, str)
    )
    row = report.outlook.organisation.table.set_index("serie").loc[terms.RESULTATET]
    known, rest = (
        style.shown(style.in_unit(round(öre), "tkr"), "tkr", 0) for öre in (row.utfall, row.prognos - row.utfall)
    )
    assert f"känt hittills i år {known}" in told and f"enligt modellen {rest}" in told


def test_a_replay_does_not_open_with_this_years_forecast(made) -> None:
    report, _, _ = made
    replayed = {expression for row in report[tables.träffsäkerhet].urval.values() for expression in row.values()}
    said = [part for one in replayed for part in Makings(report).of({"fel": one}) if isinstance(part, str)]
    assert said and not [part for part in said if part.startswith("Statistisk prognos")]


def test_parts_of_one_size_stand_by_their_codes():
    codes = ["3542", "4611", "5011", "6151", "7495"]
    columns = {"utfall": {code: (-1) ** n * 100_000 for n, code in enumerate(reversed(codes))}}
    assert [name for name, _ in ranked("Per konto, tkr", columns, str).lines][:-1] == codes


def test_the_sides_of_a_tie_out_are_made_of_what_they_say(made):
    report, _, page = made
    ours = report.ties[report.ties["avstämning"] != reconcile.FÖREBILD]  # a model's figures are of other units too
    ties, compared = ours.drop_duplicates("avstämning"), Counter()
    for tie in ties.to_dict("records"):
        for side, made_of in tie[reconcile.URVAL].items():
            value = evaluate(report.ground, made_of, "mnkr")
            assert Decimal(value.numerator) / Decimal(value.denominator) == tie[side], (tie, side)
            compared[side] += 1
    assert min(compared[side] for side in ("vänster", "höger", "differens")) > 2 * bool(report.services)
    assert re.search(r"<strong[^>]*>Avstämningar – [^<]*: ", page)


def test_what_is_said_without_marks_is_the_text_itself(made):
    report, _, _ = made
    told = report[prose.sammanfattning]
    shown = told._repr_html_()
    assert shown.count("<data ") > 3 and unmarked(shown) == f'<p class="siffertext">{escape(told.text)}</p>'
    text = unmarked(own_text("egen", citing(report), look=report.texts.look).html)
    assert "data" not in text and "\ue000" not in text and "mnkr</strong>" in text


def test_the_page_of_every_tjänst_is_at_most_five_megabytes():
    params = make_params(period="2025-03", inställningar="params/intraservice.yaml", upplaga="ekonom")
    report = new_report(params, ROOT)
    printed = (page._repr_html_() for page in report.services.values())
    outputs = [nbformat.v4.new_output("display_data", {"text/html": one}) for one in printed]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("x", outputs=outputs)])
    page = opened(render(build_page(notebook, marked=True)), report)
    assert len(page.encode()) < LARGEST and page.count("popovertarget=") > 3000


def test_what_single_models_say_is_told_by_what_is_known_and_the_rest(made):
    report, _, _ = made
    table = report[tables.det_modellen_ser]
    page = html.fromstring(as_page(report, table))
    compared = 0
    for row in page.get_element_by_id(table.anchor).xpath("./tbody/tr"):
        models = row.xpath("td")[-2]
        told = page.get_element_by_id(row.xpath(".//button")[0].get("popovertarget")).text_content()
        given = [amount(tkr) / 1000 for tkr in re.findall(r" ger (−?[\d\u00a0]+)", told)]
        for button in models.xpath(".//button"):
            assert min(abs(amount(button.text, ",") - mnkr) for mnkr in given) < 0.051
        assert ("inga modeller" in models.text_content()) == (not models.xpath(".//button"))
        compared += len(models.xpath(".//button"))
    assert compared > 3
    asked = report[tables.att_fråga_om]
    if not asked:
        return
    page = html.fromstring(as_page(report, asked))
    for row, question in asked.to_frame(shown=True)["fråga"].items():
        if "fråga" in asked.urval[row]:
            forecast, budget = re.findall(r"−?\d[\d\u00a0]*", question)
            (button,) = page.xpath(f"//td//button[.='{forecast}']")
            told = page.get_element_by_id(button.get("popovertarget")).text_content()
            assert f"ger medianen {forecast}." in told and budget in told


def test_a_count_names_the_rows_that_it_counts(made):
    report, _, _ = made
    läge, found = report[tables.uppdragens_läge], report[tables.kontroller]
    page = html.fromstring(as_page(report, läge, found))
    whole = läge.rows[-1]
    (listed,) = (
        part for part in Makings(report).of(läge.urval[whole.name]) if getattr(part, "heads", ())[:1] == ("rad",)
    )
    own = report.assignments
    assert [name.partition(" · ")[0] for name, _ in listed.lines[:12]] == own["uppdrag"].head(12).tolist()
    assert [cells[0] for _, cells in listed.lines[:12]] == [f"rad {rad}" for rad in own["rad"].head(12)]
    assert (f"Övriga ({len(own) - 12})" == listed.lines[-1][0]) == (len(own) > 12)
    for check, count in found.values["antal"].items():
        told = [one for one in report.findings if one.kontroll.name == check]
        (row,) = (
            one
            for one in page.get_element_by_id(found.anchor).xpath("./tbody/tr")
            if one.findtext("th").lower() == check
        )
        popover = page.get_element_by_id(row.xpath(".//button")[0].get("popovertarget")).text_content()
        assert int(count) == len(told) and all(one.funnet in popover for one in told)


def ranked_services(report: Report) -> charts.Chart:
    return charts.tjänster(report[tables.tjänsteuppföljning], utom=report.grenar.values())


def test_a_number_in_words_opens_the_rows_that_it_counts(made):
    report, _, _ = made
    shown = [report[tables.avstämning], *(report[tables.uppdrag, one] for one in report.perspektiv)]
    shown += [report[tables.pooler], ranked_services(report)] if report.services else []
    tree = html.fromstring(as_page(report, *shown))
    for table in (one for one in shown if isinstance(one, Table)):
        for row in tree.get_element_by_id(table.anchor).xpath("./tbody/tr[not(contains(@class, 'rubrik'))]"):
            words = row.xpath("./th[contains(., 'kontroller stämmer')]")
            cells = zip(table.columns, row.xpath("./td"), strict=True)
            words += [one for at, one in cells if at.name in ("kvar", "nyckel")]
            for one in words:
                told = " ".join(button.text_content() for button in one.xpath(".//button"))
                assert re.findall(r"\d+", told) == re.findall(r"\d+", one.text_content())
    compared = Counter()
    for table in shown:
        for mark, printed in re.findall(r'data-siffra="([^"]*)">([^<]*)</data>', table._repr_html_()):
            tabell, rad, kolumn, made_of = json.loads(unescape(mark))
            if kolumn in ("vänster", "höger", "differens"):
                continue
            amounts = [report.ground.others.amount(rows) for rows in urval.parts_of(urval.parse(made_of))]
            said = printed if kolumn != "nyckel" else report[tables.pooler].cell(rad, kolumn).shown
            numbers = [int(number) for number in re.findall(r"\d+", said)]
            expected = [sum(numbers)] if kolumn == "nyckel" else numbers
            assert list(map(abs, amounts)) == expected, (tabell, rad, printed, made_of)
            compared[kolumn if kolumn in ("kvar", "nyckel") else tabell] += 1
    assert compared["kvar"] > 2 and compared[report[tables.avstämning].name] > 1
    if report.services:
        assert compared["nyckel"] > 20 and compared[report[tables.tjänsteuppföljning].name] == 2
        fewest = tree.xpath("//figcaption//button")[-1]
        popover = tree.get_element_by_id(fewest.get("popovertarget")).text_content()
        assert popover.count(f"mnkr · {style.MINUS}") == int(fewest.text) < 12
        assert all(name in popover for name, (off,) in shown[-1].data.iterrows() if off.startswith(style.MINUS))
    days = next(one for one in tree.xpath("//div[@popover]") if "dagar kvar" in one.text_content())
    assert str(periods.last_day(report.period)) in days.text_content()


def test_what_a_question_says_of_a_month_opens_what_is_booked_in_it(made):
    report, _, _ = made
    serie = f"{report.organisation['verksamhetsområde'].iloc[0]}{terms.DELAD}personal"
    measured, where = part_of(serie, report.slag, report.measured, None)
    year = report.period[:4]
    before = str(int(year) - 1)

    def held(month: str) -> int:
        measure = terms.M_UTFALL if month[:4] == year else terms.M_BOKSLUT
        return measured.sum(measured.chosen[measure] & where & urval.only("period", month))

    jan, feb, dec = held(f"{year}-01"), held(f"{year}-02"), held(f"{before}-12")
    asks = (
        odd.Ask(odd.MOVED_TO, (-1, 0), (dec + jan) / 2, jan),
        odd.Ask(odd.EMPTY, (0, 1), (jan + feb) / 2, feb),
        odd.Ask(odd.ODD, (1,), feb, jan),
        odd.Ask(odd.ODD, (0,), jan * 2, feb),
    )
    tree = SimpleNamespace(
        structure=SimpleNamespace(leaves=[serie]),
        table=pd.DataFrame({"serie": [serie], "prognos": [0]}),
        panel=SimpleNamespace(names=[serie], months=[f"{year}-01"]),
        answer=SimpleNamespace(made=[SimpleNamespace(asks=asks)]),
    )
    table = tables.att_fråga_om(replace(report.outlook, asked=asked(tree)), report.measured, report.slag)
    page = html.fromstring(as_page(report, table))
    buttons = [one.text_content() for one in page.xpath("//tbody//td[1]//button")]
    assert buttons == [odd.booked(ask, terms.ÖRE_PER_TKR) for ask in asks[:3]] and jan and feb and dec
    found = [evaluate(report.ground, made_of, "kr") for made_of in table.told[serie].values()]
    assert found == [Fraction(öre, terms.ÖRE_PER_KRONA) / n for öre, n in ((dec + jan, 2), (jan + feb, 2), (feb, 1))]
    popover = page.get_element_by_id(page.xpath("//tbody//button")[0].get("popovertarget")).text_content()
    assert style.shown(style.in_unit(feb, "tkr"), "tkr", 0) in popover


def as_page(report: Report, *shown: Table) -> str:
    """The page of some tables with every figure opened."""
    outputs = [nbformat.v4.new_output("display_data", {"text/html": one._repr_html_()}) for one in shown]
    cells = [nbformat.v4.new_code_cell("x", outputs=[output]) for output in outputs]
    notebook = nbformat.v4.new_notebook(metadata={"ekonomi": report.metadata}, cells=cells)
    return opened(render(build_page(notebook, marked=True)), report)


def amount(printed: str, comma: str = "") -> float:
    plain = printed.replace("\u00a0", "").replace(style.MINUS, "-")
    return float(plain.replace(comma, ".") if comma else plain)


def test_after_tjänsteomräkning_the_pools_and_their_keys_stand_among_the_parts(made):
    report, _, page = made
    assert ("Hur beloppet kom hit, tkr" in page) == (report.rules is not None)
    if report.rules is None:
        return
    makings = Makings(report)
    rows = next(one for one in map(urval.parse, report[tables.kostnadsslag_per_tjänst].figures()["urval"])
                if isinstance(one, urval.Rows) and one.of("kostnadsslag") is None)  # fmt: skip
    way, vouchers = (part for part in makings.of({"utfall": rows}) if isinstance(part, Listed))
    assert any(re.search(r"\(fast andel\)$", name) and re.search(r" \(\d+,\d\u00a0%\)$", amount)
               for name, (amount, *_) in way.lines)  # fmt: skip
    borne = postings(report.ground, rows).query("verifikation != ''")
    largest = borne.loc[borne["belopp"].abs().sort_values(ascending=False, kind="stable").index][: len(vouchers.lines)]
    shown = [int(amount.replace("\u00a0", "").replace("\u2212", "-")) for _, (amount,) in vouchers.lines]
    assert shown == pytest.approx((largest["belopp"] / terms.ÖRE_PER_KRONA).tolist(), abs=1)
    assert [name.partition(" ")[0] for name, _ in vouchers.lines] == largest["verifikation"].tolist()


def test_a_popover_says_the_command_and_no_text_of_a_voucher(made):
    report, _, page = made
    command = f"ekonomi underlag output/{report.params.inställningar[7:-5]}/{report.period}-ekonom"
    assert page.count(command) == page.count("<div popover") > 0
    assert f"{command} --urval" in page and "'Resultat'" not in page and f"{command} 'avvikelse'" not in page
    assert not report.verifikationstexter
    texts = [text for text in report.ledger["text"].unique() if len(text) > 10]
    assert texts and not [text for text in texts[:500] if text in page]


def test_the_nämnds_page_has_no_button_and_its_notebooks_no_mark(published):
    files = [*published.glob("*.html"), *published.glob("avsnitt/*.ipynb")]
    pages = [path.read_text(encoding="utf-8") for path in files]
    assert len(pages) > 1 and not [page for page in pages if "popover" in page or "data-siffra" in page]


def test_the_keyboard_opens_and_closes_and_axe_finds_nothing(made, browser, tmp_path):
    path = tmp_path / "rapport.html"
    path.write_text(made[2], encoding="utf-8")
    page = browser.new_page(viewport={"width": 1280, "height": 900}, java_script_enabled=True)
    page.goto(path.as_uri())
    held = "[...document.querySelectorAll('.hel')].map(one => getComputedStyle(one).display)"
    assert set(page.evaluate(held)) == {"inline"}
    past = page.locator("a.forbi:not(details *)").first
    past.focus()
    assert past.bounding_box()["x"] >= 0
    page.keyboard.press("Tab")
    first = page.evaluate("document.activeElement.tagName")
    page.keyboard.press("Enter")
    assert (first, page.locator(":popover-open").count()) == ("BUTTON", 1)
    assert page.evaluate("document.activeElement.matches(':popover-open')")
    assert violations(page, axe_source()) == []
    page.keyboard.press("Escape")
    assert page.locator(":popover-open").count() == 0
    assert page.evaluate("document.activeElement.matches('td button')")
    past.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("!document.activeElement.closest('table')")
    page.close()
