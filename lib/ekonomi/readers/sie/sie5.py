"""SIE 5 (XML): the same Book as a SIE 4 file gives.

Read as a stream with expat from the standard library. Any document type declaration is refused, and with it
every entity, so that neither "billion laughs" nor a file outside can come in. Namespaces are left aside: the
local names of the schema are enough. The signature is not tried.
"""

from xml.parsers import expat

from ekonomi.checklist import OLÄSLIG, SIE_FIL
from ekonomi.errors import DataError
from ekonomi.readers.files import InputFile
from ekonomi.readers.sie.book import Book
from ekonomi.readers.sie.elements import AGAIN, Content


def read_sie5(file: InputFile) -> Book:
    """Everything in a SIE 5 file, debit + as it stands. Raises DataError as `read_sie4`."""
    content = Content(file.fil)
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    content.parser = parser
    parser.StartElementHandler = content.start
    parser.EndElementHandler = content.end
    parser.StartDoctypeDeclHandler = content.refuse
    parser.EntityDeclHandler = content.refuse
    try:
        parser.Parse(file.data, True)
    except expat.ExpatError as error:
        found = "XML som inte går att läsa"
        raise DataError(
            OLÄSLIG.at(file.fil, error.lineno, funnet=found, väntat="välformad XML", åtgärd=AGAIN)
        ) from error
    except (LookupError, ValueError) as error:
        found = "en teckenkodning som inte går att läsa"
        raise DataError(OLÄSLIG.at(file.fil, 1, funnet=found, väntat="XML i UTF-8", åtgärd=AGAIN)) from error
    if content.faults:
        raise DataError(SIE_FIL.findings(content.faults))
    return content.book()
