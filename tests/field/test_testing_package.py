"""What is exported for a second implementation's tests."""

import ast
import sys
from pathlib import Path

from bdhvs_lms import testing
from bdhvs_lms.testing import StoreContract


def test_the_exported_names_are_the_intended_ones():
    assert testing.__all__ == ["Clock", "History", "Ids", "StoreContract"]


def test_the_contract_needs_the_standard_library_movement_and_trust_alone():
    for path in Path(testing.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom):
                names = [node.module] if node.level < 2 else []
                assert node.level < 2 or node.module.split(".")[0] in ("movement", "trust")
                names = [] if node.level == 1 else names
            assert all(name.split(".")[0] in sys.stdlib_module_names for name in names)


def test_the_contract_is_no_test_case_by_itself_and_every_test_in_it_is_run():
    import unittest

    assert not issubclass(StoreContract, unittest.TestCase)
    names = [name for part in StoreContract.__mro__ for name in vars(part) if name.startswith("test_")]
    assert len(names) == len(set(names)) >= 35
