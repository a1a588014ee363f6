// DuckDB's words: highlighting, and completion of what the published version holds.
import { ifNotIn } from "@codemirror/autocomplete";
import { PostgreSQL, schemaCompletionSource, keywordCompletionSource, SQLDialect } from "@codemirror/lang-sql";

const KEYWORDS = `anti asof columns describe exclude filter glob ilike lambda macro materialized
  pivot positional qualify sample semi summarize try_cast unpivot using`;
const TYPES = `bigint bit blob boolean date decimal double enum float hugeint integer interval json
  list map smallint struct text time timestamp timestamptz tinyint ubigint uhugeint uinteger
  union usmallint utinyint uuid varchar`;
const DUCKDB = SQLDialect.define({
  ...PostgreSQL.spec,
  keywords: `${PostgreSQL.spec.keywords} ${KEYWORDS}`.replace(/\s+/g, " "),
  types: TYPES.replace(/\s+/g, " "),
  doubleDollarQuotedStrings: false,
  specialVar: "$",
  caseInsensitiveIdentifiers: true,
});
const OFTEN = new Set(`select from where group by order limit having with as join left inner on
  and or not in is null between case when then else end distinct union all asc desc over
  partition qualify pivot unpivot summarize describe values exists like ilike filter
  interval timestamp cast`.split(/\s+/));
const VALUE = /(\w+)"?\s*(?:=|<>|!=|(?:not\s+)?in\s*\()\s*(?:'[^']*'\s*,\s*)*'([^']*)$/i;
const WORD = /[\w]+/g;

const column = (one) => ({ label: one[0], type: "property", detail: one[1], info: one[2] || undefined, boost: 2 });

// The columns of every table the text names: people write `select` before `from`.
function columns(tables) {
  return (context) => {
    const word = context.matchBefore(/\w+/);
    if ((!word && !context.explicit) || context.matchBefore(/[.$']\w*$/)) return null;
    const named = new Set(context.state.doc.toString().match(WORD));
    const options = Object.keys(tables).filter((name) => named.has(name))
      .flatMap((name) => tables[name].columns.map((one) => ({ ...column(one), detail: `${one[1]} · ${name}` })));
    return { from: word ? word.from : context.pos, options, validFor: /^\w*$/ };
  };
}

function functions(names) {
  const options = names.map((label) => ({ label, type: "function", apply: `${label}(` }));
  return (context) => {
    const word = context.matchBefore(/\w+/);
    if (!word || context.matchBefore(/[.$']\w*$/)) return null;
    return { from: word.from, options, validFor: /^\w*$/ };
  };
}

function parameters(names) {
  return (context) => {
    const word = context.matchBefore(/\$\w*/);
    if (!word) return null;
    const options = names.map(([label, detail]) => ({ label: `$${label}`, type: "variable", detail }));
    return { from: word.from, options, validFor: /^\$\w*$/ };
  };
}

// Inside quotes after `column =` or `column in (`: the values the data has.
function values(known) {
  return (context) => {
    const before = context.state.sliceDoc(Math.max(0, context.pos - 400), context.pos);
    const found = VALUE.exec(before);
    const options = found && known[found[1].toLowerCase()];
    if (!options) return null;
    return {
      from: context.pos - found[2].length,
      options: options.map((label) => ({ label, type: "text", apply: label.replaceAll("'", "''") })),
      validFor: /^[^']*$/,
    };
  };
}

export function language(words) {
  const schema = Object.fromEntries(Object.entries(words.tables).map(([label, one]) => [label, {
    self: { label, type: "class", detail: "table", info: one.meaning || undefined, boost: 3 },
    children: one.columns.map(column),
  }]));
  const outside = (source) => ifNotIn(["String", "LineComment", "BlockComment"], source);
  const sources = [
    outside(schemaCompletionSource({ dialect: DUCKDB, schema })),
    keywordCompletionSource(DUCKDB, false, (label, type) => ({ label, type, boost: OFTEN.has(label) ? 1 : -20 })),
    outside(columns(words.tables)), outside(functions(words.functions)),
    outside(parameters(words.parameters)), values(words.values),
  ];
  return [DUCKDB.extension, ...sources.map((one) => DUCKDB.language.data.of({ autocomplete: one }))];
}
