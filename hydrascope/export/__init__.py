"""Extracts: files we give. Whole, in bounded memory, with a manifest beside each."""

from hydrascope.export.extract import ExtractReport, extract, extract_bytes, tables

__all__ = ["ExtractReport", "extract", "extract_bytes", "tables"]
