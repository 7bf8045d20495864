"""BPBD, the disaster agency: warnings of the national services become events."""
