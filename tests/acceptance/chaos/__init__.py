"""Kills workers and brokers at random under load, then counts every input and every output."""
