"""Tests of simpul.cli."""
