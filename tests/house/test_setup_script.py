"""`tools/setup`: what it calls ready is ready, and what it can't get never stops it."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PYTHON = """#!/bin/sh
case "$1 $2" in "-m venv")
    echo "$@" >>"$LOG"
    rm -rf .venv; mkdir -p .venv/bin
    printf '#!/bin/sh\\necho "venv $@" >>"$LOG"\\n' >.venv/bin/python
    chmod +x .venv/bin/python
esac
"""
SHELL = shutil.which("sh") or "/bin/sh"


class Place:
    """A copy of the script among stand-ins for the programs that it calls."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.programs, self.log = folder, folder / "programs", folder / "log"
        (folder / "tools").mkdir()
        shutil.copy(ROOT / "tools" / "setup", folder / "tools" / "setup")
        (folder / "pyproject.toml").write_text("")
        self.programs.mkdir()
        self.log.write_text("")
        for name in ("rm", "mkdir", "chmod", "dirname", "touch", "sh"):
            (self.programs / name).symlink_to(shutil.which(name) or name)
        self.program("python3", PYTHON)
        self.program("id", "#!/bin/sh\necho 0\n")
        self.program("apt-get", '#!/bin/sh\necho "apt $@" >>"$LOG"\n')
        os.utime(folder / "pyproject.toml", (0, 0))

    def program(self, name: str, text: str) -> None:
        file = self.programs / name
        file.write_text(text)
        file.chmod(0o755)

    def setup(self, want: str = "run") -> list[str]:
        """→ what the script called this time."""
        before = len(self.log.read_text().splitlines())
        environ = {"PATH": str(self.programs), "LOG": str(self.log)}
        ran = subprocess.run(
            [SHELL, "tools/setup", want], cwd=self.folder, env=environ, capture_output=True, text=True, check=False
        )
        assert ran.returncode == 0, ran.stdout + ran.stderr
        return self.log.read_text().splitlines()[before:]


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


def made(calls: list[str]) -> bool:
    return any("-m venv" in one for one in calls)


def test_what_stands_ready_is_left_alone(place: Place) -> None:
    assert made(place.setup())
    again = place.setup()
    assert not made(again)
    assert not any("install" in one for one in again)


def test_an_environment_whose_python_went_away_is_made_anew(place: Place) -> None:
    place.setup()
    python = place.folder / ".venv" / "bin" / "python"
    python.unlink()
    python.symlink_to(place.folder / "gone")
    calls = place.setup()
    assert any("venv --clear" in one for one in calls)
    assert any("pip install" in one for one in calls)


def test_an_environment_without_pip_is_made_anew(place: Place) -> None:
    place.setup()
    (place.folder / ".venv" / "bin" / "python").write_text("#!/bin/sh\nexit 1\n")
    assert made(place.setup())


def test_where_there_is_no_chromium_the_other_name_is_tried_once_and_the_rest_is_set_up(place: Place) -> None:
    place.program("apt-get", '#!/bin/sh\necho "apt $@" >>"$LOG"\nexit 100\n')
    calls = place.setup("dev")
    assert [one.split()[-1] for one in calls if "chromium" in one] == ["chromium", "chromium-browser"]
    assert any("pip install" in one and ".[dev]" in one for one in calls)
    assert place.setup("dev") == ["venv -c import pip"]


def test_a_chromium_that_only_leads_to_a_missing_snap_is_no_browser(place: Place) -> None:
    place.program("chromium", "#!/bin/sh\nexit 1\n")
    assert any("chromium" in one for one in place.setup("dev") if one.startswith("apt"))
    place.program("chromium", "#!/bin/sh\nexit 0\n")
    shutil.rmtree(place.folder / ".venv")
    assert not any("chromium" in one for one in place.setup("dev"))
