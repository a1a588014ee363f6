"""Mappings kept per schema."""

from pathlib import Path

import pytest

from hydrascope.errors import InputError
from hydrascope.ingest.saved import Saved, schema_of

TEXT = 'name = "m"\n[clock]\ncolumn = "wann"\n[columns]\naccount_id = "wer"\n'


def test_a_mapping_is_kept_for_exactly_its_columns_in_any_order(tmp_path: Path) -> None:
    saved, draft = Saved(tmp_path / "kept"), tmp_path / "draft.toml"
    draft.write_text(TEXT)
    assert saved.rules(["wann", "wer"]) is None

    path = saved.keep(["wann", "wer", "cent"], draft)

    assert saved.path(["cent", "wer", "wann"]) == path
    assert saved.path(["wann", "wer"]) is None
    found = Saved(tmp_path / "kept").rules(["wer", "wann", "cent"])
    assert found is not None and found[0].source.name == "m"
    assert path.stat().st_mode & 0o077 == 0
    assert schema_of(["a/b", "a/c", "d"]) == schema_of(["d", "a"])


def test_what_does_not_fit_or_is_broken_is_refused(tmp_path: Path) -> None:
    saved, draft = Saved(tmp_path / "kept"), tmp_path / "draft.toml"
    draft.write_text(TEXT)
    with pytest.raises(InputError, match="does not have"):
        saved.keep(["wann"], draft)
    assert not saved.folder.exists()

    path = saved.keep(["wann", "wer"], draft)
    path.write_text("name =")
    with pytest.raises(InputError, match="not valid TOML"):
        saved.rules(["wann", "wer"])


def test_keeping_again_replaces_it_and_changes_its_hash(tmp_path: Path) -> None:
    saved, draft = Saved(tmp_path / "kept"), tmp_path / "draft.toml"
    draft.write_text(TEXT)
    saved.keep(["wann", "wer"], draft)
    first = saved.rules(["wann", "wer"])
    draft.write_text(TEXT.replace('"m"', '"n"'))
    saved.keep(["wann", "wer"], draft)
    second = saved.rules(["wann", "wer"])

    assert first and second and first[1] != second[1]
    assert [path.suffix for path in saved.folder.iterdir()] == [".toml"]
