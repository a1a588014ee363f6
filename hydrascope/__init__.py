"""Hydrascope: find account networks that extract an AI model through its API."""

__version__ = "0.1.0"
