"""Documents say what the code does."""

import importlib.util
import re
import subprocess
from pathlib import Path

import click
import pytest

from hydrascope.cli.main import commands

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])
README = (ROOT / "README.md").read_text(encoding="utf-8")
CALL = re.compile(r"python -m hydrascope ([a-z]+)([^\n`|#]*)")


def _generator(name):
    spec = importlib.util.spec_from_file_location(name, ROOT / f"scripts/{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("document", "script"), [("data-dictionary", "data_dictionary"), ("sources", "sources")]
)
def test_a_document_made_from_the_code_is_what_the_code_says(document, script):
    written = (ROOT / f"docs/{document}.md").read_text(encoding="utf-8")

    assert written == _generator(script).text(), "run `make docs`"


def test_the_readme_names_every_command():
    section = README.split("## Command line")[1].split("\n## ")[0]
    firsts = [line.split("|")[1] for line in section.splitlines() if line.startswith("| `")]
    named = {name for cell in firsts for name in re.findall(r"`([a-z]+)", cell)}

    assert named == set(commands.commands)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda file: file.name)
def test_every_command_line_shown_would_be_understood(document):
    for name, rest in CALL.findall(document.read_text(encoding="utf-8")):
        assert name in commands.commands, name
        known = {
            option
            for parameter in commands.commands[name].params
            for option in (*parameter.opts, *parameter.secondary_opts)
        }
        used = set(re.findall(r"(?<!\S)--[a-z-]+", rest)) - {"--help"}
        assert used <= known, f"{name} {used - known}"


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda file: file.name)
def test_every_make_target_shown_exists(document):
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z]+):", makefile, flags=re.MULTILINE))
    text = document.read_text(encoding="utf-8")

    assert set(re.findall(r"(?:^|`)make ([a-z]+)", text, flags=re.MULTILINE)) <= targets


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda file: file.name)
def test_every_link_to_a_file_leads_somewhere(document):
    text = document.read_text(encoding="utf-8")
    targets = [link.split("#")[0] for link in re.findall(r"\]\(([^)\s]+)\)", text)]
    files = [link for link in targets if link and "://" not in link]

    assert [link for link in files if not (document.parent / link).exists()] == []


@pytest.mark.parametrize("name", sorted(commands.commands))
def test_every_command_explains_itself_with_an_example(name):
    command = commands.commands[name]
    help_text = command.get_help(click.Context(command, info_name=name))

    assert f"python -m hydrascope {name}" in help_text
    assert "--warehouse DIR" in help_text
    assert "--json" in help_text


def test_the_shell_scripts_are_well_formed():
    for script in [*(ROOT / "scripts").glob("*.sh"), ROOT / ".ci/run"]:
        done = subprocess.run(["sh", "-n", script], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
