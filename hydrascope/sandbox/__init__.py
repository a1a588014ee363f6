"""Untrusted SQL: judged by the engine's own parser, run in worker processes without reach."""
