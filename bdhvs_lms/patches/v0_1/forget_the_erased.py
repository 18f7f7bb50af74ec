"""Erasure used to leave comments, files and notifications about a learner behind; those of the erased go now."""

from ...province import erasure


def execute() -> None:
    erasure.forget_the_erased()
