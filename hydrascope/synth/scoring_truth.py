"""The truth of a simulation, read back for scoring."""

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from hydrascope.errors import InputError

BACKGROUND, DECOY, CAMPAIGN = "background", "decoy", "campaign"
_ACCOUNTS, _WAVES = "accounts.parquet", "waves.parquet"


@dataclass(frozen=True)
class Truth:
    """Who belongs to whom: one row per account, one row per wave of sign-ups."""

    accounts: pd.DataFrame  # account_id, label, name, wave (null outside waves), created_at
    waves: pd.DataFrame  # campaign, wave, kind, start_at, end_at, accounts

    @property
    def campaigns(self) -> list[str]:
        return sorted(self.accounts.loc[self.accounts["label"] == CAMPAIGN, "name"].unique())


def read_truth(folder: Path) -> Truth:
    """The truth in a folder, or in the folder ``truth`` within it.

    Raises InputError when neither holds one. The exports have an accounts.parquet too, so
    it is the waves that tell the folders apart.
    """
    for place in (folder, folder / "truth"):
        if (place / _WAVES).is_file() and (place / _ACCOUNTS).is_file():
            return Truth(_accounts(place / _ACCOUNTS), pd.read_parquet(place / _WAVES))
    raise InputError(
        f"{folder} holds no truth: {_WAVES} and {_ACCOUNTS} are not there.",
        "Give the folder `truth` that `python -m hydrascope simulate` wrote.",
    )


def _accounts(file: Path) -> pd.DataFrame:
    columns = ["account_id", "label", "name", "wave", "created_at"]
    found = pd.read_parquet(file, columns=columns)
    return found.astype({"account_id": "str", "label": "str", "name": "str", "wave": "Int64"})
