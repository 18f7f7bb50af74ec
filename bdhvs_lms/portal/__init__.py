"""The web pages of citizens and trainers, the same on both hosts. One entry: `handle(request, store, host)`."""

from .app import handle, owns
from .host import Host, User

__all__ = ["Host", "User", "handle", "owns"]
