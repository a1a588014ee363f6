"""Texts nobody wrote: mutations of the attacks, spliced with pieces of DuckDB's grammar.

Seeded, so that a finding can be had again. Most come out broken and test the parser; the
rest are near to something that matters.
"""

import random
import re
from collections.abc import Iterator, Sequence

_TOKEN = re.compile(r"'(?:[^']|'')*'|\"[^\"]*\"|\w+|\s+|[^\w\s]")
CLAUSES = (
    *("select", "from", "where", "group by all", "order by all", "limit 3", "offset 1"),
    *("union all", "union by name", "intersect", "except", "with x as", "with recursive x as"),
    *("materialized", "lateral", "asof join", "positional join", "semi join", "anti join"),
    *("cross join", "left join", "on true", "using (account_id)", "tablesample 1 rows"),
    *("qualify", "window w as ()", "over ()", "filter (where true)", "within group (order by 1)"),
    *("pivot", "unpivot", "in ('x')", "describe", "summarize", "show", "table", "values (1)"),
    *("explain", "explain analyze", "explain (format json)", "exclude (plan)", "replace (1 as x)"),
    *("at (version => 1)", "grouping sets ((), (1))", "rollup (1)", "cube (1)", "returning *"),
    *("collate nocase", "escape '!'", "is not distinct from", "between 1 and 2", "similar to 'x'"),
    *("recursive", "using key (n)", "distinct on (1)", "ignore nulls", "exclude current row"),
)
VALUES = (
    *("1", "null", "'x'", "'{secret}'", "'{folder}/x.csv'", "[1, 2]", "{'a': 1}", "map {'a': 1}"),
    *("$a", "$1", "?", "#1", "*", "columns('a.*')", "columns(*)", "lambda x: x", "x -> x"),
    *("1::varchar", "try_cast('x' as int)", "'x'::blob", "date '2026-01-01'", "interval 1 day"),
    *("case when true then 1 end", "(select 1)", "exists (select 1)", "array(select 1)", "-1"),
    *("1e400", "0x1F", "1_000", "'\\u0000'", "e'\\x00'", "$$x$$", "$q$'$q$", "U&'\\0041'"),
    *("🦆", "é", "\u200b", "\ufeff", "\u202e", "\u212a", "'", '"', ";", "--", "/*", "*/", "\\"),
)
NAMES = (
    *("accounts", "requests", "events", "links", "secret_ledger", "main.secret_ledger"),
    *("hydrascope.main.accounts", "temp.x", "system.main.x", "information_schema.tables"),
    *("pg_catalog.pg_class", "duckdb_settings", "duckdb_databases", "sqlite_master", "x", "df"),
    *('"{secret}"', "'{secret}'", "'/proc/self/environ'", "inner_0", "chosen_segments"),
)
CALLS = (
    *("read_text({})", "read_csv({})", "glob({})", "query({})", "query_table({})", "getenv({})"),
    *("current_setting({})", "getvariable({})", "duckdb_settings()", "duckdb_secrets()"),
    *("nextval({})", "repeat({}, 900000000)", "range(900000000)", "lpad({}, 900000000, 'x')"),
    *("list_transform([1], lambda y: {})", "json_execute_serialized_sql({})", "upper({})"),
    *("count({})", "sum({})", "unnest([{}])", "coalesce({}, 1)", "try({})", "error({})"),
    *("struct_pack(a := {})", "{}.upper()", "list_aggregate([1], {})", "json_extract({}, '$')"),
    *("parquet_scan({})", "sniff_csv({})", "pragma_table_info({})", "which_secret({}, 'x')"),
    *("regexp_matches({}, '(a*)*b')", "strptime({}, '%Y')", "format('{{}}', {})", "hash({})"),
)
STATEMENTS = (
    *("set threads = 1", "pragma version", "attach ':memory:' as m", "install x", "load x"),
    *("copy accounts to '{folder}/x.csv'", "create temp table t as select 1", "drop view accounts"),
    *("delete from secret_ledger returning *", "insert into accounts select 1", "call x()"),
    *("prepare p as select 1", "execute p", "begin", "checkpoint", "export database '{folder}'"),
)


HEADS = (
    *("explain ", "explain analyze ", "describe ", "summarize ", "from (", "select (", "-- x\n"),
    *("with x as (select 1) ", "values ((", "select exists (", "pivot (", "select array("),
)
JOINS = (", ", " join ", " asof join ", " semi join ", " positional join ", " cross join ")
TAILS = (
    *("", "", "", " limit 3", " order by all", " group by all", " tablesample 1 rows"),
    *(" qualify row_number() over () = 1", " limit 1 offset 1", " union all select 1"),
    *(" where true", " where exists (select 1)", " except select 1", " intersect select 1"),
)
NOISE = " ';()\"$\\é\0,.*=\n\t[]{}"


def texts(corpus: Sequence[str], seed: int) -> Iterator[str]:
    """Mutated texts without end."""
    draw = random.Random(seed)
    while True:
        text = draw.choice(corpus) if draw.random() < 0.6 else _grown(draw, 3)
        for _ in range(draw.choice((0, 1, 1, 1, 2, 3))):
            text = _mutated(draw, text, corpus)
        yield text[:6000]


def _grown(draw: random.Random, depth: int) -> str:
    """A question put together from pieces; most of them can be parsed."""
    columns = ", ".join(_value(draw, depth) for _ in range(draw.randint(1, 3)))
    source = _source(draw, depth)
    for _ in range(draw.choice((0, 0, 1))):
        source += f"{draw.choice(JOINS)}{_source(draw, depth)}"
    text = f"select {columns} from {source}{draw.choice(TAILS)}"
    if draw.random() < 0.2:
        inner = _grown(draw, depth - 1) if depth else "select 1 as n"
        text = f"with {draw.choice(('', 'recursive '))}x as ({inner}) {text}"
    return text


def _value(draw: random.Random, depth: int) -> str:
    if depth and draw.random() < 0.5:
        return draw.choice(CALLS).replace("{}", _value(draw, depth - 1))
    return draw.choice(VALUES[:33])


def _source(draw: random.Random, depth: int) -> str:
    if depth and draw.random() < 0.3:
        return f"({_grown(draw, depth - 1)})"
    if draw.random() < 0.3:
        return draw.choice(CALLS[:16]).replace("{}", draw.choice(VALUES[:8]))
    return draw.choice(NAMES)


def _mutated(draw: random.Random, text: str, corpus: Sequence[str]) -> str:
    tokens = _TOKEN.findall(text) or [""]
    words = [at for at, token in enumerate(tokens) if token[:1].isalnum() or token[:1] in "'\""]
    at = draw.choice(words or [0])
    change = draw.choice("nnnccccvvqqhhssd#kx*")
    if change in "ncvqk":
        tokens[at] = _instead(draw, change, tokens[at], corpus)
    elif change == "h":
        head = draw.choice(HEADS)
        return head + text + ")" * (head.count("(") - head.count(")"))
    elif change == "s":
        return (
            f"{text}{draw.choice((';', ' ; ', ';;', ' union all ', ', '))}{draw.choice(STATEMENTS)}"
        )
    elif change == "d":
        del tokens[at]
    elif change == "#":
        tokens.insert(at, draw.choice(("/**/", "/* ; */", "-- x\n", "\t\n", "\u00a0", "\u200b")))
    elif change == "k":
        tokens[at] = tokens[at].swapcase()
    elif change == "x":
        tokens.insert(at, f" {draw.choice(CLAUSES)} ")
    else:
        characters = list(text) or [" "]
        characters[draw.randrange(len(characters))] = draw.choice(NOISE)
        return "".join(characters)
    return "".join(tokens)


def _instead(draw: random.Random, change: str, token: str, corpus: Sequence[str]) -> str:
    """What stands in the place of one word: a name, a call of it, a value, a whole text."""
    if change == "c":
        return draw.choice(CALLS).replace("{}", token)
    if change == "q":
        return f"({draw.choice(corpus)})"
    if change == "k":
        return token.swapcase()
    return draw.choice(NAMES if change == "n" else VALUES)
