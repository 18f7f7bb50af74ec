"""`StoreContract`: everything that `movement.store.Store` promises, to be run against each host's store.

class TestMyStore(StoreContract, unittest.TestCase):
    def make_store(self, *, units, groups, targets, denominators, courses, settings):
        return MyStore(..., clock=self.clock)
"""

from __future__ import annotations

from .appending import Appending
from .classes import Classes
from .counting import Counting
from .learners import Learners
from .papers import Papers, Whole


class StoreContract(Appending, Learners, Counting, Papers, Classes, Whole):
    """A mixin for `unittest.TestCase`; what `make_store` owes is said at `case.ContractCase`."""
