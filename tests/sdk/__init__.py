"""Tests of simpul.sdk."""
