"""Rows into an Excel workbook, one row in memory at a time, on as many sheets as it takes."""

import datetime as dt
import math
from collections.abc import Iterable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import xlsxwriter

from hydrascope.errors import InputError

SHEET_ROWS = 1_048_575  # what a sheet holds below its heading
MOST_SHEETS = 5
CELL_CHARACTERS = 32_767
EXACT_INTEGER = 10**15  # Excel keeps 15 digits; longer numbers are written as text
DATE_FORMAT = 'yyyy-mm-dd"T"hh:mm:ss.000"Z"'
TIME_NOTE = "Times are Excel dates in UTC, to the millisecond."
_UNDATED = dt.datetime(1980, 1, 1)
_FIRST_DATE = dt.datetime(1900, 3, 1)  # Excel counts a 29 February 1900 that never was


def refuse_too_many(rows: int) -> None:
    """Raises InputError for more rows than we write to a workbook."""
    most = SHEET_ROWS * MOST_SHEETS
    if rows > most:
        raise InputError(
            f"{rows:,} rows are more than an Excel file here may hold ({most:,} on "
            f"{MOST_SHEETS} sheets).",
            "Extract to .csv or .parquet instead, or narrow the range.",
        )


def write(
    names: list[str], batches: Iterable[pa.RecordBatch], path: Path, created_at: dt.datetime | None
) -> int:
    """Write every row; headings repeat on each sheet. Returns the number of rows."""
    book = xlsxwriter.Workbook(
        str(path),
        {
            "constant_memory": True,
            "tmpdir": str(path.parent),
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    book.use_zip64()
    book.set_properties({"created": created_at or _UNDATED})
    formats = {
        "time": book.add_format({"num_format": DATE_FORMAT}),
        "date": book.add_format({"num_format": "yyyy-mm-dd"}),
        "heading": book.add_format({"bold": True}),
    }
    written = 0
    try:
        sheet = _new_sheet(book, names, formats)
        for row in _rows(batches):
            line = written % SHEET_ROWS
            if written and not line:
                sheet = _new_sheet(book, names, formats)
            for column, value in enumerate(row):
                if value is not None:
                    _put(sheet, line + 1, column, value, formats, names[column])
            written += 1
    finally:
        book.close()
    return written


def _rows(batches: Iterable[pa.RecordBatch]) -> Iterator[tuple[Any, ...]]:
    for batch in batches:
        yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)


def _new_sheet(book: Any, names: list[str], formats: dict[str, Any]) -> Any:
    sheet = book.add_worksheet(f"rows {len(book.worksheets()) + 1}")
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, max(0, len(names) - 1), 22)
    for column, name in enumerate(names):
        sheet.write_string(0, column, name, formats["heading"])
    return sheet


def _put(
    sheet: Any, line: int, column: int, value: Any, formats: dict[str, Any], name: str
) -> None:
    """One cell, without loss: what Excel cannot hold as a number or a date becomes text."""
    if isinstance(value, bool):
        sheet.write_boolean(line, column, value)
    elif isinstance(value, dt.datetime) and value >= _FIRST_DATE:
        sheet.write_datetime(line, column, value, formats["time"])
    elif isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        sheet.write_datetime(line, column, value, formats["date"])
    elif _fits(value):
        sheet.write_number(line, column, value)
    else:
        text = value.isoformat() if isinstance(value, dt.datetime) else str(value)
        if len(text) > CELL_CHARACTERS:
            raise InputError(
                f"Row {line} has {len(text):,} characters in {name}; an Excel cell holds "
                f"{CELL_CHARACTERS:,}.",
                "Extract to .csv or .parquet instead.",
            )
        sheet.write_string(line, column, text)


def _fits(value: Any) -> bool:
    """Whether Excel's floating point keeps the number as it is."""
    if isinstance(value, float):
        return math.isfinite(value)
    return isinstance(value, (int, Decimal)) and -EXACT_INTEGER < value < EXACT_INTEGER
