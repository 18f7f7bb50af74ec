"""The site's store keeps the contract."""

from __future__ import annotations

import unittest

from bdhvs_lms.testing import StoreContract

from .case import SiteCase


class TestSiteStore(SiteCase, StoreContract, unittest.TestCase):
    pass
