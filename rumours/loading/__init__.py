"""Rumours that arrive all at once: from CSV files, with the labels that they would have had."""
