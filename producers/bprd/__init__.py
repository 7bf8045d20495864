"""BPRD, the revenue office: what changes in SIM-PBB becomes events."""

from producers.bprd.tax_objects import TAX_OBJECTS

__all__ = ["TAX_OBJECTS"]
