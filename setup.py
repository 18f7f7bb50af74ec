"""For tools that look for setup.py; everything is said in pyproject.toml."""

from setuptools import setup

setup()
