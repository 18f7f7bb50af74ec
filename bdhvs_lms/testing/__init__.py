"""What a store owes, as tests: subclass `StoreContract` with a store of one's own."""

from .contract import StoreContract
from .history import Clock, History, Ids

__all__ = ["Clock", "History", "Ids", "StoreContract"]
