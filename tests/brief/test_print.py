"""The PDF as a printer has it: pages rendered and measured, charts told apart without colour."""

import io
import itertools
import json
import re

import numpy as np
import pypdfium2
import pytest
import typst
from PIL import Image

from hydrascope import theme
from hydrascope.brief import drawing
from hydrascope.brief.chart import Chart, Series
from hydrascope.brief.document import Table
from hydrascope.brief.levels import LEVELS

MM = 96 / 25.4  # pixels
PRINTERS_MM = 4  # what a printer may leave white
INK = 200  # grey below it is something printed
SCALE = 3
SWATCH = re.compile(r'<rect x="([\d.]+)" y="([\d.]+)" width="16" height="10"[^>]* data-s="(\d)"')
STROKE = re.compile(r'<polyline points="([\d.]+),([\d.]+) ([\d.]+),[\d.]+"[^>]* data-s="(\d)"')


@pytest.fixture(scope="module")
def pages(files):
    """The pages of a level's PDF, as greys from 0 (ink) to 255."""

    def rendered(level):
        document = pypdfium2.PdfDocument(files(level)[".pdf"])
        try:
            return [
                np.asarray(page.render(scale=96 / 72, grayscale=True).to_pil()) for page in document
            ]
        finally:
            document.close()

    return rendered


@pytest.mark.parametrize("level", LEVELS)
def test_every_page_has_something_on_it_and_nothing_at_its_edge(pages, level):
    found = pages(level)
    edge = round(PRINTERS_MM * MM)

    assert len(found) >= 2
    for page in found:
        assert page.shape == found[0].shape
        inside = page[edge:-edge, edge:-edge] < INK
        assert (page < INK).sum() == inside.sum()
        assert 0.004 < inside.mean() < 0.5
        # Text down to the foot and up to the head: the marking is on each.
        rows = np.flatnonzero((page < INK).any(axis=1)) / len(page)
        assert rows[0] < 0.1
        assert rows[-1] > 0.9


@pytest.mark.parametrize("level", LEVELS)
def test_no_word_of_a_tables_head_runs_into_the_next(files, composed, level):
    _, made = composed(level)
    document = pypdfium2.PdfDocument(files(level)[".pdf"])
    try:
        told = " ".join(page.get_textpage().get_text_range() for page in document)
    finally:
        document.close()
    heads = [block.head for block in made.briefing.blocks() if isinstance(block, Table)]

    assert max(map(len, heads)) > 10
    for head in heads:
        for one, other in itertools.pairwise(head):
            last, first = one.split()[-1:], other.split()[:1]
            assert not last or not first or last[0] + first[0] not in told


def test_page_one_is_full_of_what_is_read_first(pages):
    first, *others = pages("internal")
    rows = (first < INK).any(axis=1)

    # No third of it is empty, in any level of grey a copier keeps.
    for part in np.array_split(rows, 3):
        assert part.mean() > 0.3
    assert len(others) >= 1


def test_areas_are_told_apart_in_grey():
    """By lightness, or by what a pattern does to rows, columns and the whole."""
    drawn, picture = drawing_of("stacked")
    looks = {}
    for x, y, series in SWATCH.findall(drawn):
        box = part(picture, float(x) + 1, float(y) + 1, 14, 8)
        found = [box.mean(), box.std(), box.mean(axis=0).std(), box.mean(axis=1).std()]
        looks.setdefault(int(series), np.array(found))  # the legend comes first

    assert looks.keys() == set(range(len(theme.SERIES)))
    for one, other in itertools.combinations(looks, 2):
        assert abs(looks[one] - looks[other]).max() > 8, (one, other)


def test_lines_are_told_apart_in_grey():
    """By the longest and the shortest of their dashes, in the legend as in the chart."""
    drawn, picture = drawing_of("lines")
    looks = {}
    for left, y, right, series in STROKE.findall(drawn):
        row = part(picture, float(left), float(y), float(right) - float(left), 1).mean(axis=0)
        dark = "".join("#" if value < 245 else " " for value in row)
        whole = [len(dash) / SCALE for dash in dark.split()]
        whole = whole[:-1] or whole  # the last is cut
        looks.setdefault(int(series), (max(whole), min(whole)))

    assert looks.keys() == set(range(len(theme.DASHES)))
    for one, other in itertools.combinations(looks.values(), 2):
        assert max(abs(a - b) for a, b in zip(one, other, strict=True)) > 1.5, looks


def test_the_weeks_shades_fall_evenly_in_grey():
    values = tuple(n / 167 for n in range(168))
    hours = tuple(map(str, range(168)))
    drawn = drawing.draw(
        Chart("w", "week", "t", "alt", "q", hours, series=(Series("share", values),))
    )
    shades = [int(found, 16) for found in re.findall(r'fill="#([0-9a-f]{6})" data-t', drawn)]
    greys = [0.299 * (one >> 16) + 0.587 * (one >> 8 & 255) + 0.114 * (one & 255) for one in shades]

    assert len(greys) == 168
    assert greys == sorted(greys, reverse=True)
    assert greys[0] - greys[-1] > 180
    assert max(a - b for a, b in itertools.pairwise(greys)) < 4


def drawing_of(kind):
    """A chart with every look there is, and its picture in greys, SCALE pixels to one."""
    many = len(theme.SERIES)
    series = tuple(Series(f"Cluster {n}", (3.0 + n, 4.0 + n, 5.0 + n)) for n in range(many))
    drawn = drawing.draw(Chart("grey", kind, "t", "alt", "q", ("a", "b", "c"), series))
    wide, high = map(float, re.findall(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', drawn)[0])
    page = (
        f"#set page(width: {wide}pt, height: {high}pt, margin: 0pt)\n"
        f"#image(bytes({json.dumps(drawn)}), width: 100%)"
    )
    made = typst.compile(page.encode(), format="png", ppi=72 * SCALE)
    return drawn, np.asarray(Image.open(io.BytesIO(made)).convert("L")).astype(float)


def part(picture, x, y, wide, high):
    """A box of the picture, by the drawing's own measures."""
    left, top, right, bottom = (round(edge * SCALE) for edge in (x, y, x + wide, y + high))
    return picture[top:bottom, left:right]
