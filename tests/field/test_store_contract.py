"""The field host's store keeps the contract."""

import tempfile
import unittest
from pathlib import Path

from bdhvs_lms.testing import StoreContract

from .support import make_store


class TestSqliteStore(StoreContract, unittest.TestCase):
    def make_store(self, **given):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        # Same ids as the history's would be two records under one id: the store draws its own, of the same moments.
        store = make_store(Path(folder.name) / "data.db", self.clock, new_id=self.history.new_id, **given)
        self.addCleanup(store.database.close)
        return store
