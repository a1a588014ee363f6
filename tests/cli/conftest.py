import contextlib
import io
import json

import pytest

from hydrascope.cli.main import main
from tests.build import warehouse


@pytest.fixture(scope="session")
def filled(tmp_path_factory):
    """The folder of a published warehouse."""
    root = tmp_path_factory.mktemp("filled")
    warehouse(root)
    return root


@pytest.fixture(scope="session")
def quiet(tmp_path_factory):
    """The simulated scenario without a campaign, imported: its folders, and what both commands
    told."""
    raw, root = tmp_path_factory.mktemp("quiet") / "raw", tmp_path_factory.mktemp("quiet_w")
    told = []
    for arguments in (
        ("simulate", "quiet", "--scale", "0.0002", "--out", str(raw)),
        ("import", str(raw), "--warehouse", str(root)),
    ):
        with contextlib.redirect_stdout(io.StringIO()) as out:
            assert main([*arguments, "--json"]) == 0
        told.append(json.loads(out.getvalue()))
    return raw, root, *told


@pytest.fixture
def call(capsys):
    """Run a command line as a shell would: exit code, stdout, stderr."""

    def run(*arguments):
        code = main([str(argument) for argument in arguments])
        told = capsys.readouterr()
        return code, told.out, told.err

    return run


@pytest.fixture
def call_json(call):
    """Run a command line with --json: the one object it prints."""

    def run(*arguments):
        code, out, err = call(*arguments, "--json")
        assert code == 0, err
        return json.loads(out)

    return run
