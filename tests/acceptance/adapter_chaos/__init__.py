"""Adapters killed at random while their systems work, then counted against the systems' own tables."""
