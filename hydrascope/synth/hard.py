"""Incidents that are hard to see: what the reports' campaigns might do next.

Invented. Each takes away what makes accounts of the reported shapes easy to join, or hides
the work among other people's, or the evidence itself.
"""

from dataclasses import replace

from hydrascope.synth.reported import HYDRA_A, HYDRA_B, HYDRA_C, REPORTED, YEAR_END
from hydrascope.synth.spec import Campaign, Mix, Records, Reseller, Scenario, Wave

_ANY_PLAN: Mix = (("free", 22), ("pro", 36), ("team", 8), ("pay_as_you_go", 34))
_NO_REPORT = "no report: methods of the public reports of February 2026, made less visible"


def _stealthy(base: Campaign) -> Campaign:
    """The same kind of campaign with nothing shared that has to be paid for twice."""
    return replace(
        base,
        shaped_after=_NO_REPORT,
        blends_in=True,
        static_proxy=1.0,
        pool_proxy=0.0,
        pool_leak=0.0,
        accounts_per_card=1.15,
        prepaid_share=0.45,
        plans=_ANY_PLAN,
        first_lag=(240.0, 1.9),
        stock_days=20.0,
        end=120.0,
        takedown_day=112.0,
        takedown_share=0.3,
    )


_HYDRA_E = replace(
    _stealthy(HYDRA_A),
    name="hydra-e",
    accounts=600,
    requests=420_000,
    start=14.0,
    waves=(Wave(14.0, 0.0, 24.0 * 32, 1.0),),
    replaced_share=0.25,
    replaced_after=6.0,
    job_share=0.35,
    jobs_per_day=14,
    night_floor=0.2,
    presence=0.55,
    idle_days=0.1,
    exit_countries=(("US", 8), ("GB", 2), ("CA", 2), ("DE", 1), ("AU", 1), ("NL", 1)),
    clients=(("python-httpx", 1),),
    pinned_versions=(0, 1),
    template_width=0.35,
    template_share=0.75,
    switch_share=0.35,
    switch_hours=(5.0, 30.0),
    reasoning_model=0.3,
)

_HYDRA_F = replace(
    _stealthy(HYDRA_B),
    name="hydra-f",
    accounts=3_000,
    requests=2_100_000,
    start=6.0,
    waves=(Wave(6.0, 0.0, 24.0 * 44, 0.6), Wave(38.0, 0.0, 24.0 * 35, 0.4)),
    replaced_share=0.3,
    shifts=2,
    jobs_per_day=24,
    night_floor=0.08,
    presence=0.6,
    exit_countries=(
        ("US", 9), ("GB", 2), ("JP", 2), ("DE", 2), ("FR", 1.5), ("CA", 1), ("BR", 1), ("IT", 1),
    ),
    clients=(("atlas-python", 1),),
    pinned_versions=(1, 2),
    switch_share=0.45,
    switch_hours=(3.0, 18.0),
)  # fmt: skip

_HYDRA_G = replace(
    _stealthy(HYDRA_B),
    name="hydra-g",
    accounts=8_000,
    requests=6_000_000,
    start=2.0,
    waves=(
        Wave(2.0, 0.0, 24.0 * 56, 0.55),
        Wave(30.0, 0.0, 24.0 * 50, 0.25),
        Wave(60.0, 0.0, 24.0 * 40, 0.2),
    ),
    tasks=(("coding", 7), ("tool_use", 4), ("reasoning", 3), ("data_analysis", 1)),
    replaced_after=4.0,
    shifts=3,
    job_share=0.2,
    jobs_per_day=30,
    presence=0.7,
    exit_countries=(
        ("US", 12), ("GB", 2), ("DE", 2), ("JP", 2), ("CA", 2), ("FR", 1.5), ("AU", 1), ("KR", 1),
        ("ES", 1), ("PL", 1), ("SE", 0.6), ("IN", 2), ("BR", 2),
    ),
    clients=(("atlas-node", 3), ("atlas-python", 2)),
    pinned_versions=(1, 2, 3),
    templates=800,
    template_width=0.15,
    template_share=0.7,
    switch_share=0.5,
    switch_hours=(2.0, 12.0),
)  # fmt: skip

STEALTH = replace(
    YEAR_END,
    name="stealth",
    description="Synthetic. Three campaigns (hydra-e, hydra-f, hydra-g) among ordinary accounts "
    "and confusers. Hard: each account has an address of its own, hardly any card is shared, "
    "sign-ups trickle in by day, and mail, browsers and programs are everybody's; what is left "
    "is the work itself, its hours, the move to a release and the handing over after bans.",
    campaigns=(_HYDRA_E, _HYDRA_F, _HYDRA_G),
)

SPARSE = replace(
    REPORTED,
    name="sparse",
    same_as=REPORTED.name,
    description="Synthetic. The incident of reported-2026 as a bare request log tells it. Hard: "
    "no accounts, cards, mail, bans or keys, no address, network, country or TLS; only time, "
    "account, model, tokens, client string, template and task.",
    records=Records(
        columns=(
            "ts",
            "account_id",
            "request_id",
            "gen_ai_request_model",
            "gen_ai_usage_input_tokens",
            "gen_ai_usage_output_tokens",
            "user_agent_original",
            "prompt_template_hash",
            "task_category",
        ),
        has_accounts=False,
    ),
)

NOISY = replace(
    REPORTED,
    name="noisy",
    same_as=REPORTED.name,
    description="Synthetic. The incident of reported-2026 in damaged exports. Hard: a tenth of "
    "all optional values of requests and accounts is missing or belongs to another row.",
    records=Records(altered=0.1),
)

_SOLD_ACCOUNTS, _CARRYING, _HONEST_ACCOUNTS = 4_000, 2_800, 6_000
_PER_ACCOUNT = 2_000  # requests over the window
_POOL = replace(
    _stealthy(HYDRA_C),
    name="pool",
    accounts=_HONEST_ACCOUNTS,
    start=3.0,
    waves=(
        Wave(3.0, 0.0, 24.0 * 30, 0.5),
        Wave(28.0, 0.0, 24.0 * 40, 0.3),
        Wave(62.0, 0.0, 24.0 * 40, 0.2),
    ),
    replaced_share=0.3,
    replaced_after=5.0,
    accounts_per_card=1.1,
    exit_countries=(("US", 6), ("JP", 2), ("SG", 2), ("DE", 1), ("GB", 1), ("KR", 1)),
    clients=(("relay-one", 1),),
    pinned_versions=(0, 1, 2),
    plans=(("pay_as_you_go", 5), ("pro", 3), ("team", 1)),
    own_share=0.0,
)
_HONEST = Reseller(
    "large_reseller",
    "an honest reseller: the same relay, cards, exits and bans, customers' work alone",
    _POOL,
    _HONEST_ACCOUNTS * _PER_ACCOUNT,
)


def _blended(percent: int) -> Scenario:
    """A campaign that is ``percent`` of the traffic of each account it works through."""
    carried = _CARRYING * _PER_ACCOUNT * percent // 100
    life = replace(_POOL, name="hydra-h", accounts=_SOLD_ACCOUNTS, requests=carried)
    seller = Reseller(
        "seller",
        "accounts of the campaign's reseller that serve its other customers alone",
        life,
        _SOLD_ACCOUNTS * _PER_ACCOUNT - carried,
        replace(life, accounts=_CARRYING),
    )
    return replace(
        YEAR_END,
        name=f"blended-{percent}",
        same_as="blended",
        description=f"Synthetic. One campaign (hydra-h) through a reseller's accounts: {percent} % "
        "of the traffic of each account it uses. Hard: the rest is the work of many unrelated "
        "customers, the accounts share cards, exits and a relay client with others of the "
        "reseller, and a larger honest reseller has just such accounts.",
        resellers=(_HONEST, seller),
    )


BLENDED = tuple(_blended(percent) for percent in (50, 25, 10, 5))
