"""What a search for clusters can be told. Apart, so that reading it loads nothing heavy."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Settings:
    """``least_accounts``: smaller groups are candidates that fell. ``resolution``, ``seed``: of
    the communities. ``without``: families left out, to see what each contributes."""

    least_accounts: int = 8
    resolution: float = 1.0
    seed: int = 1
    without: tuple[str, ...] = ()
