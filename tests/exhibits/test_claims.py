"""What own texts claim is held against their tables, and what they cite is what the tables print."""

import csv
from pathlib import Path

import pandas as pd
import pytest

from ekonomi import terms
from ekonomi.claims import contradicted, sentences
from ekonomi.prose import own_text
from ekonomi.prose.cited import citations, signed_lines
from ekonomi.table import Column, Row, Table

CASES = list(csv.DictReader((Path(__file__).parents[1] / "cases" / "claims.csv").open(encoding="utf-8", newline="")))
MNKR = terms.ÖRE_PER_MNKR
ROWS = {
    "Intäkter": (346.2, -9.1, -8.9),
    "EK": (-35.7, 1.1, 0.8),
    "Övriga tjänster": (-213.6, 4.5, 0.5),
    "Kommunbidrag": (-23.8, -0.5, -0.9),
    "Resultat": (-4.8, 13.4, 0.0),
}
COLUMNS = (terms.M_UTFALL, terms.AVVIKELSE, terms.AVVIKELSE_HELÅR)


def table() -> Table:
    öre = pd.DataFrame({row: [round(mnkr * MNKR) for mnkr in cells] for row, cells in ROWS.items()}).T
    return Table(
        tuple(Row(name, name) for name in ROWS),
        tuple(Column(name, name) for name in COLUMNS),
        öre.set_axis(list(COLUMNS), axis=1).astype("Int64"),
        caption="Kostnader",
        id="tjänstekostnader",
    )


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"])
def test_what_a_sentence_says_against_the_sign_or_the_amount(case):
    found = contradicted(sentences(case["text"], case["rubrik"]), [table()], {"EK": "Ekonomi"})
    assert "; ".join(f"{claim.said}: {claim.cell}" for claim in found).replace("\u00a0", " ") == case["finns"]


def test_a_claim_says_its_line_and_follows_the_nearest_heading():
    first = "# Kommunbidrag\n\nStycket\när kort. Kostnaderna är lägre än budget."
    text = f"{first}\n\n# Övriga tjänster\n\nDe är lägre än budget."
    claims = list(contradicted(sentences(text), [table()], {}))
    assert [(claim.line, claim.rad) for claim in claims] == [(4, "Kommunbidrag")]


def look(name: str, rad: str, kolumn: str):
    if name != "3.2.4":
        raise KeyError(f"rapporten har inte tabellen ”{name}”")
    return table().cell(rad, kolumn)


@pytest.mark.parametrize(
    ("cited", "said", "fault"),
    [
        ("{{ 3.2.4 | Kommunbidrag | avvikelse }}", "−0,5\u00a0mnkr", ""),
        ("{{3.2.4|Kommunbidrag|avvikelse|utan tecken}}", "0,5\u00a0mnkr", ""),
        ("{{ 3.2.5 | Kommunbidrag | avvikelse }}", "", "rapporten har inte tabellen ”3.2.5”"),
        ("{{ 3.2.4 | Bidrag | avvikelse }}", "", "tjänstekostnader har inte ”Bidrag”. Närmast: ”Kommunbidrag”."),
        ("{{ 7*7 }}", "", "hänvisningen ska skrivas {{ tabell | rad | kolumn }}, och kan sluta med | utan tecken"),
        (
            "{{ 3.2.4 | Kommunbidrag | avvikelse }",
            "",
            "hänvisningen ska skrivas {{ tabell | rad | kolumn }}; }} saknas",
        ),
    ],
)
def test_a_text_cites_a_cell_and_a_wrong_name_is_told(cited, said, fault):
    found = list(citations(f"Rad ett.\n\nDet är {cited} i år.", look))
    assert [(one.line, one.said, one.fault) for one in found] == [(3, said, fault)]
    shown = own_text("51_mal", f"Det är {cited} i år.", look=look).html
    assert f"<p>Det är {said} i år.</p>" in shown.replace("&nbsp;", "\u00a0") if said else cited in shown


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("- 8,6 mnkr är resultatet", "<p>−8,6 mnkr är resultatet</p>"),
        ("Resultatet är\n- 1 250 tkr", "<p>Resultatet är\n−1 250 tkr</p>"),
        ("+ 5,5 % i år", "<p>+5,5 % i år</p>"),
        ("- 3 tjänster är tomma", "<ul>\n<li>3 tjänster är tomma</li>\n</ul>"),
    ],
)
def test_an_amount_that_opens_a_line_keeps_its_sign(line, shown):
    assert shown in own_text("51_mal", line).html
    assert bool(list(signed_lines(line))) == ("<ul>" not in shown)
