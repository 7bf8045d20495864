"""The catalogue: topics, who may read them and why, and the code tables they rest on; data only."""
