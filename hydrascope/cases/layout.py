"""What the file of cases holds: its tables, as data, and how an older file becomes this one.

Every table is only added to; author and UTC time stand on each row. Taking something back is
a row of ``withdrawals``. ``members`` are account ids, as JSON: what a cluster was when somebody
spoke of it, so that it is found again after the next import.
"""

from dataclasses import dataclass

from hydrascope.ledger import added_to

LAYOUT = 3
TEXT, SOME, WHOLE, REF, TIME, LIST, DICT = (
    "text", "some", "whole", "ref", "time", "list", "dict",
)  # fmt: skip
_SQL = {
    TEXT: "text not null check (trim({name}) <> '')",
    SOME: "text",
    WHOLE: "integer not null",
    REF: "integer",
    TIME: "text",
    LIST: "text not null default '[]'",
    DICT: "text not null default '{{}}'",
}
DTYPES = {
    TEXT: "str",
    SOME: "str",
    WHOLE: "int64",
    REF: "Int64",
    TIME: "datetime64[us]",
    LIST: "object",
    DICT: "object",
}


@dataclass(frozen=True)
class Sheet:
    """A table: what one row is, its key, and its columns by what they hold.

    TEXT is needed, SOME is text that may be missing; WHOLE is a number of another table, REF one
    that may be missing; TIME is UTC and may be missing; LIST and DICT are JSON.
    """

    name: str
    noun: str
    key: str
    columns: dict[str, str]

    @property
    def everything(self) -> dict[str, str]:
        """The columns with those every table has."""
        signed = {"author": TEXT, "at": TIME, "fingerprint": SOME}
        return {self.key: WHOLE, **self.columns, **signed}

    def sql(self) -> str:
        lines = [f"    {self.key} integer primary key autoincrement"]
        lines += [
            f"    {name} {_SQL[kind].format(name=name)}"
            for name, kind in self.everything.items()
            if name != self.key
        ]
        made = ",\n".join(lines)
        return f"create table {self.name} (\n{made}\n);\n" + added_to(
            self.name, self.key, f"{self.name.replace('_', ' ')}"
        )


SHEETS = {
    sheet.name: sheet
    for sheet in (
        Sheet("cases", "case", "case_id", {"title": TEXT}),
        # What became of a case: state is 'closed' or 'open'.
        Sheet("case_states", "change of a case", "state_id",
              {"case_id": WHOLE, "state": TEXT, "reason": TEXT}),
        # What a case is about: kind is cluster, burst, accounts or query.
        Sheet("subjects", "subject of a case", "subject_id",
              {"case_id": WHOLE, "kind": TEXT, "ref": SOME, "members": LIST}),
        # kind is figure, table, query or page; url is the view it was seen in; figures are the
        # numbers as they were then.
        Sheet("evidence", "piece of evidence", "evidence_id",
              {"case_id": WHOLE, "kind": TEXT, "title": TEXT, "query_name": SOME,
               "query_id": SOME, "params": DICT, "url": SOME, "figures": DICT}),
        Sheet("notes", "note", "note_id", {"case_id": WHOLE, "evidence_id": REF, "text": TEXT}),
        # question is coordinated, kind or who; answer is what the author says to it.
        Sheet("verdicts", "verdict", "verdict_id",
              {"case_id": REF, "cluster_id": TEXT, "members": LIST, "question": TEXT,
               "answer": TEXT, "likelihood": TEXT, "confidence": TEXT, "reasons_for": SOME,
               "reasons_against": SOME}),
        # mark is confirmed, cleared or undecided (a mark taken back).
        Sheet("marks", "mark", "mark_id",
              {"cluster_id": TEXT, "account_id": TEXT, "mark": TEXT, "reason": TEXT}),
        # kind is value, account or cluster.
        Sheet("allowed", "entry of the allow-list", "entry_id",
              {"kind": TEXT, "attr_type": SOME, "attr_value": SOME, "account_id": SOME,
               "cluster_id": SOME, "members": LIST, "reason": TEXT, "expires_at": TIME}),
        Sheet("happenings", "event", "event_id",
              {"ts": TIME, "event_type": TEXT, "label": TEXT, "detail": SOME}),
        Sheet("actions", "action", "action_id",
              {"case_id": WHOLE, "what": TEXT, "owner": TEXT, "due_at": TIME,
               "collateral": SOME}),
        # state is open, done or dropped.
        Sheet("action_states", "change of an action", "state_id",
              {"action_id": WHOLE, "state": TEXT, "reason": SOME}),
        # A sentence of a briefing in somebody's own words, at a level; no text: the generated one.
        Sheet("sentences", "sentence of a briefing", "sentence_id",
              {"case_id": WHOLE, "level": TEXT, "sentence": TEXT, "text": SOME}),
        # Pinned answers in a case's briefing; state is taken or left out.
        Sheet("taken_pins", "pinned answer of a briefing", "taken_id",
              {"case_id": WHOLE, "pin_id": WHOLE, "state": TEXT}),
        Sheet("withdrawals", "withdrawal", "withdrawal_id",
              {"of_sheet": TEXT, "ref": WHOLE, "reason": TEXT}),
    )
}  # fmt: skip

JUDGEMENTS = f"""
create table burst_judgements (
    judgement_id integer primary key autoincrement,
    kind text not null check (kind in ('explained', 'withdrawn')),
    burst_id text not null,
    attr_type text,
    attr_value text,
    start_at text,
    end_at text,
    fingerprint text,
    reason text not null check (trim(reason) <> ''),
    author text not null check (trim(author) <> ''),
    judged_at text not null
);
{added_to("burst_judgements", "judgement_id", "judgements")}
"""
LATER = ("sentences", "taken_pins")  # what layout 3 added
ADDED = {
    is_later: "".join(sheet.sql() for name, sheet in SHEETS.items() if (name in LATER) is is_later)
    for is_later in (False, True)
}
TABLES = f"{JUDGEMENTS}{ADDED[False]}{ADDED[True]}pragma user_version = {LAYOUT};\n"
# A file of layout 1 holds judgements of bursts alone; it gains the rest, step by step.
UPGRADES = {1: ADDED[False], 2: ADDED[True]}
