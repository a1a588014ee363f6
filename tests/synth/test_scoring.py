"""Bursts and truth by hand: what counts as found, and what as the cause."""

import pandas as pd
import pytest

from hydrascope.errors import InputError
from hydrascope.synth.scoring import NO_CAUSE, RELEASE, SCRIPTED, score, summary, verdicts_by_cause
from hydrascope.synth.scoring_truth import Truth, read_truth

NIGHT = pd.Timestamp("2026-01-10 04:00")
MINUTE = pd.Timedelta(minutes=1)
DAY = pd.Timedelta(days=1)
NO_EVENTS = pd.DataFrame({"ts": pd.Series(dtype="datetime64[us]"), "event_type": []})


def group(name, count, *, label="campaign", wave=None, start_at=NIGHT, every=MINUTE):
    """Accounts of one actor that signed up one after the other."""
    return pd.DataFrame(
        {
            "account_id": [f"{name}-{wave}-{number}" for number in range(count)],
            "label": label,
            "name": name,
            "wave": pd.array([wave] * count, dtype="Int64"),
            "created_at": [start_at + number * every for number in range(count)],
        }
    )


def truth(*groups):
    accounts = pd.concat(groups, ignore_index=True)
    waves = [
        (name, int(wave), "burst", rows["created_at"].min(), rows["created_at"].max(), len(rows))
        for (name, wave), rows in accounts.dropna(subset="wave").groupby(["name", "wave"])
    ]
    columns = ["campaign", "wave", "kind", "start_at", "end_at", "accounts"]
    return Truth(accounts, pd.DataFrame(waves, columns=columns))


def reported(*bursts):
    """Bursts as (id, members, changes), and who is in them."""
    rows, members = [], []
    for number, (burst_id, accounts, changes) in enumerate(bursts):
        rows.append(
            {
                "burst_id": burst_id,
                "attr_type": None,
                "start_at": NIGHT,
                "end_at": NIGHT + 60 * MINUTE,
                "expected_accounts": 0.0,
                "score": 100.0 - number,
                "verdict": SCRIPTED,
                "accounts": len(accounts),
                **changes,
            }
        )
        members += [(burst_id, account) for account in accounts]
    return pd.DataFrame(rows), pd.DataFrame(members, columns=["burst_id", "account_id"])


def ids(frame, count=None):
    return frame["account_id"].tolist()[:count]


WAVE = group("hydra", 60, wave=0)
# Many, so that hydra's share of all accounts is next to nothing.
PEOPLE = group("background", 5000, label="background", every=DAY / 50)
TRUTH = truth(WAVE, PEOPLE)


@pytest.mark.parametrize(
    ("campaign", "others", "is_found"),
    [(30, 0, True), (29, 0, False), (30, 30, True), (30, 31, False), (60, 61, False)],
)
def test_a_wave_is_found_by_half_of_it_in_a_burst_that_is_half_the_campaigns(
    campaign, others, is_found
):
    bursts, members = reported(("b1", ids(WAVE, campaign) + ids(PEOPLE, others), {}))

    found = score(bursts, members, TRUTH, NO_EVENTS).waves.iloc[0]

    assert found["is_found"] == is_found
    assert found["precision"] == pytest.approx(campaign / (campaign + others))
    assert found["recall"] == pytest.approx(campaign / 60)


@pytest.mark.parametrize(("expected", "is_noticed"), [(0.0, False), (100.0, True)])
def test_a_wave_among_many_bystanders_is_noticed_by_the_excess(expected, is_noticed):
    accounts = ids(WAVE) + ids(PEOPLE, 100)
    bursts, members = reported(("b1", accounts, {"expected_accounts": expected}))
    scores = score(bursts, members, TRUTH, NO_EVENTS)

    told = summary(scores, TRUTH)

    assert scores.waves["is_noticed"].tolist() == [is_noticed]
    assert (told["target_waves_found"], told["target_waves_noticed"]) == (0, is_noticed)


def test_two_halves_in_two_bursts_do_not_make_one():
    bursts, members = reported(("b1", ids(WAVE)[:25], {}), ("b2", ids(WAVE)[25:50], {}))

    assert not score(bursts, members, TRUTH, NO_EVENTS).waves["is_found"].any()


def test_the_best_burst_is_the_one_that_finds_the_wave_not_the_largest():
    bursts, members = reported(
        ("wide", ids(WAVE) + ids(PEOPLE, 500), {}),
        ("narrow", ids(WAVE, 50), {"start_at": NIGHT + 5 * MINUTE, "end_at": NIGHT + 54 * MINUTE}),
    )

    found = score(bursts, members, TRUTH, NO_EVENTS).waves.iloc[0]

    assert (found["is_found"], found["burst_id"], found["rank"]) == (True, "narrow", 2)
    assert (found["start_error_minutes"], found["end_error_minutes"]) == (5, -5)
    assert found["verdict"] == SCRIPTED


def test_rank_follows_the_score_not_the_order_of_the_rows():
    bursts, members = reported(("b1", ids(WAVE), {"score": 1}), ("b2", ids(PEOPLE, 9), {}))

    found = score(bursts, members, TRUTH, NO_EVENTS)

    assert found.waves["rank"].tolist() == [2]
    assert found.bursts["burst_id"].tolist() == ["b2", "b1"]


def test_members_of_another_campaign_do_not_count_but_successors_of_this_one_do():
    heirs, rivals = group("hydra", 40), group("rival", 40, wave=0)
    known = truth(WAVE, heirs, rivals, PEOPLE)
    with_heirs = reported(("b1", ids(WAVE, 30) + ids(heirs), {}))
    with_rivals = reported(("b1", ids(WAVE, 30) + ids(rivals), {}))

    assert score(*with_heirs, known, NO_EVENTS).waves["is_found"].tolist() == [True, False]
    assert score(*with_rivals, known, NO_EVENTS).waves["is_found"].tolist() == [False, True]


def test_small_waves_are_listed_and_not_counted():
    known = truth(WAVE, group("hydra", 29, wave=1, start_at=NIGHT + 9 * DAY), PEOPLE)
    bursts, members = reported(("b1", ids(WAVE), {}))
    scores = score(bursts, members, known, NO_EVENTS)

    told = summary(scores, known)

    assert scores.waves["is_target"].tolist() == [True, False]
    assert (told["target_waves"], told["target_waves_found"]) == (1, 1)


def test_without_a_burst_every_row_is_there_and_nothing_is_found():
    known = truth(WAVE, group("class", 30, label="decoy"), PEOPLE)
    bursts, members = reported(("b1", ids(WAVE), {}))
    scores = score(bursts.iloc[:0], members.iloc[:0], known, NO_EVENTS)

    told = summary(scores, known)

    assert scores.waves["is_found"].tolist() == [False]
    assert scores.waves["precision"].isna().all()
    assert (told["target_waves_found"], told["decoys_found"], told["bursts_reported"]) == (0, 0, 0)
    assert (told["share_without_cause"], told["median_precision"]) == (0.0, None)


def test_one_session_of_a_class_is_enough():
    first = group("class", 30, label="decoy")
    second = group("class", 16, label="decoy", wave=None, start_at=NIGHT + 2 * DAY)
    second["account_id"] += "-second"
    known = truth(WAVE, first, second, PEOPLE)
    bursts, members = reported(("b1", ids(second, 8), {"verdict": "shared event likely"}))

    found = score(bursts, members, known, NO_EVENTS).decoys.iloc[0]

    assert (found["is_found"], found["recall"]) == (True, 0.5)
    assert found["verdict"] == "shared event likely"


@pytest.mark.parametrize(("expected", "is_found"), [(0.0, False), (40.0, True)])
def test_a_decoy_is_found_when_half_of_the_excess_is_its(expected, is_found):
    known = truth(WAVE, group("hackathon", 40, label="decoy"), PEOPLE)
    accounts = ids(known.accounts[known.accounts["name"] == "hackathon"], 30) + ids(PEOPLE, 50)
    bursts, members = reported(("b1", accounts, {"expected_accounts": expected}))

    scores = score(bursts, members, known, NO_EVENTS)

    assert scores.decoys["is_found"].tolist() == [is_found]
    assert scores.bursts["cause"].tolist() == ["hackathon" if is_found else NO_CAUSE]


def test_the_long_tail_of_a_viral_post_need_not_be_in_the_burst():
    tail = group("viral_post", 100, label="decoy", every=MINUTE)
    tail.loc[95:, "created_at"] += DAY
    known = truth(WAVE, tail, PEOPLE)
    bursts, members = reported(("b1", ids(tail)[5:50], {}))

    found = score(bursts, members, known, NO_EVENTS).decoys.iloc[0]

    assert found["is_found"]
    assert found["accounts"] == 100
    assert found["recall"] == pytest.approx(45 / 90, abs=0.01)


def test_the_cause_is_the_actor_with_most_members():
    rivals = group("rival", 40, wave=0)
    known = truth(WAVE, rivals, PEOPLE)
    bursts, members = reported(("b1", ids(WAVE, 10) + ids(rivals, 20) + ids(PEOPLE, 20), {}))

    assert score(bursts, members, known, NO_EVENTS).bursts["cause"].tolist() == ["rival"]


def test_accounts_that_would_be_there_anyway_are_no_cause():
    """A tenth of all accounts are successors: so are a tenth of any large crowd."""
    heirs = group("hydra", 500)
    known = truth(heirs, group("background", 4500, label="background"))
    crowd = ids(heirs, 100) + ids(known.accounts[known.accounts["name"] == "background"], 900)
    bursts, members = reported(("b1", crowd, {"expected_accounts": 850.0}))

    assert score(bursts, members, known, NO_EVENTS).bursts["cause"].tolist() == [NO_CAUSE]


@pytest.mark.parametrize(
    ("days_before", "event_type", "attr_type", "cause"),
    [
        (7, "model_launch", None, RELEASE),
        (-0.02, "price_change", None, RELEASE),  # inside the burst
        (1, "policy_change", float("nan"), RELEASE),
        (7.1, "model_launch", None, NO_CAUSE),
        (-1, "model_launch", None, NO_CAUSE),
        (1, "incident", None, NO_CAUSE),
        (1, "model_launch", "asn", NO_CAUSE),
    ],
)
def test_a_release_explains_a_burst_among_all_sign_ups(days_before, event_type, attr_type, cause):
    bursts, members = reported(("b1", ids(PEOPLE, 50), {"attr_type": attr_type}))
    events = pd.DataFrame({"ts": [NIGHT - days_before * DAY], "event_type": [event_type]})

    assert score(bursts, members, TRUTH, events).bursts["cause"].tolist() == [cause]


def test_the_summary_counts_causes_and_accusations():
    bursts, members = reported(
        ("b1", ids(WAVE), {}),
        ("b2", ids(PEOPLE)[:50], {"verdict": "no verdict possible"}),
        ("b3", ids(PEOPLE)[50:90], {}),
        ("b4", ids(PEOPLE)[90:120], {"verdict": None}),
    )
    scores = score(bursts, members, TRUTH, NO_EVENTS)

    told, verdicts = summary(scores, TRUTH), verdicts_by_cause(scores.bursts)

    assert (told["bursts_without_cause"], told["share_without_cause"]) == (3, 0.75)
    assert (told["called_scripted"], told["called_scripted_without_campaign"]) == (2, 1)
    assert verdicts.loc["hydra", SCRIPTED] == 1
    assert verdicts.loc[NO_CAUSE].sum() == 3
    assert verdicts.loc[NO_CAUSE, "no verdict"] == 1


def test_scoring_leaves_its_arguments_as_they_are():
    bursts, members = reported(("b1", ids(WAVE), {}), ("b2", ids(PEOPLE, 9), {"score": 200}))
    before = bursts.copy(), members.copy(), TRUTH.accounts.copy()

    score(bursts, members, TRUTH, NO_EVENTS)

    for was, now in zip(before, (bursts, members, TRUTH.accounts), strict=True):
        pd.testing.assert_frame_equal(was, now)


def test_the_windows_of_a_real_simulation_find_its_waves(incident_folder):
    """Everybody who signed up while a wave ran."""
    known = read_truth(incident_folder)
    created = known.accounts.set_index("account_id")["created_at"]
    windows = [
        (f"w{number}", created.index[created.between(wave["start_at"], wave["end_at"])], wave)
        for number, wave in enumerate(known.waves.to_dict("records"))
    ]
    bursts, members = reported(
        *(
            (name, list(who), {"start_at": wave["start_at"], "end_at": wave["end_at"]})
            for name, who, wave in windows
        )
    )

    scores = score(bursts, members, known, NO_EVENTS)

    # At this scale one wave is three accounts on the evening of the viral post.
    bursty = scores.waves[(scores.waves["kind"] == "burst") & (scores.waves["accounts"] >= 5)]
    assert bursty["is_found"].all()
    assert (bursty["recall"] == 1).all()
    assert (bursty["start_error_minutes"] == 0).all()
    assert not scores.waves.loc[scores.waves["kind"] == "drip", "is_found"].any()
    assert set(scores.decoys["decoy"]) == {"hackathon", "class", "viral_post"}
    assert read_truth(incident_folder / "truth").campaigns == ["hydra-a", "hydra-b", "hydra-c"]


def test_a_folder_without_a_truth_is_refused_with_a_remedy(tmp_path):
    (tmp_path / "accounts.parquet").touch()

    with pytest.raises(InputError, match="holds no truth") as raised:
        read_truth(tmp_path)
    assert "simulate" in raised.value.remedy
