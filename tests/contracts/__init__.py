"""Tests of simpul.contracts."""
