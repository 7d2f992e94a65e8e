"""Synthetic cases with a known truth (docs/method.md): no real person, seeded, written as evidence is found."""

from pipelines.demo.cases import Demo, generate

__all__ = ["Demo", "generate"]
