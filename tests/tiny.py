"""A tiny but complete nämnd, written into a folder: the smallest input that gives a whole report.

`write(folder)` writes params, settings and every source of two years and a quarter; `edit` and `edit_cell` plant a
fault in one of them. Amounts are in kronor; the ledger and the budget have debit +.
"""

import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path

import openpyxl
import xlsxwriter

PERIOD = "2025-03"
MONTHS = [f"{year}{month:02d}" for year in (2024, 2025) for month in range(1, 13)][:15]
DATA = "data/mininamnd"
LEDGER_HEADER = (
    "Konto;Ansvar;Projekt;Spec;AktAO;Objekt;Verk;Motpart;Belopp;Period;Verifikationsnr;"
    "Verifikationstyp;Radnr;Transdatum;Verifikationsdatum;Registrerad;Text"
)
BUDGET_HEADER = ["Konto", "Ansvar", "Projekt", "Objekt", "Motpart"]
SHORT_MONTHS = ["jan", "feb", "mar", "apr", "maj", "jun", "jul", "aug", "sep", "okt", "nov", "dec"]
FORECAST_HEADER = ["Ansvar", "Projekt", "Objekt", "Motpart", "Kostnadsslag", "Helår"]

PARAMS = f"""period: "{PERIOD}"
status: utkast
inställningar: params/mininamnd.yaml
upplaga: nämnd
"""
SETTINGS = f"""nämnd: Mininämnden
förvaltning: Miniförvaltningen
märkning: Exempeldata
data: {DATA}
stängningsdag: 10
avsnitt:
  - 321_resultat
källor:
  huvudbok:
    filer:
      - huvudbok_*.csv
  budget:
    - fil: budget_2024.xlsx
      år: 2024
      version: "2024"
      beslutad: 2023-11-20
    - fil: budget_2025.xlsx
      år: 2025
      version: "2025"
      beslutad: 2024-11-20
  prognos:
    - fil: prognos_2025-03.xlsx
      period: "2025-03"
      beslutad: 2025-04-16
  registerfiler:
    kontoplan: kontoplan.csv
    organisation: organisation.csv
    projekt: projekt.csv
    tjänster: tjanster.csv
    grupper: grupper.csv
    motparter: motparter.csv
    pooler: pooler.csv
    nycklar: nycklar.csv
    återkommande: aterkommande.csv
    kostnadsslag: kostnadsslag.csv
  personal:
    arbetad_tid: arbetad_tid.csv
    helårsnorm: helarsnorm.csv
  mått:
    - namn: SLA
      benämning: Lösta i tid
      enhet: procent
      decimaler: 0
      riktning: högre
      målvärde: 90
      källa:
        fil: incidenter.csv
        form: ärenden
        andel: made_sla
    - namn: Nöjda
      enhet: antal
      källa:
        fil: matt.csv
  måttprognoser: prognoser.csv
  uppdrag: uppdrag.csv
  portfölj: portfolj.csv
  åtgärder: atgarder.csv
"""
# konto, ansvar, projekt, tjänst, motpart, kronor a month (debit +), kostnadsslag
MONTHLY = [
    ("3111", "11", "", "1101", "0110", -400_000, "intäkter"),
    ("3111", "21", "", "2101", "0110", -600_000, "intäkter"),
    ("3111", "12", "20110", "3101", "9000", -50_000, "intäkter"),
    ("3511", "90", "", "9201", "0110", -100_000, "kommunbidrag"),
    ("3541", "21", "", "2101", "0490", -30_000, "kommuninterna bidrag"),
    ("5011", "11", "", "1101", "", 300_000, "personal"),
    ("5011", "12", "", "", "", 150_000, "personal"),
    ("5011", "90", "", "", "", 80_000, "personal"),
    ("5011", "21", "", "2101", "", 350_000, "personal"),
    ("7430", "12", "20110", "3101", "9000", 45_000, "konsult"),
    ("6811", "21", "", "2101", "9000", 150_000, "IT"),
    ("6010", "90", "", "", "0490", 30_000, "övriga"),
    ("6010", "11", "10110", "9101", "9000", 20_000, "övriga"),
]
TABLES = {
    "kontoplan.csv": """konto;benämning;kostnadsslag;giltig_från;giltig_till
1510;Kundfordringar;balans;2022-01;
2510;Leverantörsskulder;balans;2022-01;
3111;Försäljning;intäkter;2022-01;
3511;Kommunbidrag;kommunbidrag;2022-01;
3541;Kommuninterna bidrag;kommuninterna bidrag;2022-01;
5011;Löner;personal;2022-01;
6010;Lokalhyra;övriga;2022-01;
6811;Licenser;IT;2022-01;
7430;Konsulter;konsult;2022-01;
""",
    "kostnadsslag.csv": """kostnadsslag;benämning;rad;ordning;giltig_från;giltig_till
intäkter;Intäkter;intäkter;1;2022-01;
kommunbidrag;Kommunbidrag;kommunbidrag;2;2022-01;
kommuninterna bidrag;Kommuninterna bidrag;kommuninterna bidrag;3;2022-01;
personal;Personalkostnader;kostnader;4;2022-01;
konsult;Konsultkostnader;kostnader;5;2022-01;
IT;IT-program, IT-tjänster, hyra och leasing av IT-utrustning;kostnader;6;2022-01;
övriga;Övriga kostnader;kostnader;7;2022-01;
""",
    "organisation.csv": """ansvar;benämning;verksamhetsområde;avdelning;ordning;giltig_från;giltig_till
11;Ekonomi;Ekonomi;Gemensamma tjänster;1;2022-01;
12;HR;HR;Gemensamma tjänster;2;2022-01;
21;Drift;Digital infrastruktur;Digital infrastruktur;3;2022-01;
90;Stab;Avdelning Styrning och stöd;Avdelning Styrning och stöd;4;2022-01;
""",
    "projekt.csv": """projekt;benämning;gren;giltig_från;giltig_till
10110;Ny faktura;förvaltning;2022-01;
20110;Nytt lönesystem;utveckling;2022-01;
""",
    "tjanster.csv": """tjänst;benämning;område;grupp;ordning;giltig_från;giltig_till
1101;Redovisning;EK;bastjänster och digital infrastruktur;1;2022-01;
1201;Lön;HR;bastjänster och digital infrastruktur;2;2022-01;
2101;Nät;Digital Infrastruktur;bastjänster och digital infrastruktur;3;2022-01;
3101;Nytt lönesystem;HR;förändringsinitiativ;4;2022-01;
9101;Direktförsäljning;EK;övriga tjänster;5;2022-01;
9201;Arkiv;EK;kommunbidrag;6;2022-01;
""",
    "grupper.csv": """grupp;benämning;uppdelning;summa;ordning;giltig_från;giltig_till
bastjänster och digital infrastruktur;Bastjänster;område;Totalt bastjänster;1;2022-01;
förändringsinitiativ;Förändringsinitiativ;grupp;Delsumma övrigt;2;2022-01;
övriga tjänster;Övriga tjänster;grupp;Delsumma övrigt;3;2022-01;
kommunbidrag;Kommunbidrag;grupp;Delsumma övrigt;4;2022-01;
""",
    "motparter.csv": """motpart;benämning;slag;giltig_från;giltig_till
0110;Grannämnden;annan nämnd;2022-01;
0490;Mininämnden;egen nämnd;2022-01;
9000;Extern;extern;2022-01;
""",
    "pooler.csv": """pool;benämning;ansvar;steg;källa;motivering;giltig_från;giltig_till
PG;Stab;90;1;Organisationen;Stödjer alla;2022-01;
P12;HR;12;2;Organisationen;Levererar lön;2022-01;
""",
    "nycklar.csv": """pool;mottagare;mottagarslag;vikt;grund;källa;motivering;giltig_från;giltig_till
PG;P12;pool;1;fast andel;Årsarbetare;Följer antalet medarbetare;2022-01;
PG;1101;tjänst;2;fast andel;Årsarbetare;Följer antalet medarbetare;2022-01;
PG;2101;tjänst;3.5;fast andel;Årsarbetare;Följer antalet medarbetare;2022-01;
P12;1201;tjänst;1;fast andel;Direkt;En enda tjänst;2022-01;
""",
    "aterkommande.csv": """konto;ansvar;motpart;benämning;belopp;månader;giltig_från;giltig_till
6010;90;0490;Hyra;30 000,00;1,2,3,4,5,6,7,8,9,10,11,12;2022-01;
""",
    "helarsnorm.csv": """timmar;källa;giltig_från;giltig_till
1700;Antagen;2022-01;
""",
    "incidenter.csv": """number,opened_at,resolved_at,priority,made_sla,major_incident,category,assignment_group
INC1,2024-01-01 08:00:00,2024-01-01 09:00:00,2 - Hög,true,false,Nät,Nät
INC2,2025-01-10 08:00:00,2025-01-12 09:00:00,1 - Kritisk,false,true,Nät,Nät
INC3,2025-03-30 08:00:00,,3 - Medel,false,false,"Telefoni, video",Nät
""",
    "matt.csv": """mått;månad;värde
Nöjda;2024-01;7
Nöjda;2024-12;8
Nöjda;2025-01;4
Nöjda;2025-03;5
""",
    "prognoser.csv": """rapport;mått;enhet;värde
2025-03;årsarbetare;årsarbetare;7,5
2025-03;SLA;procent;85
""",
    "uppdrag.csv": """rapport;uppdrag;givet_av;år;perspektiv;rapporteringsperiod;ansvarig_roll;status;kommentar
2025-03;Se över avtalen;Nämnden;2025;process;Halvår 1 2025;Ekonomichef;pågår;Löper på.
""",
    "portfolj.csv": (
        "rapport;projekt;portfölj;benämning;fas;budget;utfall;prognos;"
        "status_tid;status_kostnad;status_omfattning;kommentar\n"
        "2025-03;20110;HR;Nytt lönesystem;genomförande;540000;135000;540000;grön;grön;gul;Löper på.\n"
    ),
    "atgarder.csv": (
        "rapport;slag;åtgärd;helårseffekt_tkr;planerad_tkr;planerad_årsarbetare;"
        "effekt_tom_perioden_tkr;bedömd_tkr;bedömd_årsarbetare\n"
    ),
}


def write(folder: Path) -> Path:
    """Write the whole nämnd into `folder` and give the path of its params file."""
    data = folder / DATA
    data.mkdir(parents=True)
    for name, text in TABLES.items():
        (data / name).write_text(text, encoding="utf-8")
    (data / "arbetad_tid.csv").write_text(hours(), encoding="utf-8")
    for year in ("2024", "2025"):
        rows = ledger_rows(month for month in MONTHS if month.startswith(year))
        write_ledger(data / f"huvudbok_{year}.csv", rows)
        write_sheet(data / f"budget_{year}.xlsx", "Budget", [[*BUDGET_HEADER, *SHORT_MONTHS], *budget_rows()])
    write_sheet(data / "prognos_2025-03.xlsx", "Prognos", [FORECAST_HEADER, *forecast_rows()])
    texts = folder / "params" / "texter" / "mininamnd" / PERIOD
    texts.mkdir(parents=True)
    (texts / "10_sammanfattning.md").write_text("Ekonomin är i balans.\n", encoding="utf-8")
    (folder / "params" / "mininamnd.yaml").write_text(SETTINGS, encoding="utf-8")
    params = folder / "params" / f"{PERIOD}.yaml"
    params.write_text(PARAMS, encoding="utf-8")
    return params


def ledger_rows(months: Iterable[str]) -> list[str]:
    """The ledger's lines below its header: a voucher of two lines for each monthly posting, five days apart."""
    lines = []
    for month in months:
        for number, (konto, ansvar, projekt, tjänst, motpart, amount, _) in enumerate(MONTHLY, start=1):
            voucher, day = f"{month[2:]}{number:04d}", f"{month[:4]}-{month[4:]}-25"
            tail = f"{month};{voucher};LF;{{}};{day};{day};{day};{{}}"
            own = f"{konto};{ansvar};{projekt};;;{tjänst};;{motpart};{kronor(amount)};"
            counter = f"{'1510' if amount < 0 else '2510'};90;;;;;;;{kronor(-amount)};"
            lines += [own + tail.format(1, f'"Post {number}"'), counter + tail.format(2, f'"Post {number}"')]
    return lines


def add_notebooks(folder: Path, *names: str) -> None:
    """Give the nämnd its section's notebook, the one that shows its text, and more by name."""
    (folder / "notebooks").mkdir(exist_ok=True)
    for name in ("321_resultat", "10_sammanfattning", *names):
        shutil.copy(Path(__file__).parents[1] / "notebooks" / f"{name}.ipynb", folder / "notebooks")


def write_ledger(path: Path, lines: Sequence[str], encoding: str = "utf-8-sig") -> None:
    """Write a Unit4 export: a header and the lines, with CRLF."""
    path.write_text("\r\n".join([LEDGER_HEADER, *lines, ""]), encoding=encoding, newline="")


def kronor(amount: float) -> str:
    """An amount as Unit4 prints it: `-1 234,50`."""
    return f"{amount:,.2f}".replace(",", " ").replace(".", ",")


def budget_rows() -> list[list[object]]:
    """The budget: the ledger's postings in all twelve months, but personnel costs one per cent higher."""
    return [
        [konto, ansvar, projekt, tjänst, motpart, *([amount * (1.01 if konto == "5011" else 1)] * 12)]
        for konto, ansvar, projekt, tjänst, motpart, amount, _ in MONTHLY
    ]


def forecast_rows() -> list[list[object]]:
    """The forecast: twelve times the month's posting, with income +."""
    return [
        [ansvar, projekt, tjänst, motpart, kostnadsslag, -12 * amount]
        for _, ansvar, projekt, tjänst, motpart, amount, kostnadsslag in MONTHLY
    ]


def hours() -> str:
    """Worked hours by month and ansvar."""
    lines = [f"{month[:4]}-{month[4:]};{ansvar};300" for month in MONTHS for ansvar in ("11", "12", "21", "90")]
    return "\n".join(["månad;ansvar;timmar", *lines, ""])


def write_sheet(path: Path, name: str, rows: Sequence[Sequence[object]]) -> None:
    """Write a workbook with one sheet: a title, an empty row, then `rows`; text stays text."""
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet(name)
        sheet.write_string(0, 0, "Exempeldata")
        for number, row in enumerate(rows, start=2):
            for column, value in enumerate(row):
                (sheet.write_string if isinstance(value, str) else sheet.write)(number, column, value)


def edit(path: Path, old: str, new: str, count: int = 1) -> None:
    """Replace the first `count` places where a text file says `old`; it must say so."""
    text = path.read_bytes().decode("utf-8")
    assert old in text, f"{old!r} is not in {path.name}"
    path.write_bytes(text.replace(old, new, count).encode("utf-8"))


def edit_cell(path: Path, cell: str, value: object) -> None:
    """Put `value` in a cell of a workbook's first sheet."""
    book = openpyxl.load_workbook(path)
    book.worksheets[0][cell] = value
    book.save(path)
