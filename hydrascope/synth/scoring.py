"""How well do reported bursts of sign-ups agree with the truth of a simulation?

Any method can be scored that says which bursts it reports and who is in them.

**Members** of a burst are the accounts it was reported with.

**A wave is found** when one burst holds at least half of the wave's accounts, and at least
half of that burst's members belong to the wave's campaign. Waves of 30 accounts or more are
the target; smaller ones are listed and not counted. *Precision* is the share of the best
burst's members that belong to the campaign, *recall* the share of the wave's accounts in it.
A wave is *noticed* when it is found, or would be if the half were that of the burst's excess
(see below): somebody would look, but most members are bystanders of a busy hour.

**A decoy is found** when one burst holds at least half of the accounts of its core, and at
least half of the burst's excess (members less expected, at least 1) are its accounts. The core
of a hackathon is everybody; of a class, either of its sessions; of a viral post, the accounts
between the 5th and the 95th percentile of sign-up, because its tail is long.

**The cause of a burst** is the actor, campaign or decoy, with most of its members, when the
members that are not background are at least half of its excess. From these are first taken
those that would be there anyway: their share of all accounts, of the expected members;
otherwise a wide burst would find a culprit among the replaced accounts that trickle in all
the time. Successors of banned accounts belong to their campaign. Without such an actor, a
burst among all sign-ups is caused by a 'release' when a launch, a change of price or of
policy lies inside it or within the 7 days before; the cause of any other is 'none'.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pandas as pd

from hydrascope.synth.scoring_truth import BACKGROUND, Truth

SCRIPTED = "scripted sign-ups likely"
LEAST_WAVE = 30
RELEASE, NO_CAUSE = "release", "none"
PUBLIC_EVENTS = ("model_launch", "price_change", "policy_change")
AFTER_EVENT = pd.Timedelta(days=7)
PLANTED = ("hackathon", "class", "viral_post")
BETWEEN_SESSIONS = pd.Timedelta(hours=12)
NEEDED = ("burst_id", "attr_type", "start_at", "end_at", "expected_accounts", "score", "verdict")


@dataclass(frozen=True)
class Scores:
    """One row per wave, per planted decoy and per reported burst."""

    waves: pd.DataFrame
    decoys: pd.DataFrame
    bursts: pd.DataFrame


def score(
    bursts: pd.DataFrame, members: pd.DataFrame, truth: Truth, events: pd.DataFrame
) -> Scores:
    """Compare bursts with the truth; definitions stand atop this module.

    ``bursts`` has the columns of ``NEEDED`` (verdict may be null), ``members`` one row per
    burst_id and account_id, ``events`` ts and event_type. Nothing is changed in place.
    """
    known = members[["burst_id", "account_id"]].drop_duplicates()
    known = known.merge(truth.accounts, on="account_id", how="left")
    known = known.assign(name=known["name"].fillna(BACKGROUND))
    reported = _ranked(bursts, known)
    return Scores(
        pd.DataFrame(_waves(reported, known, truth), columns=list(_WAVE)).astype(_WAVE),
        pd.DataFrame(_decoys(reported, known, truth), columns=list(_DECOY)).astype(_DECOY),
        reported.assign(cause=_causes(reported, known, truth, events)),
    )


_BEST = {
    "precision": "Float64",
    "recall": "Float64",
    "start_error_minutes": "Float64",
    "end_error_minutes": "Float64",
    "verdict": "object",
    "rank": "Int64",
    "burst_id": "object",
}
_WAVE = {
    "campaign": "str",
    "wave": "int64",
    "kind": "str",
    "accounts": "int64",
    "is_target": "bool",
    "is_found": "bool",
    "is_noticed": "bool",
    **_BEST,
}
_DECOY = {
    "decoy": "str",
    "accounts": "int64",
    "is_found": "bool",
    "is_noticed": "bool",
    **_BEST,
}


def _ranked(bursts: pd.DataFrame, known: pd.DataFrame) -> pd.DataFrame:
    """The bursts, most surprising first, with the number of their members."""
    found = bursts[list(NEEDED)].sort_values(["score", "burst_id"], ascending=[False, True])
    found = found.reset_index(drop=True)
    members = _count(known, found)
    excess = (members - found["expected_accounts"]).clip(lower=1)
    return found.assign(rank=range(1, len(found) + 1), members=members, excess=excess)


def _count(rows: pd.DataFrame, reported: pd.DataFrame) -> pd.Series:
    """How many of the rows each reported burst has, in the order of the bursts."""
    return reported["burst_id"].map(rows["burst_id"].value_counts()).fillna(0).astype("int64")


def _waves(reported: pd.DataFrame, known: pd.DataFrame, truth: Truth) -> Iterator[dict[str, Any]]:
    for wave in truth.waves.to_dict("records"):
        ours = known[known["name"] == wave["campaign"]]
        sought = ours[ours["wave"] == wave["wave"]]
        seen = _seen(reported, sought, ours, wave["accounts"], "members")
        yield {
            "campaign": wave["campaign"],
            "wave": wave["wave"],
            "kind": wave["kind"],
            "accounts": wave["accounts"],
            "is_target": wave["accounts"] >= LEAST_WAVE,
            **_best(seen, wave["start_at"], wave["end_at"]),
        }


def _decoys(reported: pd.DataFrame, known: pd.DataFrame, truth: Truth) -> Iterator[dict[str, Any]]:
    """The planted decoys of this truth; of several sessions, the one found best."""
    for name in PLANTED:
        mine = truth.accounts[truth.accounts["name"] == name]
        if mine.empty:
            continue
        ours = known[known["name"] == name]
        told = []
        for core in _cores(name, mine):
            inside = ours[ours["account_id"].isin(core["account_id"])]
            seen = _seen(reported, inside, ours, len(core), "excess")
            told.append(_best(seen, core["created_at"].min(), core["created_at"].max()))
        best = max(told, key=lambda one: (one["is_found"], one["recall"] or 0))
        yield {"decoy": name, "accounts": len(mine), **best}


def _cores(name: str, accounts: pd.DataFrame) -> list[pd.DataFrame]:
    """The groups of sign-ups of a decoy of which one has to be found."""
    ordered = accounts.sort_values("created_at")
    created = ordered["created_at"]
    if name == "viral_post":
        return [ordered[created.between(created.quantile(0.05), created.quantile(0.95))]]
    session = (created.diff() > BETWEEN_SESSIONS).cumsum()
    return [group for _, group in ordered.groupby(session)]


def _seen(
    reported: pd.DataFrame, sought: pd.DataFrame, ours: pd.DataFrame, size: int, least: str
) -> pd.DataFrame:
    """What each burst holds of the accounts sought, and of all the actor's; best first.

    ``least`` names the column of which half must be the actor's: members or excess.
    """
    hits, actor = _count(sought, reported), _count(ours, reported)
    holds = (hits > 0) & (2 * hits >= size)
    found = holds & (2 * actor >= reported[least])
    seen = reported.assign(
        is_found=found,
        is_noticed=found | (holds & (2 * actor >= reported["excess"])),
        recall=hits / size,
        precision=actor / reported["members"].clip(lower=1),
    )
    return seen[hits > 0].sort_values(
        ["is_found", "is_noticed", "recall", "precision", "rank"],
        ascending=[False, False, False, False, True],
    )


def _best(seen: pd.DataFrame, start_at: pd.Timestamp, end_at: pd.Timestamp) -> dict[str, Any]:
    """The best burst as columns of a row; nulls where no burst holds any of the accounts."""
    if seen.empty:
        return {"is_found": False, "is_noticed": False, **dict.fromkeys(_BEST)}
    best = seen.iloc[0]
    minute = pd.Timedelta(minutes=1)
    same = ("is_found", "is_noticed", "precision", "recall", "verdict", "rank", "burst_id")
    return {
        **{name: best[name] for name in same},
        "start_error_minutes": (best["start_at"] - start_at) / minute,
        "end_error_minutes": (best["end_at"] - end_at) / minute,
    }


def _causes(
    reported: pd.DataFrame, known: pd.DataFrame, truth: Truth, events: pd.DataFrame
) -> list[str]:
    everywhere = float((truth.accounts["name"] != BACKGROUND).mean())
    acting = known[known["name"] != BACKGROUND]
    actors = acting.groupby("burst_id")["name"].agg(lambda names: names.mode().iloc[0])
    beyond = _count(acting, reported) - everywhere * reported["expected_accounts"]
    acted = (2 * beyond >= reported["excess"]).tolist()
    public = events.loc[events["event_type"].isin(PUBLIC_EVENTS), "ts"]
    causes = []
    for burst, has_actor in zip(reported.to_dict("records"), acted, strict=True):
        inside = public.between(burst["start_at"] - AFTER_EVENT, burst["end_at"])
        if has_actor:
            causes.append(str(actors[burst["burst_id"]]))
        elif pd.isna(burst["attr_type"]) and bool(inside.any()):
            causes.append(RELEASE)
        else:
            causes.append(NO_CAUSE)
    return causes


def summary(scores: Scores, truth: Truth) -> dict[str, Any]:
    """The whole in a few numbers; verdicts are null for a method that gives none."""
    waves, bursts = scores.waves, scores.bursts
    target = waves[waves["is_target"]]
    found = target[target["is_found"]]
    causeless = int((bursts["cause"] == NO_CAUSE).sum())
    scripted = bursts[bursts["verdict"] == SCRIPTED]
    decoys = scores.decoys
    return {
        "target_waves": len(target),
        "target_waves_found": len(found),
        "target_waves_noticed": int(target["is_noticed"].sum()),
        "median_precision": float(found["precision"].median()) if len(found) else None,
        "median_recall": float(found["recall"].median()) if len(found) else None,
        "planted_decoys": len(decoys),
        "decoys_found": int(decoys["is_found"].sum()),
        "bursts_reported": len(bursts),
        "bursts_without_cause": causeless,
        "share_without_cause": causeless / len(bursts) if len(bursts) else 0.0,
        "called_scripted": len(scripted),
        "called_scripted_without_campaign": int((~scripted["cause"].isin(truth.campaigns)).sum()),
        "campaigns": len(truth.campaigns),
    }


def verdicts_by_cause(bursts: pd.DataFrame) -> pd.DataFrame:
    """How many bursts of each cause were called what: causes down, verdicts across."""
    return pd.crosstab(bursts["cause"], bursts["verdict"].fillna("no verdict"))
