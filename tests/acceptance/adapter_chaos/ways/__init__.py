"""The ways in, each with a system of its own that works while its adapter is killed."""
