"""What is kept of a prompt: the template without its variables, and a category."""

from collections.abc import Iterator

import duckdb
import pytest

from hydrascope.ingest import privacy


@pytest.fixture(scope="module")
def conn() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as made:
        privacy.install(made, b"key")
        made.execute(privacy.sql_text("values"))
        made.execute(privacy.sql_text("prompts"))
        yield made


SAME = [
    (
        'Grade answer 17 with the rubric: "Paris is big"',
        'grade  answer 203 with the rubric:\n"Rome"',
    ),
    ("See https://a.example/x?id=7 now", "See http://b.example now"),
    (
        "Order 0af3c2d1-1111-4222-8333-444455556666 by ann@ex.org",
        "Order ffffffff-0000-4000-8000-000000000001 by bo.b@other.example",
    ),
    ("Open /srv/data/a.csv and sum 3.5%", "Open /opt/x/y/z.parquet and sum 1,200"),
    ("Explain `x + 1` step by step", "Explain `foo(bar)` step by step"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_one_template(conn: duckdb.DuckDBPyConnection, one: str, other: str) -> None:
    rows = conn.execute(
        "select template_number(v), prompt_number(v) from (select unnest([?, ?]) as v)",
        [one, other],
    ).fetchall()
    assert rows[0][0] == rows[1][0]
    assert rows[0][1] != rows[1][1]


def test_other_words_are_another_template(conn: duckdb.DuckDBPyConnection) -> None:
    rows = conn.execute(
        "select count(distinct template_number(v)) from (select unnest(?) as v)",
        [["Don't grade essay 1", "Don't rate essay 1", "Grade essay 1"]],
    ).fetchall()
    assert rows == [(3,)]


@pytest.mark.parametrize(
    ("prompt", "tools", "image", "task"),
    [
        ("What is in this picture?", None, True, "vision"),
        ("Apply the rubric and explain", 3, False, "grading"),
        ("Book a table", 2, False, "tool_use"),
        ("Write a Python function that sorts", None, False, "coding"),
        ("```\nx = 1\n```", 0, False, "coding"),
        ("Analyse the data in this CSV", None, False, "data_analysis"),
        ("Prove that it holds, step by step", None, False, "reasoning"),
        ("Translate this letter", None, False, "writing"),
        ("Hello!", None, False, "other"),
        (None, None, False, None),
        (None, 2, False, "tool_use"),
    ],
)
def test_task(
    conn: duckdb.DuckDBPyConnection,
    prompt: str | None,
    tools: int | None,
    image: bool,
    task: str | None,
) -> None:
    found = conn.execute(
        "select task_of(p, t, i) from (select ?::varchar as p, ?::bigint as t, ?::boolean as i)",
        [prompt, tools, image],
    ).fetchall()
    assert found == [(task,)]


@pytest.mark.parametrize(
    ("messages", "text"),
    [
        ('[{"role":"system","content":"a"},{"role":"user","content":"b"}]', "a\nb"),
        (
            '[{"role":"user","content":[{"type":"text","text":"a"},{"type":"image_url"}]}]',
            "a",
        ),
        ('[{"role":"user","parts":[{"type":"text","content":"a"}]}]', "a"),
        ('[{"text":"system words"}]', "system words"),
        ("plain words", "plain words"),
        ("{}", None),
        ("[]", None),
        (None, None),
    ],
)
def test_text_of_messages(
    conn: duckdb.DuckDBPyConnection, messages: str | None, text: str | None
) -> None:
    found = conn.execute("select messages_text(v) from (select ?::varchar as v)", [messages])
    assert found.fetchall() == [(text,)]
