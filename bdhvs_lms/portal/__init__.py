"""The web pages of citizens and trainers, the same on both hosts. One entry: `handle(request, store, host)`."""

from .addresses import InvalidPrefix, check_prefix, owns
from .app import handle, refusal
from .classroom import Classroom
from .host import Accounts, Host, User

__all__ = ["Accounts", "Classroom", "Host", "InvalidPrefix", "User", "check_prefix", "handle", "owns", "refusal"]
