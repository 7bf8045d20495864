"""BPKD, the office of finance and assets: its draft payrolls become events."""

from producers.bpkd.payroll import PAYROLL

__all__ = ["PAYROLL"]
