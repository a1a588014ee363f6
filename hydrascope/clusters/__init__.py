"""Judgement: which accounts act as one, and why."""
