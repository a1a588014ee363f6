"""Judgement: a frame and thresholds in, a frame of findings with their evidence out."""
