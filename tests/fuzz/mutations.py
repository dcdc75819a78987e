"""Inputs for the SIE readers that nobody would write: seeds with bytes changed, cut out, doubled and put together."""

import random

SIE4 = """#FLAGGA 0
#KSUMMA
#SIETYP 4
#ORGNR 212000-0000 1
#FNAMN "Nämnden för provning"
#RAR 0 20250101 20251231
#DIM 20 "Område"
#UNDERDIM 21 "Enhet" 20
#OBJEKT 21 "0101" "Öster"
#IB 0 1930 100.00
#UB 0 1930 0.00
#RES 0 5010 100
#PSALDO 0 202501 5010 {1 "11"} 100.00
#PBUDGET 0 202501 5010 {} 90
#OKÄND 1 {2 3}
#VER A 1 20250115 "Hyra \\"lokal\\"" 20250116 XY
{
#TRANS 5010 {1 "11" 6 "P1" 20 "01" 21 "01"} 100.00 20250115 "Text" 1.5 XY
#BTRANS 5010 {} 5
#RTRANS 1930 {} -100
#TRANS 1930 {} -100
}
#VER "" "" 20251300 ""
{
#TRANS 3010 {} -0.50
#TRANS 1510 {"7" "A}B"} .5 "" "C:\\temp\\"
}
"""
SIE5 = """<?xml version="1.0" encoding="utf-8"?>
<Sie xmlns="http://www.sie.se/sie5"><FileInfo><Company organizationId="212000-0000" name="Nämnden"/>
<FiscalYears><FiscalYear start="2025-01" end="2025-12" primary="true"/></FiscalYears>
<AccountingCurrency currency="SEK"/></FileInfo>
<Accounts><Account id="5010" name="Hyra" type="cost"><ClosingBalance month="2025-12" amount="5"/></Account></Accounts>
<Dimensions><Dimension id="1" name="Ansvar"><Object id="11" name="Norr"/></Dimension></Dimensions>
<Journal id="A" name="Bok"><JournalEntry id="1" journalDate="2025-01-15" text="Hyra">
<OriginalEntryInfo date="2025-01-16" by="X"/>
<LedgerEntry accountId="5010" amount="100.00"><ObjectReference dimId="1" objectId="11"/></LedgerEntry>
<LedgerEntry accountId="1930" amount="-100.00"/>
<LedgerEntry accountId="1930" amount="7"><Overstrike date="2025-01-17" by="X"/></LedgerEntry>
</JournalEntry></Journal></Sie>
"""
SEEDS = (
    SIE4.replace("#KSUMMA\n", "").encode("cp437"),
    SIE4.replace("#KSUMMA\n", "").encode("utf-8"),
    SIE4.encode("iso-8859-15"),
    SIE5.encode("utf-8"),
)
PIECES = tuple(
    piece.encode("latin-1")
    for piece in [
        *'"{}\\#\n\r\t \x00\x1a\xffÃ\x94-.',
        *(
            "#TRANS ",
            "#VER ",
            "#KSUMMA\n",
            "#KSUMMA 123\n",
            "#RAR 0 x y\n",
            "#VALUTA EUR\n",
            "{}",
            '{1 ""}',
            "\n{\n",
            "\n}\n",
        ),
        *(
            "#PSALDO 0 202501 1 {} 1\n",
            "99999999999999999999",
            "1e309",
            "00000000",
            "20251340",
            "\xef\xbb\xbf",
            "\xff\xfe",
        ),
        *("<Sie>", "<!DOCTYPE a [<!ENTITY b 'c'>]>", "&b;", "<LedgerEntry/>", "<JournalEntry>", "</Sie>"),
    ]
)


def mutated(rng: random.Random) -> bytes:
    """One input: noise, or a seed after one to five changes."""
    if rng.random() < 0.1:
        return rng.randbytes(rng.randrange(200))
    data = bytearray(rng.choice(SEEDS))
    for _ in range(rng.randrange(1, 6)):
        _change(data, rng)
    return bytes(data)


def _change(data: bytearray, rng: random.Random) -> None:
    place, length = rng.randrange(len(data) + 1), rng.randrange(1, 40)
    kind = rng.randrange(6)
    if kind == 0:
        data[place : place + 1] = bytes([rng.randrange(256)])
    elif kind == 1:
        del data[place : place + length]
    elif kind == 2:
        data[place:place] = rng.choice(PIECES)
    elif kind == 3:
        data[place:place] = data[place : place + length]
    elif kind == 4:
        lines = data.split(b"\n")
        rng.shuffle(lines)
        data[:] = b"\n".join(lines)
    else:
        other = rng.choice(SEEDS)
        start = rng.randrange(len(other))
        data[place:place] = other[start : start + length]
