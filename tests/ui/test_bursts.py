import pandas as pd
import pytest

from hydrascope.ui import bursts_compare, bursts_list, bursts_words
from hydrascope.ui.bursts_one import Opened

START = pd.Timestamp("2026-01-17 04:56:50")
JUDGED_BY = {
    "script_points": 4.0,
    "event_points": -2.0,
    "least_judged": 15.0,
    "longest_paced_s": 36 * 3600.0,
}


def burst(**told):
    values = {
        "burst_id": "a",
        "attr_type": None,
        "attr_value": None,
        "start_at": START,
        "end_at": START + pd.Timedelta("9min 51s"),
        "accounts": 60,
        "expected_accounts": 1.5,
        "score": 82.4,
        "q_value": 1e-9,
        "basis": "created_at",
    }
    return pd.Series({**values, **told})


def test_a_burst_is_told_in_one_sentence():
    told = bursts_words.summary(burst())

    assert told.startswith(
        "60 accounts signed up within 10 minutes, from 2026-01-17 04:56 UTC; 1.5 were expected."
    )
    assert "one in 10²⁵ searches" in told
    assert "at most 0.01% are expected to be chance" in told


def test_a_burst_inside_an_attribute_says_which():
    inside = burst(attr_type="payment", attr_value="aabbccddeeff0011", score=5.0, q_value=0.03)

    told = bursts_words.summary(inside)

    assert "60 accounts with payment method aabbccdd… signed up" in told
    assert "one in 32 searches" in told
    assert "at most 3.00%" in told


@pytest.mark.parametrize(
    ("length", "expected"),
    [
        ("41s", "41 seconds"),
        ("9min 51s", "10 minutes"),
        ("25h 1min", "26 hours"),
        ("49h", "3 days"),
    ],
)
def test_a_length_is_rounded_up_since_all_lies_within(length, expected):
    assert bursts_words.lasts(burst(end_at=START + pd.Timedelta(length))) == expected


@pytest.mark.parametrize(
    ("length", "minutes"), [("10min", 1), ("16h", 5), ("25h", 15), ("40D", 360), ("1000D", 1440)]
)
def test_the_close_up_takes_whole_steps_around_the_burst(length, minutes):
    opened = Opened(burst(end_at=START + pd.Timedelta(length)), view=None)

    assert opened.step == pd.Timedelta(minutes=minutes)
    assert opened.around.start_at < opened.start_at
    assert opened.around.end_at > opened.end_at
    assert opened.around.start_at.second == 0


def test_a_value_without_comparable_sign_ups_says_so():
    row = {
        "attr_type": "country",
        "attr_value": "KR",
        "accounts": 41,
        "known_accounts": 63,
        "share": 41 / 63,
        "control_share": None,
    }

    assert bursts_words.value(row) == (
        "41 of 63 (65%) share the country `KR`; there are no comparable sign-ups to set this"
        " against."
    )


@pytest.mark.parametrize(
    ("control", "said"),
    [
        (0, "; none of 6,610 comparable sign-ups does: about 78 times as many (95% interval 4.2"),
        (1, "; among comparable sign-ups 0.02%: 78 times as many"),
        (661, "; among comparable sign-ups 10.0%: 78 times as many"),
    ],
)
def test_a_rare_value_is_never_said_to_be_nought(control, said):
    row = {
        "attr_type": "plan",
        "attr_value": "free",
        "accounts": 4,
        "known_accounts": 8,
        "share": 0.5,
        "control_accounts": control,
        "control_known": 6610,
        "control_share": control / 6610,
        "lift": 78.2,
        "lift_low": 4.21,
        "lift_high": 19971.2,
    }

    assert said in bursts_words.value(row)
    assert bursts_words.value(row).endswith("to 20,000).")


def test_the_pace_has_its_interval_and_says_little_of_long_bursts():
    known = {"gap_regularity": 0.31, "gap_regularity_low": 0.2, "gap_regularity_high": 0.5}

    told = bursts_words.regularity(burst(**known), JUDGED_BY)
    assert told.startswith("Gaps between sign-ups vary by 0.31 (95% interval 0.20 to 0.50); people")
    assert told.endswith("a script that waits evenly by less.")
    days = burst(**known, end_at=START + pd.Timedelta("4D"))
    assert "Over more than 36 hours that says little: waking hours shape the gaps" in (
        bursts_words.regularity(days, JUDGED_BY)
    )
    longer = {**JUDGED_BY, "longest_paced_s": 5 * 86_400.0}
    assert "waking hours" not in bursts_words.regularity(days, longer)
    assert bursts_words.regularity(days, {}) == told
    assert bursts_words.regularity(burst(gap_regularity=None), JUDGED_BY) == ""


def test_the_points_are_added_up_against_the_thresholds_they_were_judged_by():
    told = bursts_words.total(burst(verdict_points=-3.5), JUDGED_BY)

    assert "add up to **−3.5**: 4 or more, from two kinds of evidence, is “scripted" in told
    assert "−2 or less, with an occasion, “promotion or event likely”" in told
    assert "always unclear" not in told
    small = burst(verdict_points=4.5, accounts=10)
    assert "fewer than 15" in bursts_words.total(small, JUDGED_BY)
    assert ": 6.5 or more" in bursts_words.total(small, {**JUDGED_BY, "script_points": 6.5})
    assert bursts_words.total(small, {}) == "The points below add up to **+4.5**."


@pytest.mark.parametrize(("weight", "said"), [(3.0, "+3"), (-1.5, "−1.5"), (0.0, "0")])
def test_points_carry_their_sign(weight, said):
    assert bursts_words.points(weight) == said


def test_what_the_sentences_leave_out_is_counted():
    values = pd.DataFrame({"attr_type": ["client", "email_pattern", "plan"]})

    told = bursts_words.left_out(values, strings=2, most=2)

    assert told.startswith("… and 1 more values and 2 whole client strings, in the data behind")
    assert "# stands for a version" in told
    assert bursts_words.left_out(values[2:], strings=0, most=2) == (
        "Comparable sign-ups are those of the same hours on other days."
    )


def test_what_became_of_the_accounts_says_how_many_go_on():
    known = {"asking_accounts": 57, "later_requests": 1200, "median_lag_minutes": None}

    told = bursts_words.afterwards(burst(**known, active_accounts=12, banned_accounts=38))

    assert told == (
        "57 of 60 have asked something since, 1,200 requests in all. 12 still active (a request"
        " in the last week of the data), 38 banned."
    )


def test_explained_rows_carry_the_reason_in_the_list():
    row = burst(
        top_attr_type=None,
        rank=1,
        signups=[1, 2],
        verdict="unclear",
        confidence="low",
        later_requests=1,
        active_accounts=1,
        banned_accounts=0,
        explained_reason="A class",
    )

    (shown,) = bursts_list.arranged(pd.DataFrame([row])).to_dict("records")

    assert shown["burst_said"] == "A class"
    assert shown["still_active"] == 1
    assert shown["burst_top"] == ""
    assert shown["burst_among"] == "all sign-ups"


def test_an_explanation_in_a_comparison_is_shown_as_it_was_written():
    assert bursts_compare._text("a **fair** ![x](http://example.org)") == (
        r"a \*\*fair\*\* !\[x\](http\://example.org)"
    )
    assert bursts_compare._text(None) == "no"
