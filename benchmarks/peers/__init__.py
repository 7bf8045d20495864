"""Other ways to do the work of `benchmarks.routing`, as its users write it; every module is a process."""
