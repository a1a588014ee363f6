"""What values are called decides nothing: a keyed hash differs between installations."""

import numpy as np

from tests import worlds


def test_other_names_of_the_same_values_give_the_same_matrix() -> None:
    rng = np.random.default_rng(4)
    uses = [rng.choice(40, size=6, replace=False).tolist() for _ in range(60)]
    named = rng.permutation(40)  # the same values under other names, so in another order
    plain, renamed = (
        worlds.evidence_of(
            60, [worlds.several("prefix", [[int(name[value]) for value in one] for one in uses])]
        )
        for name in (np.arange(40), named)
    )

    assert (plain.shows != renamed.shows).nnz == 0
    assert plain.users.tolist() == renamed.users.tolist()
    assert [int(named[label]) for label in plain.label] == renamed.label.tolist()
