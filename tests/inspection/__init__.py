"""Tests of simpul.inspection."""
