"""Tests of the number checks."""
