"""SIE 5: the same ledger out of XML, and what XML is refused."""

import pytest

from ekonomi.errors import DataError
from ekonomi.readers import sie
from ekonomi.readers.files import InputFile
from tests.sie.files import book, ledger, lines

ENTRY = """<JournalEntry id="1" journalDate="2025-01-15" text="Hyra">
<OriginalEntryInfo date="2025-01-16" by="X"/>
<LedgerEntry accountId="5010" amount="100.00" text="Lokal">
<ObjectReference dimId="1" objectId="11"/><ObjectReference dimId="6" objectId="P1"/></LedgerEntry>
<LedgerEntry accountId="1930" amount="-100"><EntryInfo date="2025-02-01" by="X"/></LedgerEntry>
<LedgerEntry accountId="1930" amount="7"><Overstrike date="2025-01-17" by="X"/></LedgerEntry>
</JournalEntry>"""
ACCOUNT = """<Account id="5010" name="Hyra" type="cost"><OpeningBalance month="2025-01" amount="0"/>
<ClosingBalance month="2025-12" amount="100"/></Account>"""


def xml(entry: str = ENTRY, account: str = ACCOUNT, root: str = "Sie", space: str = "http://www.sie.se/sie5") -> str:
    return f"""<?xml version="1.0" encoding="utf-8"?>
<{root} xmlns="{space}"><FileInfo><Company organizationId="212000-0000" name="Nämnden"/>
<FiscalYears><FiscalYear start="2025-01" end="2025-12" primary="true"/></FiscalYears>
<AccountingCurrency currency="SEK"/></FileInfo><Accounts>{account}</Accounts>
<Journal id="A" name="Bokföring">{entry}</Journal></{root}>
"""


@pytest.mark.parametrize("space", ["http://www.sie.se/sie5", "urn:annat"])
@pytest.mark.parametrize("root", ["Sie", "SieEntry"])
def test_the_same_rows_as_sie_4(root, space):
    rows = ledger(xml(root=root, space=space).encode())
    columns = ["period", "konto", "ansvar", "projekt", "belopp", "verifikation", "text", "rad", "registrerad"]
    assert rows[columns].values.tolist() == [
        ["2025-01", "5010", "11", "P1", -10000, "A 1", "Lokal", 8, "2025-01-16"],
        ["2025-01", "1930", "", "", 10000, "A 1", "Hyra", 10, "2025-01-16"],
    ]


def test_prefixes_and_other_encodings():
    text = xml().replace("<", "<s:").replace("<s:/", "</s:").replace("<s:?xml", "<?xml").replace("xmlns=", "xmlns:s=")
    rows = ledger(text.replace("utf-8", "iso-8859-1").replace("Lokal", "Måleri").encode("iso-8859-1"))
    assert rows["text"].tolist() == ["Måleri", "Hyra"]


def test_codes_are_written_as_every_reader_writes_them():
    rows = ledger(xml().replace('objectId="11"', 'objectId="A\u030a\u200b1"').encode())
    assert rows["ansvar"].tolist() == ["Å1", ""]


def test_what_another_vocabulary_calls_the_same_is_left_aside():
    other = '<x:LedgerEntry xmlns:x="urn:annat" accountId="{}" amount="{}"/>'
    rows = ledger(
        xml(
            ENTRY.replace("</JournalEntry>", other.format(5010, 7) + other.format(1930, -7) + "</JournalEntry>")
        ).encode()
    )
    assert rows["belopp"].tolist() == [-10000, 10000]


def test_what_is_skipped_and_reconciled():
    read = book(xml().encode())
    assert {item.what: item.count for item in read.skipped} == {
        "OpeningBalance": 1,
        "ClosingBalance": 1,
        "Overstrike": 1,
    }
    assert read.notes == () and read.form == "SIE 5" and read.company.nämnd == "212000-0000 Nämnden"
    (line,) = lines(book(xml(account=ACCOUNT.replace('"100"', '"90"')).encode()).notes)
    assert "rad 5: fann utgående saldo 90,00 kr på konto 5010, väntade 100,00 kr" in line


def test_the_opening_balance_of_a_later_month_is_not_the_years():
    later = '<OpeningBalance month="2025-02" amount="100"/>'
    assert book(xml(account=ACCOUNT.replace("<ClosingBalance", f"{later}<ClosingBalance")).encode()).notes == ()


def test_what_accounts_and_objects_are_called():
    declared = '<Dimension id="1" name="Enhet"><Object id="11" name="Biblioteket"/><Object id="12"/></Dimension>'
    data = xml().replace("<Journal ", f"<Dimensions>{declared}</Dimensions><Journal ").encode()
    assert sie.names_of(InputFile("b.sie", data)) == {("konto", "5010"): "Hyra", ("1", "11"): "Biblioteket"}


def test_a_row_of_another_year_stops():
    with pytest.raises(DataError) as error:
        book(
            xml(
                ENTRY.replace('<LedgerEntry accountId="5010"', '<LedgerEntry ledgerDate="2024-12-20" accountId="5010"')
            ).encode()
        )
    assert lines(error.value.findings) == [
        "mapp/bok.se, rad 8: fann datumet 2024-12-20, väntade ett datum 2025-01-01 till 2025-12-31. "
        "Rätta datumet, eller ta ut filen för rätt år."
    ]


BOMB = '<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;&b;">]>\n<Sie>&c;</Sie>'
OUTSIDE = '<!DOCTYPE a SYSTEM "file:///etc/hostname">\n<Sie/>'


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (BOMB, "rad 1: fann en dokumenttyp eller entitet i XML, väntade XML utan DOCTYPE. Ta ut filen på nytt."),
        (OUTSIDE, "rad 1: fann en dokumenttyp eller entitet i XML, väntade XML utan DOCTYPE. Ta ut filen på nytt."),
        ("<Sie>", "rad 1: fann XML som inte går att läsa, väntade välformad XML. Ta ut filen på nytt."),
        ("<html/>", "rad 1: fann XML-elementet ”html”, väntade Sie eller SieEntry (SIE 5). Kontrollera filen."),
        ('<?xml version="1.0" encoding="påhittad"?><Sie/>'.replace("å", "a"),
         "rad 1: fann en teckenkodning som inte går att läsa, väntade XML i UTF-8. Ta ut filen på nytt."),
        ("<Sie>" * 70, "rad 1: fann XML i för många nivåer, väntade SIE 5. Ta ut filen på nytt."),
        (xml(ENTRY.replace('"-100"', '"-99"')),
         "rad 6: fann verifikation ”A 1” med summan 1,00 kr (2 rader), väntade summan 0,00 kr. "
         "Ta ut filen på nytt, den kan vara avkortad, eller rätta verifikationen i ekonomisystemet."),
        (xml(ENTRY.replace('dimId="6" ', "")),
         "rad 9: fann en hänvisning till ett objekt utan dimension eller kod, väntade ObjectReference med dimId och "
         "objectId. Rätta posten i ekonomisystemet och ta ut filen på nytt."),
        (xml(ENTRY.replace('"-100"', '"mycket"')),
         "rad 10: fann beloppet ”mycket”, väntade ett belopp i kronor med högst två decimaler "
         "och 13 siffror före punkten. "
         "Rätta posten i ekonomisystemet och ta ut filen på nytt."),
        (xml().replace('start="2025-01" end="2025-12"', 'start="jan" end="dec"'),
         "rad 3: fann räkenskapsåret ”jan till dec”, väntade två månader ÅÅÅÅ-MM."
         " Rätta posten i ekonomisystemet och ta ut filen på nytt."),
        (xml().replace("SEK", "EUR"),
         "rad 4: fann valutan ”EUR”, väntade SEK."
         " Rätta posten i ekonomisystemet och ta ut filen på nytt."),
    ],
)  # fmt: skip
def test_what_stops(text, said):
    with pytest.raises(DataError) as error:
        book(text.encode())
    assert str(error.value) == f"mapp/bok.se, {said}"
