"""Where bench looks for the app's commands."""

from .province.commands import commands

__all__ = ["commands"]
