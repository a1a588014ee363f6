"""Every format by its ending."""

import datetime as dt
from pathlib import Path

from hydrascope.brief import deck, markdown, page, pdf
from hydrascope.brief.compose import Composed
from hydrascope.errors import InputError

DOCUMENTS = (".pdf", ".html", ".pptx", ".md")
PACK = ".zip"
MIME = {
    ".pdf": "application/pdf",
    ".html": "text/html",
    ".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ".md": "text/markdown",
    ".zip": "application/zip",
}


def ending(path: Path) -> str:
    """The format a file name asks for. Raises InputError naming those there are."""
    found = path.suffix.lower()
    if found not in (*DOCUMENTS, PACK):
        raise InputError(
            f"{path.name} does not say what to write.",
            f"End the name in {', '.join((*DOCUMENTS, PACK))}.",
        )
    return found


def render(made: Composed, suffix: str, as_of: dt.datetime) -> bytes:
    """One document; the same document and time give the same bytes.

    Made once: the pack holds the very bytes of the documents written beside it.
    """
    key = (suffix, as_of)
    if key not in made.rendered:
        made.rendered[key] = _rendered(made, suffix, as_of)
    return made.rendered[key]


def _rendered(made: Composed, suffix: str, as_of: dt.datetime) -> bytes:
    match suffix:
        case ".pdf":
            return pdf.render(made.briefing)
        case ".html":
            return page.render(made.briefing)
        case ".pptx":
            return deck.render(made.briefing, as_of)
        case _:
            return markdown.render(made.briefing)
