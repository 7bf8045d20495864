"""Tests of simpul.registry."""
