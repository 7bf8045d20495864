"""The engine and its peers over the same events, in one run: `python -m benchmarks` prints and keeps the figures."""
