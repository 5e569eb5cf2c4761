"""Scoring the whole path, or one stage of it, on a question set."""
