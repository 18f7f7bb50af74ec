"""What holds for every command: it is explained in Vietnamese, and documented."""

import ast
import re
from pathlib import Path

import click
import pytest

import bdhvs_lms
from bdhvs_lms.field import i18n
from bdhvs_lms.field.cli import cli

PACKAGE = Path(bdhvs_lms.__file__).parent
ROOT = PACKAGE.parent
VIETNAMESE = re.compile("[ăâđêôơưàáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵ]", re.IGNORECASE)
WRITTEN_HERE = [
    *(PACKAGE / "field" / "cli").glob("*.py"),
    *(PACKAGE / "field" / name for name in ("console.py", "sample.py", "address.py", "audit.py", "errors.py")),
    PACKAGE / "trust" / "errors.py",
    *(PACKAGE / "movement" / name for name in ("registry.py", "errors.py")),
]


def commands(group=cli, path=("bdhvs",)):
    yield path, group
    for name, command in getattr(group, "commands", {}).items():
        yield from commands(command, (*path, name))


ALL = [pytest.param(command, id=" ".join(path)) for path, command in commands()]
LEAVES = [" ".join(path) for path, command in commands() if not isinstance(command, click.Group)]


def messages():
    """Every msgid of these files."""
    for file in WRITTEN_HERE:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            named = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("_", "N_")
            if named and node.args and isinstance(node.args[0], ast.Constant):
                yield node.args[0].value


def test_every_message_has_a_vietnamese_translation():
    assert sorted(set(messages()) - i18n.catalogue("vi").keys()) == []


def test_translations_keep_the_messages_fields():
    known = i18n.catalogue("vi")
    fields = re.compile(r"\{(\w+)[^}]*\}")
    free = {"number_type"}  # “integer” is click's own word
    for message in set(messages()) & known.keys():
        assert set(fields.findall(message)) - free == set(fields.findall(known[message])) - free, message


@pytest.mark.parametrize("command", ALL)
def test_every_command_and_option_is_explained_in_vietnamese(command):
    assert VIETNAMESE.search(command.help or ""), command.name
    for option in command.params:
        if isinstance(option, click.Option):
            assert VIETNAMESE.search(option.help or ""), option.name


@pytest.mark.parametrize("command", ALL)
def test_the_list_of_commands_is_never_cut_short(command):
    for inner in getattr(command, "commands", {}).values():
        assert not inner.get_short_help_str(60).endswith("..."), inner.name


@pytest.mark.parametrize("command", LEAVES)
def test_every_command_has_help(bdhvs, command):
    ran = bdhvs(*command.split()[1:], "--help")
    assert ran.code == 0
    assert f"{command} " in ran.out


def test_the_help_says_what_exit_codes_mean(bdhvs):
    ran = bdhvs("--help")
    assert ran.code == 0
    assert all(re.search(rf"\b{code}\b", ran.out) for code in range(4))


@pytest.mark.parametrize("command", LEAVES)
def test_every_command_is_documented_with_an_example(command):
    texts = [ROOT / "docs" / "lenh.md", ROOT / "README.vi.md"]
    written = "".join(text.read_text(encoding="utf-8") for text in texts if text.exists())
    assert re.search(rf"^\s*{re.escape(command)}\b", written, re.MULTILINE), f"{command} is in neither of {texts}"


def test_the_documentation_names_no_command_or_option_that_is_not_there():
    text = (ROOT / "docs" / "lenh.md").read_text(encoding="utf-8").replace("\\\n", " ")
    known = {" ".join(path): command for path, command in commands()}
    for line in re.findall(r"^bdhvs .*$", text, re.MULTILINE):
        words = line.partition("#")[0].split()
        path = max((name for name in known if words[: len(name.split())] == name.split()), key=len)
        options = {opt for param in known[path].params for opt in param.opts}
        used = {word for word in words if word.startswith("--")}
        assert used <= options | {"--help"}, line
        rest = words[len(path.split()) :]
        assert not isinstance(known[path], click.Group) or all(one.startswith("-") for one in rest), line


def test_version(bdhvs):
    assert bdhvs("--version").out.split() == ["bdhvs", bdhvs_lms.__version__]
